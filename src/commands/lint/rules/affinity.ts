import { listOf, podsInWords } from '../../../base/words.js';
import { ordinalValue, PREFERRED } from '../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

const TERMS = [...NODE_AFFINITY, PREFERRED] as const;

/**
 * Whether it matters on which of the nodes a pod runs and weights are what steers it: not with a hard pin, and not where
 * each pod announces the node it is on.
 */
export function weightsSteer(release: LintedRelease): boolean {
  return release.pin() === undefined && !release.announcesOwnNode();
}

/** The ordinals for which there is a term. */
function covered(release: LintedRelease): ReadonlySet<number> {
  return new Set(release.ordinals().terms.flatMap(({ ordinals }) => ordinals));
}

export function nodeAffinityMissing(release: LintedRelease): Problem[] {
  if (!weightsSteer(release) || release.ordinals().terms.length > 0) return [];
  const message = `No nodeAffinity term asks for the label ${release.labels.ordinal.key}: nothing steers pod i to node i`;
  return [{ manifest: release.statefulSet, path: NODE_AFFINITY, message }];
}

export function nodeAffinityIncomplete(release: LintedRelease): Problem[] {
  const { terms } = release.ordinals();
  if (!weightsSteer(release) || terms.length === 0) return [];
  const { labels, replicas, statefulSet: manifest } = release;
  const known = covered(release);
  const missing = Array.from({ length: replicas }, (_, ordinal) => ordinal).filter((ordinal) => !known.has(ordinal));
  const values = listOf(missing.map((ordinal) => ordinalValue(labels.ordinal.pattern, ordinal)));
  const gaps = { manifest, path: TERMS, message: `No term for ${values}: nothing steers ${podsInWords(missing)}` };
  const strays = terms
    .filter(({ strays }) => strays.length > 0)
    .map(({ index, strays }) => ({
      manifest,
      path: [...TERMS, index, 'preference', 'matchExpressions'],
      message: `A term asks for ${listOf(strays)}, but replicas is ${replicas}: there is no such pod`,
    }));
  return [...(missing.length > 0 ? [gaps] : []), ...strays];
}

export function nodeAffinityWeights(release: LintedRelease): Problem[] {
  if (!weightsSteer(release)) return [];
  const { sums, terms } = release.ordinals();
  const known = covered(release);
  const weighed = sums.flatMap((sum, ordinal) => (known.has(ordinal) ? [{ sum, ordinal }] : []));
  const wrong = weighed.findIndex(({ sum }, index) => index > 0 && sum >= (weighed[index - 1]?.sum ?? 0));
  const [before, here] = [weighed[wrong - 1], weighed[wrong]];
  if (!before || !here) return [];
  const term = terms.find(({ ordinals }) => ordinals.includes(here.ordinal))?.index ?? 0;
  const all = weighed.map(({ sum }) => sum).join(', ');
  const message =
    `The weights do not fall strictly (${all}): pod ${before.ordinal} prefers the node of pod ${here.ordinal} ` +
    `${here.sum > before.sum ? 'to' : 'as much as'} its own`;
  return [{ manifest: release.statefulSet, path: [...TERMS, term, 'weight'], message }];
}
