import { hasLocalData, PIN_CLAIM } from '../../charts/pin.js';
import { at, itemsAt, withAt } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { ordinalTerms, withOrdinalTerms, withRequiredLabel } from '../../kubernetes/node-affinity.js';
import { NODE_AFFINITY, replicasOf, TOPOLOGY_SPREAD } from '../../kubernetes/pod-template.js';
import { dominantWeights, runbookWeights } from '../../scheduler/weights.js';
import { ordinalVolumes, type PlacementSettings, pinnedSet } from './ordinal-volumes.js';
import { pinByAdmission } from './pin-admission.js';
import { type Change, placed, type Target } from './transform.js';

const PLACEMENTS: Readonly<
  Record<PlacementSettings['placement'], (target: Target, settings: PlacementSettings) => Change>
> = { runbook, dominant, pinned };

/** Steers pod i to the node that carries its label, by preference or as a pin. */
export function nodeAffinity(target: Target, settings: PlacementSettings): Change {
  return PLACEMENTS[settings.placement](target, settings);
}

/** One preferred term for each ordinal, weights falling from the number of replicas to 1. */
function runbook(target: Target, settings: PlacementSettings): Change {
  const weights = atReplicas(target, (replicas) => runbookWeights(replicas).map((weight) => [weight]));
  return { value: withAt(target.value, NODE_AFFINITY, steered(target, weights, settings)) };
}

/** Weights that no load outvotes, only on the labelled nodes, and zone labels out of the vote. */
function dominant(target: Target, settings: PlacementSettings): Change {
  const { requiredKey: key, requiredValue: value } = settings;
  const weights = atReplicas(target, dominantWeights);
  const affinity = withRequiredLabel(steered(target, weights, settings), { key, value });
  return { value: spreadByHostname(withAt(target.value, NODE_AFFINITY, affinity)) };
}

/** This node or none; what earlier weights said is then of no use. Where the data lies on the node, that is the pin. */
function pinned(target: Target, settings: PlacementSettings): Change {
  const unweighted = withAt(target.value, NODE_AFFINITY, steered(target, [], settings));
  const chart = target.release?.chart;
  if (chart && hasLocalData(target.value, chart)) return { value: unweighted };
  const pin = settings.pin === 'admission' ? pinByAdmission : pinByVolume;
  return pin({ ...target, value: unweighted }, settings);
}

function steered({ value }: Target, weights: readonly (readonly number[])[], settings: PlacementSettings): unknown {
  return withOrdinalTerms(at(value, ...NODE_AFFINITY), ordinalTerms(weights, settings), settings);
}

/**
 * Any constraint in the template switches the scheduler's own default ones off, by zone and by hostname
 * (kube-scheduler, `systemDefaultConstraints`); one by hostname scores alike on all nodes, where host ports keep two
 * pods off one node.
 */
function spreadByHostname(statefulSet: JsonObject): JsonObject {
  if (itemsAt(statefulSet, ...TOPOLOGY_SPREAD).length > 0) return statefulSet;
  const constraint = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: at(statefulSet, 'spec', 'selector') ?? {},
  };
  return withAt(statefulSet, TOPOLOGY_SPREAD, [constraint]);
}

/** What the number of pods does not allow is an error at that number. */
function atReplicas<T>(target: Target, work: (replicas: number) => T): T {
  return placed(target, { path: ['spec', 'replicas'] }, () => work(replicasOf(target.value)));
}

/**
 * Pins each pod by a claim of its own, bound to a volume that only its node has. No container mounts it, so the kubelet
 * never looks at its path (kubernetes `pkg/kubelet/volumemanager`), but the scheduler lets the pod start nowhere else.
 */
function pinByVolume(target: Target, settings: PlacementSettings): Change {
  return ordinalVolumes(target, pinnedSet(target, PIN_CLAIM, settings.namespace), {
    claim: PIN_CLAIM,
    label: settings,
    size: '1Mi',
    source: () => ({ local: { path: '/redis-hostport/never-mounted' } }),
    scaledAwayRemedy: 'Leave whenScaled at Retain in the chart, or set overlays.node-affinity.pin: admission.',
  });
}
