import { formatUserLine, setUserLines } from '../acl/index.js';
import { at, compareVersions, serverVersion } from '../chart/statefulset.js';
import type { AclUserParameters } from '../generated/types.js';
import { type Change, refused, type Target } from './transform.js';

/** Adds or renews one `user` line for each configured user in the server's configuration file. */
export function aclUser(target: Target, parameters: AclUserParameters): Change {
  const { key = '' } = parameters;
  const path = ['data', key];
  const text = at(target.value, ...path);
  if (typeof text !== 'string') {
    const keys = Object.keys((at(target.value, 'data') ?? {}) as object).join(', ') || 'none';
    throw refused(target, ['data'], `no key ${key}; there are: ${keys}`, 'Name it in overlays.acl-user.key.');
  }
  refuseServerWithoutAcl(target);
  const after = setUserLines(text, userLines(target, parameters));
  return {
    operations: after === text ? [] : [{ op: 'replace', path: `/data/${key.replaceAll('/', '~1')}`, value: after }],
  };
}

/** The configured users' lines. */
export function userLines(target: Target, { users = [], passwordFormat = 'sha256' }: AclUserParameters): string[] {
  return users.map((user) =>
    formatUserLine({
      name: user.name,
      password: target.readPassword(user.password, user.name),
      passwordFormat: user.passwordFormat ?? passwordFormat,
      rules: user.rules ?? '~* &* +@all',
    }),
  );
}

/** Redis before 6 knows no `user` line and stops at it. */
function refuseServerWithoutAcl(target: Target): void {
  const { release } = target;
  const since = release?.chart.server?.aclSince;
  const version = release && serverVersion(release.statefulSet.value, release.chart);
  if (since === undefined || version === undefined || compareVersions(version, since) >= 0) return;
  throw refused(
    target,
    ['data'],
    `the image of ${release?.statefulSet.title} is version ${version}, and a server before ${since} stops at a user line`,
    'Use a newer image.tag (or chart), or turn the users off with overlays.acl-user: false.',
  );
}
