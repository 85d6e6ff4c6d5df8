import { listOf } from '../../../base/words.js';
import { aclFileVariable, isYes, type Variable } from '../../../charts/environment.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

export function aclFileBesideUsers(release: LintedRelease): Problem[] {
  const file = aclFileVariable(release.environment, release.chart);
  if (!file || !hasUsers(release)) return [];
  const message = `${file.title} sets an ACL file beside the \`user\` lines of the configuration; Redis does not start with both`;
  return [{ message, ...placeOf(release, file) }];
}

/** An ACL file, with which Redis ignores `requirepass`. */
export function openByAclFile(release: LintedRelease): Problem[] {
  const file = aclFileVariable(release.environment, release.chart);
  if (!file || hasUsers(release)) return [];
  const message = `${file.title} sets an ACL file, with which Redis ignores the password of the chart: without a \`user default\` line in that file everybody gets in without a password`;
  return [{ message, ...placeOf(release, file) }];
}

/**
 * Without a password the image turns protected-mode off where that is allowed; with one it sets requirepass all the same, and
 * without one it takes away what the configuration has (Bitnami's libredis.sh, `redis_configure_default`). A line of user
 * `default` is in force in either case.
 */
export function openWithoutPassword(release: LintedRelease): Problem[] {
  const { environment, chart, config } = release;
  const allowed = environment.get(chart.access?.emptyPassword);
  const password = environment.get(chart.access?.password);
  const isSet = password !== undefined && password.value !== '';
  if (!allowed || !isYes(allowed.value) || isSet || config?.users.includes('default')) return [];
  const effect = 'everybody gets in without a password, at the IP of the node too';
  const problem = { message: `${allowed.title} is yes: ${effect}`, ...placeOf(release, allowed) };
  if (password || !chart.access?.password || environment.outside.length === 0) return [problem];
  const unless = `unless ${listOf(environment.outside)}, which the stream does not hold, sets ${chart.access.password}`;
  return [{ ...problem, severity: 'warning', message: `${allowed.title} is yes: ${unless}, ${effect}` }];
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

/** Where a variable's value stands: in an object of the stream, or in the server's container. */
function placeOf({ containerPath }: LintedRelease, { manifest, path }: Variable): Pick<Problem, 'manifest' | 'path'> {
  return manifest ? { manifest, path } : { path: [...containerPath, ...path] };
}
