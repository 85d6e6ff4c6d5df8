import { PIN_CLAIM } from '../../charts/pin.js';
import { ordinalLabel, type PlacementSettings } from './node-affinity-settings.js';
import { ordinalVolumes } from './ordinal-volumes.js';
import { pinnedSet } from './pin.js';
import type { Change, Target } from './transform.js';

/**
 * Pins each pod by a claim of its own, bound to a volume that only its node has. No container mounts it, so the kubelet
 * never looks at its path (kubernetes `pkg/kubelet/volumemanager`), but the scheduler lets the pod start nowhere else.
 */
export function pinByVolume(target: Target, settings: PlacementSettings): Change {
  return ordinalVolumes(target, pinnedSet(target, PIN_CLAIM, settings.namespace), {
    claim: PIN_CLAIM,
    label: ordinalLabel(settings),
    size: '1Mi',
    source: () => ({ local: { path: '/redis-hostport/never-mounted' } }),
    scaledAwayRemedy: 'Leave whenScaled at Retain in the chart, or set overlays.node-affinity.pin: admission.',
  });
}
