import { hasLocalData, PIN_CLAIM } from '../../charts/storage.js';
import { objectTemplates } from '../../generated/templates.js';
import type { NodeAffinityParameters } from '../../generated/types.js';
import { at, filledObject, itemsAt, type JsonObject, withAt, withItem } from '../../json/values.js';
import { NODE_AFFINITY, POD, replicasOf, TOPOLOGY_SPREAD } from '../../kubernetes/pod-template.js';
import { ORDINAL, withOrdinalTerms, withRequiredLabel } from '../../kubernetes/selectors.js';
import { WEIGHTS } from '../../scheduler/weights.js';
import { ordinalVolumes, pinnedSet } from './ordinal-volumes.js';
import { type Change, type Complete, placed, type Target } from './transform.js';

/** The parameters of node-affinity, complete but for the namespace, which the manifests mostly say. */
export type PlacementSettings = Complete<NodeAffinityParameters, 'nodeAffinity'>;

/** Steers pod i to the node that carries its label, by preference or as a pin. */
export function nodeAffinity(target: Target, settings: PlacementSettings): Change {
  const { placement, pin, requiredKey, requiredValue } = settings;
  // What the number of pods does not allow is an error at that number. A pin needs no terms: those of an earlier run go.
  const weights = placed(target, { path: ['spec', 'replicas'] }, () =>
    placement === 'pinned' ? [] : WEIGHTS[placement](replicasOf(target.value)),
  );
  const steered = withOrdinalTerms(at(target.value, ...NODE_AFFINITY), weights, settings);
  if (placement === 'dominant') {
    // Weights that no load outvotes, only on the labelled nodes, and zone labels out of the vote.
    const affinity = withRequiredLabel(steered, { key: requiredKey, value: requiredValue });
    return { value: spreadByHostname(withAt(target.value, NODE_AFFINITY, affinity)) };
  }
  const value = withAt(target.value, NODE_AFFINITY, steered);
  const chart = target.release?.chart;
  // Where the data lies on the node, that is the pin.
  if (placement === 'runbook' || (chart && hasLocalData(value, chart))) return { value };
  const pinning = pin === 'admission' ? pinByAdmission : pinByVolume;
  return pinning({ ...target, value }, settings);
}

/**
 * Any constraint in the template switches the scheduler's own default ones off, by zone and by hostname
 * (kube-scheduler, `systemDefaultConstraints`); one by hostname scores alike on all nodes, where host ports keep two
 * pods off one node.
 */
function spreadByHostname(statefulSet: JsonObject): JsonObject {
  if (itemsAt(statefulSet, ...TOPOLOGY_SPREAD).length > 0) return statefulSet;
  const selector = at(statefulSet, 'spec', 'selector') ?? {};
  return withAt(statefulSet, TOPOLOGY_SPREAD, [filledObject(objectTemplates.spreadByHostname, { selector })]);
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
  });
}

const GATES = [...POD, 'schedulingGates'] as const;
/** A pod with a gate is not scheduled: so one that was made while the policy was not in force waits, visibly. */
const GATE = 'redis-hostport/pin';
const POD_INDEX = 'object.metadata.labels["apps.kubernetes.io/pod-index"]';

/** Pins each pod by an admission policy which sets its nodeSelector from its ordinal when the pod is created. */
function pinByAdmission(target: Target, settings: PlacementSettings): Change {
  const set = pinnedSet(target, PIN_CLAIM, settings.namespace);
  // A CEL string has the escapes of JSON.
  const literal = (text: string): string => JSON.stringify(text);
  const values = {
    ...set,
    apiVersion: `admissionregistration.k8s.io/${settings.admissionApiVersion}`,
    statefulSet: literal(set.name),
    key: literal(settings.key),
    // A text and the ordinal; an empty text beside the ordinal goes.
    value: literal(settings.value)
      .replaceAll(ORDINAL, `" + ${POD_INDEX} + "`)
      .replace(/^"" \+ | \+ ""$/g, ''),
    gate: literal(GATE),
  };
  const { mutatingAdmissionPolicy, mutatingAdmissionPolicyBinding } = objectTemplates;
  const documents = [mutatingAdmissionPolicy, mutatingAdmissionPolicyBinding].map((one) => filledObject(one, values));
  return { value: withItem(target.value, GATES, { name: GATE }), documents };
}
