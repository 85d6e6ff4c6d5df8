import { listOf, podsInWords } from '../../../base/words.js';
import { ordinalValue, PREFERRED } from '../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

const TERMS = [...NODE_AFFINITY, PREFERRED] as const;

/** The ordinals for which there is a term. */
function covered({ terms }: LintedRelease): ReadonlySet<number> {
  return new Set(terms.flatMap(({ ordinals }) => ordinals));
}

export function nodeAffinityMissing({ weightsSteer, terms, ordinalLabel }: LintedRelease): Problem[] {
  if (!weightsSteer || terms.length > 0) return [];
  const message = `No nodeAffinity term asks for the label ${ordinalLabel.key}: nothing steers pod i to node i`;
  return [{ path: NODE_AFFINITY, message }];
}

export function nodeAffinityIncomplete(release: LintedRelease): Problem[] {
  const { weightsSteer, terms, ordinalLabel, ordinals, replicas } = release;
  if (!weightsSteer || terms.length === 0) return [];
  const known = covered(release);
  const missing = ordinals.filter((ordinal) => !known.has(ordinal));
  const values = listOf(missing.map((ordinal) => ordinalValue(ordinalLabel.value, ordinal)));
  const gaps = { path: TERMS, message: `No term for ${values}: nothing steers ${podsInWords(missing)}` };
  const strays = terms
    .filter((term) => term.strays.length > 0)
    .map((term) => ({
      path: [...TERMS, term.index, 'preference', 'matchExpressions'],
      message: `A term asks for ${listOf(term.strays)}, but replicas is ${replicas}: there is no such pod`,
    }));
  return [...(missing.length > 0 ? [gaps] : []), ...strays];
}

export function nodeAffinityWeights(release: LintedRelease): Problem[] {
  const { weightsSteer, sums, terms } = release;
  if (!weightsSteer) return [];
  const known = covered(release);
  const weighed = sums.flatMap((sum, ordinal) => (known.has(ordinal) ? [{ sum, ordinal }] : []));
  const wrong = weighed.findIndex(({ sum }, index) => index > 0 && sum >= (weighed[index - 1]?.sum ?? 0));
  const [before, here] = [weighed[wrong - 1], weighed[wrong]];
  if (!before || !here) return [];
  const term = terms.find(({ ordinals }) => ordinals.includes(here.ordinal))?.index ?? 0;
  const all = weighed.map(({ sum }) => sum).join(', ');
  const preference = here.sum > before.sum ? 'to' : 'as much as';
  const message = `The weights do not fall strictly (${all}): pod ${before.ordinal} prefers the node of pod ${here.ordinal} ${preference} its own`;
  return [{ path: [...TERMS, term, 'weight'], message }];
}
