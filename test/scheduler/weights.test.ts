import t from 'tap';
import { HostportError } from '../../src/base/errors.js';
import { leads } from '../../src/scheduler/verdict.js';
import { dominantWeights, MAX_TERMS, runbookWeights } from '../../src/scheduler/weights.js';

function sumsOf(terms: readonly (readonly number[])[]): number[] {
  return terms.map((own) => own.reduce((sum, weight) => sum + weight, 0));
}

function smallest(terms: readonly (readonly number[])[]): number {
  return Math.min(...leads(sumsOf(terms)).map(({ points }) => points));
}

t.test('runbookWeights', async (t) => {
  t.strictSame(runbookWeights(6), [[6], [5], [4], [3], [2], [1]]);
  t.strictSame(runbookWeights(0), []);
  t.strictSame(runbookWeights(100).at(0), [100]);
  t.throws(() => runbookWeights(101), {
    code: 'refused',
    message: /^101 replicas do not fit the runbook's weights 101\.\.1: /,
    remedy: /pinned/,
  });
});

t.test('dominantWeights', async (t) => {
  // replicas, terms, sums, smallest lead in points
  const rows: [number, number, number[], number][] = [
    [1, 1, [100], 200],
    [2, 2, [100, 1], 198],
    [3, 3, [100, 10, 1], 180],
    [4, 4, [100, 22, 5, 1], 156],
    [5, 8, [400, 88, 21, 5, 1], 154],
    [6, 22, [1400, 341, 85, 21, 5, 1], 152],
    [7, 77, [5500, 1365, 341, 85, 21, 5, 1], 152],
    [8, 89, [5900, 1747, 524, 157, 47, 14, 4, 1], 142],
    [9, 97, [6100, 2045, 695, 236, 80, 27, 9, 3, 1], 134],
    [10, 94, [5300, 2083, 833, 333, 133, 53, 21, 8, 3, 1], 122],
    [11, 99, [5200, 2280, 1003, 441, 194, 85, 37, 16, 7, 3, 1], 114],
    [12, 99, [4700, 2280, 1117, 547, 268, 131, 64, 31, 15, 7, 3, 1], 104],
  ];
  for (const [replicas, count, sums, lead] of rows) {
    const terms = dominantWeights(replicas);
    const weights = terms.flat();
    t.strictSame(sumsOf(terms), sums, `${replicas} ordinals: sums`);
    t.equal(weights.length, count, `${replicas} ordinals: terms`);
    t.equal(smallest(terms), lead, `${replicas} ordinals: smallest lead`);
    t.ok(weights.every((weight) => Number.isInteger(weight) && weight >= 1 && weight <= 100) && count <= MAX_TERMS);
  }
  t.strictSame(dominantWeights(0), []);
  t.strictSame(dominantWeights(5), [[100, 100, 100, 100], [88], [21], [5], [1]], 'a sum as terms, the rest last');
});

t.test('more ordinals than weights can carry', async (t) => {
  for (const replicas of [13, 14, 50, 100_000]) {
    t.throws(() => dominantWeights(replicas), { code: 'refused', remedy: /pinned/ }, `${replicas} replicas`);
  }
});

t.test('what is no count of replicas', async (t) => {
  for (const replicas of [-1, 2.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.throws(() => runbookWeights(replicas), HostportError);
    t.throws(() => dominantWeights(replicas), HostportError);
  }
});

/**
 * The largest smallest lead above `floor` (100 at least) that any falling sums reach in `budget` terms, by trying all
 * of them but those that cannot be done: a lead above 100 takes more than twice the next sum.
 */
function bestByTrying(replicas: number, budget: number, floor: number): number {
  let best = floor;
  const extend = (sums: readonly number[], used: number, least: number): void => {
    const left = replicas - sums.length;
    if (left === 0) best = Math.max(best, least);
    const next = sums[0] ?? 0;
    const most = 100 * (budget - used - (left - 1));
    for (let sum = next + 1; left > 0 && sum <= most && sum * 2 ** (left - 1) <= 100 * budget; sum++) {
      const lead = next === 0 ? 200 : 2 * (100 - Math.floor((100 * next) / sum));
      if (lead > best) extend([sum, ...sums], used + Math.ceil(sum / 100), Math.min(least, lead));
    }
  };
  extend([], 0, 200);
  return best;
}

t.test('no other weights reach a larger smallest lead in as many terms', async (t) => {
  for (const replicas of [2, 3, 4, 5, 6]) {
    const terms = dominantWeights(replicas);
    const lead = smallest(terms);
    t.equal(bestByTrying(replicas, terms.flat().length, lead), lead, `${replicas} ordinals`);
  }
});

t.test('the measured six weights of one term a node are the best of their kind', async (t) => {
  t.equal(bestByTrying(6, 6, 100), 116);
  t.equal(smallest([[100], [40], [17], [7], [3], [1]]), 116);
});
