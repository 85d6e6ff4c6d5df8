import { PIN_CLAIM } from '../../charts/pin.js';
import { objectTemplates } from '../../generated/templates.js';
import { withItem } from '../../json/at.js';
import { filledObject } from '../../json/filled.js';
import { ORDINAL } from '../../kubernetes/node-affinity.js';
import { POD } from '../../kubernetes/pod-template.js';
import { type PlacementSettings, pinnedSet } from './ordinal-volumes.js';
import type { Change, Target } from './transform.js';

const GATES = [...POD, 'schedulingGates'] as const;
/** A pod with a gate is not scheduled: so one that was made while the policy was not in force waits, visibly. */
const GATE = 'redis-hostport/pin';
const POD_INDEX = 'object.metadata.labels["apps.kubernetes.io/pod-index"]';

/** Pins each pod by an admission policy which sets its nodeSelector from its ordinal when the pod is created. */
export function pinByAdmission(target: Target, settings: PlacementSettings): Change {
  const set = pinnedSet(target, PIN_CLAIM, settings.namespace);
  const values = {
    ...set,
    apiVersion: `admissionregistration.k8s.io/${settings.admissionApiVersion}`,
    statefulSet: literal(set.name),
    key: literal(settings.key),
    value: labelValue(settings.value),
    gate: literal(GATE),
  };
  const { mutatingAdmissionPolicy, mutatingAdmissionPolicyBinding } = objectTemplates;
  const documents = [mutatingAdmissionPolicy, mutatingAdmissionPolicyBinding].map((one) => filledObject(one, values));
  return { value: withItem(target.value, GATES, { name: GATE }), documents };
}

/** The label's value in CEL. */
function labelValue(pattern: string): string {
  const parts = pattern
    .split(ORDINAL)
    .flatMap((part, index) => [...(index > 0 ? [POD_INDEX] : []), ...(part && [literal(part)])]);
  return parts.join(' + ');
}

/** A CEL string: its escapes are those of JSON. */
function literal(text: string): string {
  return JSON.stringify(text);
}
