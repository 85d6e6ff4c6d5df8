import type { Chart } from '../generated/types.js';
import { at, itemsAt } from '../json/at.js';
import { CLAIM_TEMPLATES } from '../kubernetes/pod-template.js';
import type { Release } from './releases.js';
import { claimTemplate } from './statefulset.js';

/** The claim template by which placement `pinned` binds each pod to its node: the volume of ordinal i is on node i only. */
export const PIN_CLAIM = 'redis-hostport-pin';

/** What the cluster-scoped objects of overlay local-data are called, before namespace and StatefulSet. */
export const LOCAL_DATA = 'redis-hostport-data';

/** Whether the claims for the data are bound to directories of the pods' own nodes (overlay local-data). */
export function hasLocalData(statefulSet: unknown, chart: Chart): boolean {
  const template = claimTemplate(statefulSet, chart)?.item;
  return String(at(template, 'spec', 'storageClassName')).startsWith(`${LOCAL_DATA}.`);
}

/**
 * Whether each pod is bound to its node so that nothing can outvote it: by a claim template of ours, for the data or for
 * nothing else, or by a MutatingAdmissionPolicy of the release that sets the pods' nodeSelector, in either patch type.
 */
export function isPinned({ chart, statefulSet: { value }, find }: Release): boolean {
  if (hasLocalData(value, chart)) return true;
  if (itemsAt(value, ...CLAIM_TEMPLATES).some(({ item }) => at(item, 'metadata', 'name') === PIN_CLAIM)) return true;
  const policies = find({ group: 'admissionregistration.k8s.io', kind: 'MutatingAdmissionPolicy' });
  const mutations = policies.flatMap((policy) => itemsAt(policy.value, 'spec', 'mutations'));
  return mutations.some(({ item }) =>
    ['jsonPatch', 'applyConfiguration'].some((type) => /\bnodeSelector\b/.test(String(at(item, type, 'expression')))),
  );
}
