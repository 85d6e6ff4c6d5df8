import t from 'tap';
import { leads, normalizedAffinity } from '../../src/scheduler/verdict.js';

t.test('normalizedAffinity rounds down, and is 0 where no node has a weight', async (t) => {
  // sum, largest, score
  const rows: [number, number, number][] = [
    [6, 6, 100],
    [5, 6, 83],
    [1, 3, 33],
    [0, 4, 0],
    [0, 0, 0],
    [99, 100, 99],
    [999, 1000, 99],
  ];
  for (const [sum, largest, score] of rows) t.equal(normalizedAffinity(sum, largest), score, `${sum} of ${largest}`);
});

t.test('leads of measured weights', async (t) => {
  const [free, required] = [false, true];
  const none = Number.POSITIVE_INFINITY;
  // sums, whether a term keeps the pods on the labelled nodes, leads in points
  const rows: [number[], boolean, number[]][] = [
    [[6, 5, 4, 3, 2, 1], free, [34, 40, 50, 68, 100, 200]],
    [[96, 80, 64, 48, 32, 16], free, [34, 40, 50, 68, 100, 200]],
    [[6, 5, 4, 3, 2, 1], required, [34, 40, 50, 68, 100, none]],
    [[100, 40, 16, 6, 3, 1], required, [120, 120, 126, 100, 134, none]],
    [[100, 40, 17, 7, 3, 1], required, [120, 116, 118, 116, 134, none]],
    [[100, 32, 10, 3, 1, 0], required, [136, 138, 140, 134, 200, none]],
    [[3125, 625, 125, 25, 5, 1], required, [160, 160, 160, 160, 160, none]],
    [[1, 2], free, [-100, 200]],
    [[2, 2], free, [0, 200]],
    [[0, 0], free, [0, 0]],
    [[0], required, [none]],
    [[], free, []],
  ];
  for (const [sums, isRequired, points] of rows) {
    t.strictSame(
      leads(sums, isRequired).map((lead) => lead.points),
      points,
      `${sums.join()} ${isRequired}`,
    );
  }
});

t.test('the rival is the best of the later ordinals, or an unlabelled node', async (t) => {
  t.strictSame(
    leads([9, 3, 5, 1]).map((lead) => lead.rival),
    [2, 2, 3, 'unlabelled'],
  );
  t.strictSame(
    leads([2, 1], true).map((lead) => lead.rival),
    [1, 'none'],
  );
});
