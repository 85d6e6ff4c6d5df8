import { withAt } from '../../json/at.js';
import { createsInOrder, POD_MANAGEMENT_POLICY } from '../../kubernetes/pod-template.js';
import type { Change, Target } from './transform.js';

/** podManagementPolicy OrderedReady, which is also what Kubernetes does where none is written. */
export function orderedReady({ value }: Target): Change {
  return { value: createsInOrder(value) ? value : withAt(value, POD_MANAGEMENT_POLICY, 'OrderedReady') };
}
