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
import { weightsSteer } from './affinity.js';

export function placementParallel(release: LintedRelease): Problem[] {
  const steered = weightsSteer(release) && release.ordinals().terms.length > 0;
  if (!steered || createsInOrder(release.value) || release.replicas < 2) return [];
  const message =
    `Preferred terms steer only pods that are created one after the other, but podManagementPolicy is ` +
    `${String(at(release.value, ...POD_MANAGEMENT_POLICY))}: each pod prefers the node of pod 0`;
  return [{ manifest: release.statefulSet, path: POD_MANAGEMENT_POLICY, message }];
}

export function placementNotGuaranteed(release: LintedRelease): Problem[] {
  const { sums, terms } = release.ordinals();
  if (!weightsSteer(release) || terms.length === 0 || !createsInOrder(release.value)) return [];
  const nodeAffinity = at(release.value, ...NODE_AFFINITY);
  const verdict = placementVerdict(sums, {
    required: requiresLabel(nodeAffinity, [release.labels.ordinal.key, ...release.labels.shared]),
    zoneSpreadOff: zoneSpreadIsOff(at(release.value, ...TOPOLOGY_SPREAD)),
  });
  // Weights that do not fall are node-affinity-weights' matter, a missing term is node-affinity-incomplete's.
  if (verdict.outvotedBy.length === 0 || (verdict.smallest?.points ?? 0) <= 0) return [];
  const path = [...NODE_AFFINITY, PREFERRED];
  return [{ manifest: release.statefulSet, path, message: verdict.sentence.replace(/\.$/, '') }];
}

export function readyDeadlock(release: LintedRelease): Problem[] {
  const wait = createsInOrder(release.value) ? readinessWait(release.release, release.value) : undefined;
  if (!wait || release.replicas < 2) return [];
  const { waitsFor } = release.chart.readiness;
  const message =
    `The readiness script waits for ${waitsFor}, which needs all pods, and podManagementPolicy is OrderedReady: ` +
    `pod 0 never gets Ready, and the other ${release.replicas - 1} are never created`;
  const { script: manifest, path, place } = wait;
  return [{ manifest, path, place, message, remedy: release.chart.hints.deadlock }];
}
