import t from 'tap';
import { ordinalSums, requiresLabel } from '../../../src/kubernetes/selectors.js';
import { placementVerdict, zoneSpreadIsOff } from '../../../src/scheduler/verdict.js';
import { chartStream, noCharts, streamNames } from '../../helpers/charts.js';
import { postRendered, refusal } from '../../helpers/post-rendered.js';
import { sample } from '../../helpers/sample.js';

const DOMINANT = 'overlays.node-affinity.placement=dominant';
const PINNED = 'overlays.node-affinity.placement=pinned';
const PARALLEL = 'overlays.ordered-ready=false';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const system = { key: 'redis-system', operator: 'In', values: ['true'] };

t.test('dominant, on every real stream', { skip: noCharts }, async (t) => {
  for (const name of streamNames().filter((one) => !one.includes('noip'))) {
    await t.test(name, async (t) => {
      const { statefulSet, podSpec } = await postRendered(t, chartStream(name), DOMINANT, PARALLEL);
      const { replicas } = statefulSet.spec;
      const { nodeAffinity } = podSpec.affinity;
      const label = { key: 'redis-pod-name', value: 'redis-cluster-{ordinal}' };
      const { sums, terms } = ordinalSums(nodeAffinity, label, replicas);
      const { smallest } = placementVerdict(sums, { required: true });
      t.ok(smallest && smallest.points > (replicas > 7 ? 100 : 150), `the smallest lead is ${smallest?.points}`);
      t.ok(terms.length <= 100, `${terms.length} terms`);
      t.ok(requiresLabel(nodeAffinity, ['redis-system']), 'only on the labelled nodes');
      t.ok(zoneSpreadIsOff(podSpec.topologySpreadConstraints), 'zone labels do not count');
      t.same(podSpec.topologySpreadConstraints[0].labelSelector, statefulSet.spec.selector);
      if (!name.includes('nine')) return;
      const own = nodeAffinity[REQUIRED].nodeSelectorTerms;
      t.same(
        own,
        [{ matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }, system] }],
        "the user's stays",
      );
    });
  }
});

t.test("dominant beside the user's own", async (t) => {
  const podSpec = [
    'topologySpreadConstraints:',
    '  - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}',
    'affinity:',
    '  nodeAffinity:',
    `    ${REQUIRED}:`,
    '      nodeSelectorTerms:',
    '      - matchExpressions:',
    '        - {key: disk, operator: In, values: [ssd]}  # fast',
    '      - matchFields: [{key: metadata.name, operator: In, values: [a]}]',
  ].join('\n');
  const { podSpec: spec, text } = await postRendered(t, sample({ podSpec }), DOMINANT);
  t.same(spec.topologySpreadConstraints, [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }]);
  t.same(spec.affinity.nodeAffinity[REQUIRED].nodeSelectorTerms, [
    { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }, system] },
    { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }], matchExpressions: [system] },
  ]);
  t.match(text, '- {key: disk, operator: In, values: [ssd]}  # fast\n', 'their line stays');
});

t.test('the labels are parameters', async (t) => {
  const { podSpec } = await postRendered(
    t,
    sample(),
    DOMINANT,
    'overlays.node-affinity.requiredKey=example\\.com/redis',
    'overlays.node-affinity.requiredValue=yes',
    'overlays.node-affinity.key=example\\.com/ordinal',
    'overlays.node-affinity.value=o{ordinal}',
  );
  const { [REQUIRED]: required, [PREFERRED]: preferred } = podSpec.affinity.nodeAffinity;
  const [own] = required.nodeSelectorTerms;
  t.same(own.matchExpressions, [{ key: 'example.com/redis', operator: 'In', values: ['yes'] }]);
  t.same(preferred[0].preference.matchExpressions, [{ key: 'example.com/ordinal', operator: 'In', values: ['o0'] }]);
});

t.test('one placement after another on the same file', async (t) => {
  const runbook = await postRendered(t, sample());
  const dominant = await postRendered(t, runbook.text, DOMINANT);
  t.same(dominant.text, (await postRendered(t, sample(), DOMINANT)).text, 'as if it were the first');
  const pinned = await postRendered(t, runbook.text, PINNED);
  t.notOk(pinned.podSpec.affinity.nodeAffinity[PREFERRED], 'what a pin makes useless goes');
});

t.test("a pin leaves the user's own terms", async (t) => {
  const term = 'weight: 9\n        preference:\n          matchExpressions: [{key: disk, operator: Exists}]';
  const podSpec = `affinity:\n  nodeAffinity:\n    ${PREFERRED}:\n      - ${term}`;
  const weighed = await postRendered(t, sample({ podSpec }));
  t.equal(weighed.podSpec.affinity.nodeAffinity[PREFERRED].length, 4);
  const { podSpec: pinned } = await postRendered(t, weighed.text, PINNED);
  t.same(pinned.affinity.nodeAffinity[PREFERRED], [
    { weight: 9, preference: { matchExpressions: [{ key: 'disk', operator: 'Exists' }] } },
  ]);
});

t.test('more pods than weights can distinguish', async (t) => {
  // replicas, placement, what is said
  const table: readonly [number, string, RegExp][] = [
    [13, 'dominant', /<stdin>:24:13: .*13 replicas are too many for placement dominant.*\nSet .*placement to pinned/],
    [101, 'runbook', /101 replicas do not fit the runbook's weights.*\nSet .*placement to pinned/],
    [1001, 'pinned', /1001 replicas: a Redis Cluster has at most 1000 nodes/],
  ];
  for (const [replicas, placement, expected] of table) {
    const argv = ['--set', `overlays.node-affinity.placement=${placement}`];
    t.match(await refusal(t, sample({ replicas }), argv), expected, placement);
  }
  await postRendered(t, sample({ replicas: 12 }), DOMINANT);
});
