import { readinessWait } from '../../../charts/readiness.js';
import { at } from '../../../json/at.js';
import { ordinalValue, PREFERRED, requiresLabel } from '../../../kubernetes/node-affinity.js';
import {
  createsInOrder,
  NODE_AFFINITY,
  POD_MANAGEMENT_POLICY,
  TOPOLOGY_SPREAD,
} from '../../../kubernetes/pod-template.js';
import { placementVerdict, zoneSpreadIsOff } from '../../../scheduler/verdict.js';
import type { ReleaseChecks } from '../check.js';

const TERMS = [...NODE_AFFINITY, PREFERRED] as const;

/** Whether pods start on their own nodes; each needs what the one before asks for. */
export const STEERING_CHECKS = {
  *'node-affinity-missing'({ weightsSteer, terms, ordinalLabel }) {
    if (weightsSteer && terms.length === 0) yield { path: NODE_AFFINITY, key: ordinalLabel.key };
  },

  *'node-affinity-incomplete'({ weightsSteer, terms, covered, ordinalLabel, ordinals, replicas }) {
    if (!weightsSteer || terms.length === 0) return;
    const pods = ordinals.filter((ordinal) => !covered.has(ordinal));
    const values = pods.map((ordinal) => ordinalValue(ordinalLabel.value, ordinal));
    if (pods.length > 0) yield { is: 'gap', path: TERMS, values, pods };
    for (const { index, strays } of terms) {
      if (strays.length === 0) continue;
      yield { is: 'stray', path: [...TERMS, index, 'preference', 'matchExpressions'], values: strays, replicas };
    }
  },

  *'node-affinity-weights'({ weightsSteer, sums, terms, covered }) {
    if (!weightsSteer) return;
    const weighed = [...sums.entries()].filter(([ordinal]) => covered.has(ordinal));
    const wrong = weighed.findIndex(([, sum], index) => index > 0 && sum >= (weighed[index - 1]?.[1] ?? 0));
    const [[pod, before], [next, here]] = [weighed[wrong - 1] ?? [], weighed[wrong] ?? []];
    if (before === undefined || here === undefined) return;
    const term = terms.find(({ ordinals }) => ordinals.some((one) => one === next))?.index ?? 0;
    const weights = weighed.map(([, sum]) => sum).join(', ');
    yield { is: here > before ? 'more' : 'equal', path: [...TERMS, term, 'weight'], weights, pod, next };
  },

  *'placement-parallel'({ weightsSteer, terms, value, replicas }) {
    if (!weightsSteer || terms.length === 0 || createsInOrder(value) || replicas < 2) return;
    yield { path: POD_MANAGEMENT_POLICY, policy: String(at(value, ...POD_MANAGEMENT_POLICY)) };
  },

  *'placement-not-guaranteed'({ weightsSteer, terms, sums, ordinalLabel, requiredKey, value }) {
    if (!weightsSteer || terms.length === 0 || !createsInOrder(value)) return;
    const verdict = placementVerdict(sums, {
      required: requiresLabel(at(value, ...NODE_AFFINITY), [ordinalLabel.key, requiredKey]),
      zoneSpreadOff: zoneSpreadIsOff(at(value, ...TOPOLOGY_SPREAD)),
    });
    // Weights that do not fall are node-affinity-weights' matter, a missing term is node-affinity-incomplete's.
    if (verdict.outvotedBy.length === 0 || (verdict.smallest?.points ?? 0) <= 0) return;
    yield { path: TERMS, verdict: verdict.sentence.replace(/\.$/, '') };
  },

  *'ready-deadlock'(release) {
    const { chart, value, replicas } = release;
    const wait = createsInOrder(value) ? readinessWait(release) : undefined;
    if (!wait || replicas < 2) return;
    const { script: manifest, path, place } = wait;
    const { readiness, hints } = chart;
    yield { is: 'waits', manifest, path, place, what: readiness.waitsFor, others: replicas - 1, hint: hints.deadlock };
  },
} satisfies Partial<ReleaseChecks>;
