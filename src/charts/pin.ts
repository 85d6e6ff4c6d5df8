import { at, itemsAt } from '../json/at.js';
import type { Release } from './releases.js';

/** The claim template by which placement `pinned` binds each pod to its node: the volume of ordinal i is on node i only. */
export const PIN_CLAIM = 'redis-hostport-pin';

/** How each pod is bound to its node so that nothing can outvote it; undefined where at most weights steer. */
export type HardPin = 'volume' | 'admission';

/**
 * Finds the hard pin of a release: a claim template of ours, or a MutatingAdmissionPolicy of the release that sets the
 * pods' nodeSelector.
 */
export function hardPin(release: Release): HardPin | undefined {
  const { chart, statefulSet } = release;
  const templates = itemsAt(statefulSet.value, 'spec', 'volumeClaimTemplates');
  if (templates.some(({ item }) => at(item, 'metadata', 'name') === PIN_CLAIM)) return 'volume';
  const policies = release.find({
    chart: chart.name,
    group: 'admissionregistration.k8s.io',
    kind: 'MutatingAdmissionPolicy',
    words: ['nodeSelector'],
  });
  return policies.length > 0 ? 'admission' : undefined;
}
