import { PIN_CLAIM } from '../../charts/pin.js';
import { at, listAt, withAt } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { ORDINAL, type OrdinalLabel } from '../../kubernetes/node-affinity.js';
import { POD } from '../../kubernetes/pod-template.js';
import { ordinalLabel, type PlacementSettings } from './node-affinity-settings.js';
import { pinnedSet } from './pin.js';
import type { Change, Target } from './transform.js';

const GATES = [...POD, 'schedulingGates'] as const;
/** A pod with a gate is not scheduled: so one that was made while the policy was not in force waits, visibly. */
const GATE = 'redis-hostport/pin';
/** Set by the StatefulSet controller (Kubernetes 1.28 and newer). */
const POD_INDEX = 'object.metadata.labels["apps.kubernetes.io/pod-index"]';

/**
 * Pins each pod by an admission policy which sets its nodeSelector from its ordinal when the pod is created.
 *
 * A new policy takes a moment to be in force, and Helm creates it at about the same time as the first pods. The pod
 * template therefore holds a scheduling gate, which only the policy takes away.
 */
export function pinByAdmission(target: Target, settings: PlacementSettings): Change {
  const { namespace, name, selector, objectName, labels } = pinnedSet(target, PIN_CLAIM, settings.namespace);
  const apiVersion = `admissionregistration.k8s.io/${settings.admissionApiVersion}`;
  const metadata = { name: objectName, labels };
  const policy = {
    apiVersion,
    kind: 'MutatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        objectSelector: { matchLabels: selector },
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      matchConditions: [{ name: 'pods-of-the-statefulset', expression: ownedBy(name) }],
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: patches(ordinalLabel(settings)) } }],
    },
  };
  const binding = { apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata, spec: { policyName: objectName } };
  return { value: gated(target.value), documents: [policy, binding] };
}

function gated(statefulSet: JsonObject): JsonObject {
  const gates = listAt(statefulSet, ...GATES);
  if (gates.some((gate) => at(gate, 'name') === GATE)) return statefulSet;
  return withAt(statefulSet, GATES, [...gates, { name: GATE }]);
}

function ownedBy(statefulSet: string): string {
  return [
    'has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(owner,',
    `  owner.kind == "StatefulSet" && owner.name == ${literal(statefulSet)})`,
  ].join('\n');
}

/**
 * A list of JSON patches in CEL: Kubernetes refuses an ApplyConfiguration for nodeSelector, which it takes as atomic. A
 * pod of an older revision of the StatefulSet has no gates.
 */
function patches({ key, pattern }: OrdinalLabel): string {
  const parts = pattern
    .split(ORDINAL)
    .flatMap((part, index) => [...(index > 0 ? [POD_INDEX] : []), ...(part && [literal(part)])]);
  const value = parts.join(' + ');
  return [
    '[has(object.spec.nodeSelector)',
    `  ? JSONPatch{op: "add", path: "/spec/nodeSelector/" + jsonpatch.escapeKey(${literal(key)}), value: ${value}}`,
    `  : JSONPatch{op: "add", path: "/spec/nodeSelector", value: {${literal(key)}: ${value}}}]`,
    '+ (has(object.spec.schedulingGates)',
    '  ? [JSONPatch{op: "replace", path: "/spec/schedulingGates",',
    `      value: object.spec.schedulingGates.filter(gate, gate.name != ${literal(GATE)}).map(gate, {"name": gate.name})}]`,
    '  : [])',
  ].join('\n');
}

/** A CEL string: its escapes are those of JSON. */
function literal(text: string): string {
  return JSON.stringify(text);
}
