import { type AccessVariable, aclFileVariable, emptyPasswordVariable } from '../../../charts/access.js';
import { POD } from '../../../kubernetes/pod-template.js';
import { directivesIn } from '../../../redis-config/config-text.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

export function aclFileBesideUsers(release: LintedRelease): Problem[] {
  const file = aclFileVariable(release.server()?.item, release.chart);
  if (!file || !hasUsers(release)) return [];
  const message = `${file.name} sets an ACL file beside the \`user\` lines of the configuration; Redis does not start with both`;
  return [problemAt(release, file, message)];
}

export function openByEnvironment(release: LintedRelease): Problem[] {
  const container = release.server()?.item;
  const problems: Problem[] = [];
  const empty = emptyPasswordVariable(container, release.chart);
  if (empty) {
    const message = `${empty.name} is yes: everybody gets in without a password, at the IP of the node too`;
    problems.push(problemAt(release, empty, message));
  }
  const file = aclFileVariable(container, release.chart);
  if (file && !hasUsers(release)) {
    const message = `${file.name} sets an ACL file, with which Redis ignores the password of the chart: without a \`user default\` line in that file everybody gets in without a password`;
    problems.push(problemAt(release, file, message));
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

function hasUsers(release: LintedRelease): boolean {
  return directivesIn(release.config()?.text ?? '').some(({ name }) => name === 'user');
}

function problemAt(release: LintedRelease, { path }: AccessVariable, message: string): Problem {
  const place = [...POD, 'containers', release.server()?.index ?? 0, ...path];
  return { message, manifest: release.statefulSet, path: place };
}
