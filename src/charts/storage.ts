import type { Chart } from '../generated/types.js';
import { at, itemsAt } from '../json/values.js';
import { CLAIM_TEMPLATES, POD, replicasOf } from '../kubernetes/pod-template.js';
import type { Release } from './releases.js';

/** Redis Cluster is made for up to some 1000 nodes (Redis cluster specification). */
export const MOST_NODES = 1000;

/** The ordinals of a StatefulSet, as far as they can be members of a cluster. */
export function memberOrdinals(statefulSet: unknown): number[] {
  return Array.from({ length: Math.min(replicasOf(statefulSet), MOST_NODES) }, (_, ordinal) => ordinal);
}

export function claimNamed(statefulSet: unknown, name: string) {
  return itemsAt(statefulSet, ...CLAIM_TEMPLATES).find(({ item }) => at(item, 'metadata', 'name') === name);
}

/**
 * Whether a pod that is made again finds its data again: its data volume is a claim, not an emptyDir. A claim template
 * wins over a volume of the same name (Kubernetes, StatefulSet controller), and charts 7.2.7 to 8.2.7 render one even
 * with persistence off.
 */
export function dataSurvives(statefulSet: unknown, chart: Chart): boolean {
  if (claimNamed(statefulSet, chart.dataVolume)) return true;
  const volume = itemsAt(statefulSet, ...POD, 'volumes').find(({ item }) => item.name === chart.dataVolume)?.item;
  return volume !== undefined && volume.emptyDir === undefined;
}

/** The claim template by which placement `pinned` binds each pod to its node: the volume of ordinal i is on node i only. */
export const PIN_CLAIM = 'redis-hostport-pin';

/** What the cluster-scoped objects of overlay local-data are called, before namespace and StatefulSet. */
export const LOCAL_DATA = 'redis-hostport-data';

/** Whether the claims for the data are bound to directories of the pods' own nodes (overlay local-data). */
export function hasLocalData(statefulSet: unknown, chart: Chart): boolean {
  const template = claimNamed(statefulSet, chart.dataVolume)?.item;
  return String(at(template, 'spec', 'storageClassName')).startsWith(`${LOCAL_DATA}.`);
}

/**
 * Whether each pod is bound to its node so that nothing can outvote it: by a claim template of ours, for the data or for
 * nothing else, or by a MutatingAdmissionPolicy of the release that sets the pods' nodeSelector, in either patch type.
 */
export function isPinned({ chart, statefulSet: { value }, find }: Release): boolean {
  if (hasLocalData(value, chart) || claimNamed(value, PIN_CLAIM)) return true;
  const policies = find({ group: 'admissionregistration.k8s.io', kind: 'MutatingAdmissionPolicy' });
  const mutations = policies.flatMap((policy) => itemsAt(policy.value, 'spec', 'mutations'));
  return mutations.some(({ item }) =>
    ['jsonPatch', 'applyConfiguration'].some((type) => /\bnodeSelector\b/.test(String(at(item, type, 'expression')))),
  );
}
