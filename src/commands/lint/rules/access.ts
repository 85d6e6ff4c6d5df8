import { type AccessVariable, aclFileVariable, emptyPasswordVariable } from '../../../charts/environment.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

export function aclFileBesideUsers(release: LintedRelease): Problem[] {
  const file = aclFileVariable(release.container, release.chart);
  if (!file || !hasUsers(release)) return [];
  const message = `${file.name} sets an ACL file beside the \`user\` lines of the configuration; Redis does not start with both`;
  return [problemAt(release, file, message)];
}

export function openByEnvironment(release: LintedRelease): Problem[] {
  const { container, chart } = release;
  const empty = emptyPasswordVariable(container, chart);
  const file = hasUsers(release) ? undefined : aclFileVariable(container, chart);
  const open = `${empty?.name} is yes: everybody gets in without a password, at the IP of the node too`;
  const ignored = `${file?.name} sets an ACL file, with which Redis ignores the password of the chart: without a \`user default\` line in that file everybody gets in without a password`;
  return [...(empty ? [problemAt(release, empty, open)] : []), ...(file ? [problemAt(release, file, ignored)] : [])];
}

/**
 * Where the values have no password, the chart makes a random one at each rendering and finds the one of before only through the
 * API server (`lookup`), which `helm template` and Argo CD do not ask. A rendering cannot say where its password came from: this
 * goes by the form of the chart's own ones.
 */
export function randomPassword({ password }: LintedRelease): Problem[] {
  if (!password?.looksRandom) return [];
  const { manifest, path } = password;
  const message = `${manifest.title} holds a password of the form that the chart makes up itself (10 letters and digits): if it did, each rendering without the API server has another one, and all pods roll`;
  return [{ message, manifest, path }];
}

const hasUsers = ({ config }: LintedRelease): boolean => config !== undefined && config.users.length > 0;

function problemAt({ containerPath }: LintedRelease, { path }: AccessVariable, message: string): Problem {
  return { message, path: [...containerPath, ...path] };
}
