import { at, pointer } from '../../json/at.js';
import type { Change, Target } from './transform.js';

const POLICY = ['spec', 'podManagementPolicy'] as const;

/** podManagementPolicy OrderedReady, which is also what Kubernetes does where none is written. */
export function orderedReady({ value }: Target): Change {
  const policy = at(value, ...POLICY);
  if (policy === 'OrderedReady' || policy === undefined || policy === null) return { operations: [] };
  return { operations: [{ op: 'replace', path: pointer(...POLICY), value: 'OrderedReady' }] };
}
