import { readinessWait } from '../../../charts/readiness.js';
import { at } from '../../../json/at.js';
import { PREFERRED, requiresLabel } from '../../../kubernetes/node-affinity.js';
import {
  createsInOrder,
  NODE_AFFINITY,
  POD_MANAGEMENT_POLICY,
  TOPOLOGY_SPREAD,
} from '../../../kubernetes/pod-template.js';
import { zoneSpreadIsOff } from '../../../scheduler/spread.js';
import { placementVerdict } from '../../../scheduler/verdict.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

export function placementParallel({ weightsSteer, terms, value, replicas }: LintedRelease): Problem[] {
  if (!weightsSteer || terms.length === 0 || createsInOrder(value) || replicas < 2) return [];
  const policy = at(value, ...POD_MANAGEMENT_POLICY);
  const message = `Preferred terms steer only pods that are created one after the other, but podManagementPolicy is ${policy}: each pod prefers the node of pod 0`;
  return [{ path: POD_MANAGEMENT_POLICY, message }];
}

export function placementNotGuaranteed({
  weightsSteer,
  terms,
  sums,
  ordinalLabel,
  requiredKey,
  value,
}: LintedRelease): Problem[] {
  if (!weightsSteer || terms.length === 0 || !createsInOrder(value)) return [];
  const verdict = placementVerdict(sums, {
    required: requiresLabel(at(value, ...NODE_AFFINITY), [ordinalLabel.key, requiredKey]),
    zoneSpreadOff: zoneSpreadIsOff(at(value, ...TOPOLOGY_SPREAD)),
  });
  // Weights that do not fall are node-affinity-weights' matter, a missing term is node-affinity-incomplete's.
  if (verdict.outvotedBy.length === 0 || (verdict.smallest?.points ?? 0) <= 0) return [];
  return [{ path: [...NODE_AFFINITY, PREFERRED], message: verdict.sentence.replace(/\.$/, '') }];
}

export function readyDeadlock({ release, chart, value, replicas }: LintedRelease): Problem[] {
  const wait = createsInOrder(value) ? readinessWait(release, value) : undefined;
  if (!wait || replicas < 2) return [];
  const message = `The readiness script waits for ${chart.readiness.waitsFor}, which needs all pods, and podManagementPolicy is OrderedReady: pod 0 never gets Ready, and the other ${replicas - 1} are never created`;
  const { script: manifest, path, place } = wait;
  return [{ manifest, path, place, message, remedy: chart.hints.deadlock }];
}
