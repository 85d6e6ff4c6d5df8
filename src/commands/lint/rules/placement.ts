import { readinessWait } from '../../../charts/server-config.js';
import { isPinned } from '../../../charts/storage.js';
import { defaults } from '../../../generated/shipped.js';
import { at } from '../../../json/values.js';
import {
  createsInOrder,
  NODE_AFFINITY,
  POD_MANAGEMENT_POLICY,
  TOPOLOGY_SPREAD,
} from '../../../kubernetes/pod-template.js';
import { ordinalSums, ordinalValue, PREFERRED, requiresLabel } from '../../../kubernetes/selectors.js';
import { stepsOn } from '../../../overlays/configuration.js';
import { placementVerdict, zoneSpreadIsOff } from '../../../scheduler/verdict.js';
import type { LintedRelease, LintFound } from '../subject.js';

const TERMS = [...NODE_AFFINITY, PREFERRED] as const;

/** Whether pods start, and on their own nodes. */
export function* placementFaults(release: LintedRelease): Generator<LintFound> {
  const { chart, value, ordinals, stream } = release;
  const replicas = ordinals.length;
  const inOrder = createsInOrder(value);
  const wait = inOrder && replicas > 1 ? readinessWait(release) : undefined;
  if (wait) {
    const { script: manifest, path, place } = wait;
    const values = { what: chart.readiness.waitsFor, others: replicas - 1, hint: chart.hints.deadlock };
    yield { rule: 'ready-deadlock', is: 'waits', manifest, path, place, ...values };
  }
  // Does it matter on which of the nodes a pod runs, and does nothing but weights steer it there?
  if (release.announcesOwnNode || isPinned(release)) return;

  // The label that says whose node it is, also where overlay node-affinity is off.
  const step = stepsOn(chart, stream.configuration).findLast(({ transform }) => transform === 'node-affinity');
  const { key, value: pattern, requiredKey } = { ...defaults.nodeAffinity, ...step?.parameters };
  const affinity = at(value, ...NODE_AFFINITY);
  const { sums, terms } = ordinalSums(affinity, { key, value: pattern }, replicas);
  if (terms.length === 0) {
    yield { rule: 'node-affinity-missing', path: NODE_AFFINITY, key };
    return;
  }

  const covered = new Set(terms.flatMap((term) => term.ordinals));
  const pods = ordinals.filter((ordinal) => !covered.has(ordinal));
  const values = pods.map((ordinal) => ordinalValue(pattern, ordinal));
  if (pods.length > 0) yield { rule: 'node-affinity-incomplete', is: 'gap', path: TERMS, values, pods };
  for (const { index, strays } of terms.filter((term) => term.strays.length > 0)) {
    const path = [...TERMS, index, 'preference', 'matchExpressions'];
    yield { rule: 'node-affinity-incomplete', is: 'stray', path, values: strays, replicas };
  }

  const weighed = [...sums.entries()].filter(([ordinal]) => covered.has(ordinal));
  const wrong = weighed.findIndex(([, sum], index) => index > 0 && sum >= (weighed[index - 1]?.[1] ?? 0));
  const [[pod, before], [next, here]] = [weighed[wrong - 1] ?? [], weighed[wrong] ?? []];
  if (before !== undefined && here !== undefined) {
    const term = terms.find(({ ordinals }) => ordinals.some((one) => one === next))?.index ?? 0;
    const weights = weighed.map(([, sum]) => sum).join(', ');
    const is = here > before ? 'more' : 'equal';
    yield { rule: 'node-affinity-weights', is, path: [...TERMS, term, 'weight'], weights, pod, next };
  }

  if (!inOrder) {
    const policy = String(at(value, ...POD_MANAGEMENT_POLICY));
    if (replicas > 1) yield { rule: 'placement-parallel', path: POD_MANAGEMENT_POLICY, policy };
    return;
  }
  const { outvotedBy, smallest, sentence } = placementVerdict(sums, {
    required: requiresLabel(affinity, [key, requiredKey]),
    zoneSpreadOff: zoneSpreadIsOff(at(value, ...TOPOLOGY_SPREAD)),
  });
  // Weights that do not fall are node-affinity-weights' matter, a missing term is node-affinity-incomplete's.
  if (outvotedBy.length === 0 || (smallest?.points ?? 0) <= 0) return;
  yield { rule: 'placement-not-guaranteed', path: TERMS, verdict: sentence.replace(/\.$/, '') };
}
