import { failure } from '../base/errors.js';
import { MAX_NODE_SCORE, OPPONENTS, SCORE_WEIGHTS } from './verdict.js';

/** A preferred term weighs 1..100 (Kubernetes API, `PreferredSchedulingTerm`). */
const MAX_TERM_WEIGHT = 100;

/**
 * The most preferred terms `dominantWeights` spends on one pod template. Every pod carries all of them: 100 are some
 * 12 kB of JSON a pod and 700 lines of manifest, where etcd takes 1.5 MiB and a reader much less.
 */
export const MAX_TERMS = 100;

/** The runbook's: `replicas` for ordinal 0 down to 1 for the last, one term each. Refused for more than 100 replicas. */
export function runbookWeights(replicas: number): number[][] {
  checkCount(replicas);
  if (replicas > MAX_TERM_WEIGHT) throw failure('runbook-too-many', { replicas, most: MAX_TERM_WEIGHT });
  return Array.from({ length: replicas }, (_, ordinal) => [replicas - ordinal]);
}

/**
 * Weights that no load outvotes: for each ordinal the weights (1..100) of its terms, whose sum is what counts. Leads
 * are those of the default profile with every pod created in ordinal order (OrderedReady).
 *
 * With sums s[0] > … > s[n−1] ≥ 1 the next best node of pod i is node i+1, so its lead is 2·(100 −
 * floor(100·s[i+1]/s[i])). All leads are at least 2·(100 − p) if and only if s[i] ≥ floor(100·s[i+1]/(p+1)) + 1 for
 * every i. That bound rises with s[i+1], so from s[n−1] = 1 up the least allowed sum each time gives the least sums
 * altogether; a sum s takes at least ceil(s/100) terms, so no other weights reach p in fewer terms. The least p whose
 * sums fit into a number of terms is therefore the largest smallest lead that this many terms can give. Filling the
 * terms of ordinal 0 up to 100 changes only its own lead, upwards.
 *
 * How many terms: one an ordinal where that already beats any load (150 points, up to 4 ordinals); else as few as do
 * (p = 24: sums 1, 5, 21, 85, 341, 1365; 22 terms for 6 ordinals, 77 for 7); where that passes 100 terms, the largest
 * smallest lead of 100 terms, as long as it beats the load of pods that state their requests (100 points): 142 for 8
 * ordinals down to 104 for 12. What a lead has above 100 is left for an image: 52 points are 531 MiB. From 13 on not
 * even that fits: refused (`HostportError`), naming `pinned`. Sums stay below 10,000, exact in a double and in the
 * scheduler's int64.
 */
export function dominantWeights(replicas: number): number[][] {
  checkCount(replicas);
  const sums = replicas <= MAX_TERMS ? bestSums(replicas) : undefined;
  if (!sums) throw failure('dominant-too-many', { replicas, most: MAX_TERMS });
  // The rest comes last, but ordinal 0 has full terms only.
  return sums.map((sum, ordinal) =>
    Array.from({ length: Math.ceil(sum / MAX_TERM_WEIGHT) }, (_, index) =>
      ordinal === 0 ? MAX_TERM_WEIGHT : Math.min(MAX_TERM_WEIGHT, sum - index * MAX_TERM_WEIGHT),
    ),
  );
}

/** For each placement that prefers nodes, the weights of each ordinal's terms. */
export const WEIGHTS = { runbook: runbookWeights, dominant: dominantWeights };

/** The sums of the largest smallest lead in the terms that may be spent; undefined where that does not beat `load`. */
function bestSums(replicas: number): number[] | undefined {
  const enough = termCount(leastSums(replicas, largestPercentAgainst('unstated-load')));
  const budget = Math.max(replicas, Math.min(MAX_TERMS, enough));
  const limit = largestPercentAgainst('load');
  for (let percent = 0; percent <= limit; percent++) {
    const sums = leastSums(replicas, percent);
    if (termCount(sums) <= budget) return sums;
  }
  return undefined;
}

/** The largest share (percent, rounded down) of its own sum that the next node may have while the lead beats `id`. */
function largestPercentAgainst(id: 'load' | 'unstated-load'): number {
  return Math.ceil(MAX_NODE_SCORE - OPPONENTS[id] / SCORE_WEIGHTS.NodeAffinity) - 1;
}

/** The least sums of which each next one, as a percentage rounded down, is at most `percent` of the one before. */
function leastSums(replicas: number, percent: number): number[] {
  const sums: number[] = [];
  for (let sum = 1; sums.length < replicas; sum = Math.floor((MAX_NODE_SCORE * sum) / (percent + 1)) + 1) {
    sums.unshift(sum);
  }
  return sums;
}

function termCount(sums: readonly number[]): number {
  return sums.reduce((count, sum) => count + Math.ceil(sum / MAX_TERM_WEIGHT), 0);
}

function checkCount(replicas: number): void {
  if (Number.isSafeInteger(replicas) && replicas >= 0) return;
  throw failure('no-count', { replicas });
}
