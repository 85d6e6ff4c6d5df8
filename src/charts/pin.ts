import type { Chart } from '../generated/types.js';
import { at, itemsAt } from '../json/at.js';
import type { Manifest } from '../kubernetes/manifest.js';
import type { Release } from './releases.js';
import { claimTemplate } from './statefulset.js';

/** The claim template by which placement `pinned` binds each pod to its node: the volume of ordinal i is on node i only. */
export const PIN_CLAIM = 'redis-hostport-pin';

/** What the cluster-scoped objects of overlay local-data are called, before namespace and StatefulSet. */
export const LOCAL_DATA = 'redis-hostport-data';

/** How each pod is bound to its node so that nothing can outvote it; undefined where at most weights steer. */
type HardPin = 'local-data' | 'volume' | 'admission';

/** Whether the claims for the data are bound to directories of the pods' own nodes (overlay local-data). */
export function hasLocalData(statefulSet: unknown, chart: Chart): boolean {
  const template = claimTemplate(statefulSet, chart)?.item;
  return String(at(template, 'spec', 'storageClassName')).startsWith(`${LOCAL_DATA}.`);
}

/**
 * Finds the hard pin of a release: a claim template of ours, for the data or for nothing else, or a MutatingAdmissionPolicy of the release that sets the
 * pods' nodeSelector.
 */
export function hardPin(release: Release): HardPin | undefined {
  const { chart, statefulSet } = release;
  if (hasLocalData(statefulSet.value, chart)) return 'local-data';
  const templates = itemsAt(statefulSet.value, 'spec', 'volumeClaimTemplates');
  if (templates.some(({ item }) => at(item, 'metadata', 'name') === PIN_CLAIM)) return 'volume';
  const policies = release.find({ group: 'admissionregistration.k8s.io', kind: 'MutatingAdmissionPolicy' });
  return policies.some(setsNodeSelector) ? 'admission' : undefined;
}

function setsNodeSelector({ value }: Manifest): boolean {
  return itemsAt(value, 'spec', 'mutations').some(({ item }) => /\bnodeSelector\b/.test(expressionOf(item)));
}

/** The CEL expression of a mutation, of either patch type. */
function expressionOf(mutation: unknown): string {
  return [at(mutation, 'jsonPatch', 'expression'), at(mutation, 'applyConfiguration', 'expression')].join('\n');
}
