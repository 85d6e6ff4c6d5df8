import { environmentOf, isYes, settingOf } from '../../../charts/environment.js';
import type { Path } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import { directivesIn } from '../../../redis-config/config-text.js';
import type { Problem } from '../rule.js';
import type { LintedRelease } from '../subject.js';

/**
 * The image writes `aclfile` into the configuration from a variable (Bitnami's libredis.sh, `redis_configure_default`), and
 * the server does not start with that and `user` lines.
 */
export function aclFileBesideUsers(release: LintedRelease): Problem[] {
  const variable = aclFileVariable(release);
  if (variable === undefined || !hasUsers(release)) return [];
  const message = `${variable} sets an ACL file beside the \`user\` lines of the configuration; Redis does not start with both`;
  return [{ message, manifest: release.statefulSet, path: pathOf(release, variable) }];
}

/** With an ACL file requirepass counts for nothing; without a password the image turns protected-mode off (libredis.sh). */
export function openByEnvironment(release: LintedRelease): Problem[] {
  const manifest = release.statefulSet;
  const problems: Problem[] = [];
  const empty = release.chart.access?.emptyPassword;
  if (empty !== undefined && isYes(settingOf(release.server()?.item, empty))) {
    const message = `${empty} is yes: everybody gets in without a password, at the IP of the node too`;
    problems.push({ message, manifest, path: pathOf(release, empty) });
  }
  const file = aclFileVariable(release);
  if (file !== undefined && !hasUsers(release)) {
    const message = `${file} sets an ACL file, with which Redis ignores the password of the chart: without a \`user default\` line in that file everybody gets in without a password`;
    problems.push({ message, manifest, path: pathOf(release, file) });
  }
  return problems;
}

/**
 * Where the values have no password, the chart makes a random one at each rendering and finds the one of before only through the
 * API server (`lookup`), which `helm template` and Argo CD do not ask. A rendering cannot say where its password came from: this
 * goes by the form of the chart's own ones.
 */
export function randomPassword(release: LintedRelease): Problem[] {
  const password = release.password();
  if (!password?.looksRandom) return [];
  const { manifest, path } = password;
  const message = `${manifest.title} holds a password of the form that the chart makes up itself (10 letters and digits): if it did, each rendering without the API server has another one, and all pods roll`;
  return [{ message, manifest, path }];
}

/** The variable that sets an ACL file, if it does. */
function aclFileVariable(release: LintedRelease): string | undefined {
  const variable = release.chart.access?.aclFile;
  const file = variable && settingOf(release.server()?.item, variable);
  return file === undefined || file === '' ? undefined : variable;
}

function hasUsers(release: LintedRelease): boolean {
  return directivesIn(release.config()?.text ?? '').some(({ name }) => name === 'user');
}

/** The variable's entry in the server's container, or the container where the start script sets it. */
function pathOf(release: LintedRelease, variable: string): Path {
  const { item, index = 0 } = release.server() ?? {};
  return [...POD, 'containers', index, ...(environmentOf(item).get(variable)?.path ?? ['name'])];
}
