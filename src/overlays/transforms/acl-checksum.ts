import { sha256Hex } from '../../base/sha256.js';
import { dataSurvives } from '../../charts/statefulset.js';
import { withAt } from '../../json/at.js';
import { type AclUserSettings, userLines } from './acl-user.js';
import type { Change, Target } from './transform.js';

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
