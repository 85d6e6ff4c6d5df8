import { allowAllRules, formatUserLine, setUserLines } from '../../acl/user-lines.js';
import { sha256Hex } from '../../base/util.js';
import { dataSurvives } from '../../charts/storage.js';
import type { AclUserParameters } from '../../generated/types.js';
import { at, mappingAt, type Path, withAt } from '../../json/values.js';
import { type Change, type Complete, placed, refused, type Target } from './transform.js';

/** The parameters of acl-user, complete but for the key, which only a chart's overlay knows. */
export type AclUserSettings = Complete<AclUserParameters, 'aclUser'>;

/** Adds or renews one `user` line for each configured user in the server's configuration file. */
export function aclUser(target: Target, parameters: AclUserSettings & { key: string }): Change {
  const { key } = parameters;
  const path = ['data', key];
  const data = mappingAt(target.value, 'data');
  // A key without a value is an empty text to Kubernetes.
  const text = at(data, key) === null ? '' : at(data, key);
  if (typeof text !== 'string') {
    throw refused(target, ['data'], 'no-key', { key, keys: Object.keys(data).join(', ') || 'none' });
  }
  const lines = userLines(target, parameters, path);
  const after = placed(target, { path, setting: ['users'] }, () => setUserLines(text, lines));
  return { value: after === text ? target.value : withAt(target.value, path, after) };
}

/**
 * The configured users' lines, as the release's server takes them.
 *
 * @param path where in the document they belong, for what the server does not allow
 */
function userLines(target: Target, { users, passwordFormat }: AclUserSettings, path: Path): string[] {
  const server = target.release?.server().version;
  return users.map((user, index) =>
    placed(target, { path, setting: ['users', index] }, () => {
      const password = [user.password].flat().map((source) => target.loaded.readPassword(source, user.name));
      const rules = user.rules ?? allowAllRules(server);
      const format = user.passwordFormat ?? passwordFormat;
      return formatUserLine({ name: user.name, password, passwordFormat: format, rules }, server);
    }),
  );
}

const ANNOTATIONS = ['spec', 'template', 'metadata', 'annotations'] as const;
const CHECKSUM = 'redis-hostport/checksum-acl';

/**
 * Rolls the pods when a user changes: the chart takes the checksum of its ConfigMap before a post-renderer runs and
 * never sees the line. Only where the pods' data survives: without persistence each pod of a roll comes back as a
 * stranger, and the cluster ends up empty.
 */
export function aclChecksum(target: Target, parameters: AclUserSettings): Change {
  const { release, value } = target;
  if (!release || !dataSurvives(value, release.chart)) return { value };
  const sum = sha256Hex(userLines(target, parameters, ANNOTATIONS).join('\n'));
  return { value: withAt(value, [...ANNOTATIONS, CHECKSUM], sum) };
}
