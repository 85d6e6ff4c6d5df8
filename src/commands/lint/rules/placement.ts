import { readinessWait, startsInOrder } from '../../../charts/readiness.js';
import { at } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import { placementVerdict, requiresLabel, zoneSpreadIsOff } from '../../../scheduler/index.js';
import type { Problem } from '../rule.js';
import { type LintedRelease, NODE_AFFINITY } from '../subject.js';
import { weightsSteer } from './affinity.js';

const POLICY = ['spec', 'podManagementPolicy'] as const;

export function placementParallel(release: LintedRelease): Problem[] {
  const steered = weightsSteer(release) && release.ordinals().terms.length > 0;
  if (!steered || startsInOrder(release.value) || release.replicas < 2) return [];
  const message =
    `Preferred terms steer only pods that are created one after the other, but podManagementPolicy is ` +
    `${String(at(release.value, ...POLICY))}: each pod prefers the node of pod 0`;
  return [{ manifest: release.statefulSet, path: POLICY, message }];
}

export function placementNotGuaranteed(release: LintedRelease): Problem[] {
  const { sums, terms } = release.ordinals();
  if (!weightsSteer(release) || terms.length === 0 || !startsInOrder(release.value)) return [];
  const nodeAffinity = at(release.value, ...NODE_AFFINITY);
  const verdict = placementVerdict(sums, {
    required: requiresLabel(nodeAffinity, [release.label.key, ...release.label.shared]),
    zoneSpreadOff: zoneSpreadIsOff(at(release.value, ...POD, 'topologySpreadConstraints')),
  });
  // Weights that do not fall are node-affinity-weights' matter, a missing term is node-affinity-incomplete's.
  if (verdict.outvotedBy.length === 0 || (verdict.smallest?.points ?? 0) <= 0) return [];
  const path = [...NODE_AFFINITY, 'preferredDuringSchedulingIgnoredDuringExecution'];
  return [{ manifest: release.statefulSet, path, message: verdict.sentence.replace(/\.$/, '') }];
}

export function readyDeadlock(release: LintedRelease): Problem[] {
  const wait = startsInOrder(release.value) ? readinessWait(release.release, release.value) : undefined;
  if (!wait || release.replicas < 2) return [];
  const { waitsFor } = release.chart.readiness;
  const message =
    `The readiness script waits for ${waitsFor}, which needs all pods, and podManagementPolicy is OrderedReady: ` +
    `pod 0 never gets Ready, and the other ${release.replicas - 1} are never created`;
  const { script: manifest, path, place } = wait;
  return [{ manifest, path, place, message, remedy: release.chart.hints.deadlock }];
}
