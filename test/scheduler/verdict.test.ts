import t from 'tap';
import { placementVerdict, type VerdictOptions } from '../../src/scheduler/verdict.js';
import { dominantWeights, runbookWeights } from '../../src/scheduler/weights.js';

const DOMINANT = dominantWeights(6).map((terms) => terms.reduce((sum, weight) => sum + weight, 0));
const HOSTNAME: VerdictOptions = { required: true, zoneSpreadOff: true };

t.test('which scores outvote which weights, each on its own', async (t) => {
  // sums, options, smallest lead, outvoted by
  const rows: [number[], VerdictOptions, number, string][] = [
    [runbookWeights(6).flat(), {}, 34, 'load unstated-load image spread pod-affinity taint'],
    [runbookWeights(6).flat(), HOSTNAME, 34, 'load unstated-load image pod-affinity taint'],
    [[100, 40, 16, 6, 3, 1], HOSTNAME, 100, 'load unstated-load image pod-affinity taint'],
    [[100, 40, 17, 7, 3, 1], HOSTNAME, 116, 'unstated-load pod-affinity taint'],
    [[100, 32, 10, 3, 1, 0], HOSTNAME, 134, 'unstated-load pod-affinity taint'],
    [DOMINANT, HOSTNAME, 152, 'pod-affinity taint'],
    [DOMINANT, { required: true }, 152, 'spread pod-affinity taint'],
    [[1], { required: true }, Number.POSITIVE_INFINITY, ''],
  ];
  for (const [sums, options, points, outvotedBy] of rows) {
    const verdict = placementVerdict(sums, options);
    const name = `${sums.join()} ${JSON.stringify(options)}`;
    t.equal(verdict.smallest?.points, points, name);
    t.equal(verdict.outvotedBy.join(' '), outvotedBy, name);
  }
});

t.test('in words', async (t) => {
  // sums, options, sentence
  const rows: [number[], VerdictOptions, string][] = [
    [
      runbookWeights(6).flat(),
      {},
      "At the weakest place pod 0's own node leads pod 1's node by 34 points, and load alone can weigh 100 against it " +
        '(34 percentage points more of its CPU or memory requested are enough); so can images on other nodes (100), ' +
        "zone labels (200), other workloads' pod affinity (200) and a PreferNoSchedule taint (300).",
    ],
    [
      DOMINANT,
      HOSTNAME,
      "At the weakest place pod 0's own node leads pod 1's node by 152 points, which no load outvotes; " +
        "other workloads' pod affinity (200) and a PreferNoSchedule taint (300) can.",
    ],
    [
      [100, 40, 17, 7, 3, 1],
      HOSTNAME,
      "At the weakest place pod 1's own node leads pod 2's node by 116 points, which no load of pods that state their " +
        "requests outvotes; load with pods that state none (150), other workloads' pod affinity (200) and a " +
        'PreferNoSchedule taint (300) can.',
    ],
    [[1, 1], {}, "The weights do not prefer pod 0's own node to pod 1's node."],
    [[0], {}, "The weights do not prefer pod 0's own node to a node without the label."],
    [[1, 2], {}, "The weights prefer pod 1's node to pod 0's own node, by 100 points."],
    [[1], { required: true }, 'There is only one node each pod can go to.'],
    [[], {}, 'There is no pod to place.'],
  ];
  for (const [sums, options, sentence] of rows) t.equal(placementVerdict(sums, options).sentence, sentence);
});

t.test('what no preference can do', async (t) => {
  t.match(placementVerdict([2, 1]).caveats.join(' '), /starts on any other machine.*more than 100 nodes/);
  t.match(placementVerdict([2, 1], { required: true }).caveats.join(' '), /takes a later pod's node/);
  t.match(placementVerdict([2, 1], { parallel: true }).caveats.join(' '), /no fixed order/);
});

t.test('load and an image together', async (t) => {
  // sums, image size in MiB that is enough beside the largest load
  const rows: [number[], string | undefined][] = [
    [runbookWeights(6).flat(), undefined],
    [[100, 40, 16, 6, 3, 1], undefined],
    [[100, 40, 17, 7, 3, 1], '179'],
    [DOMINANT, '531'],
    [[1], undefined],
  ];
  for (const [sums, size] of rows) {
    const said = placementVerdict(sums, HOSTNAME).caveats.join(' ');
    t.equal(/an image of (\d+) MiB/.exec(said)?.[1], size, sums.join());
  }
});
