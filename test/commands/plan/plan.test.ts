import t from 'tap';
import { planOf } from '../../../src/commands/plan/command.js';
import type { Plan } from '../../../src/generated/types.js';
import { run } from '../../helpers/fake-io.js';
import { validatorOf } from '../../helpers/schema.js';
import { nodesBy, SIX, setupFrom } from '../setups.js';

const CONFIG = { release: 'ds-redis', nodes: SIX };
const AFFINITY = 'overlays.node-affinity.placement';

t.test('what each placement is worth', async (t) => {
  // settings; guaranteed; weights; the smallest lead; pods created; what the words must name; what must not be there
  const rows: [string[], boolean, number[], number | undefined, string, RegExp, RegExp][] = [
    [[], false, [6, 5, 4, 3, 2, 1], 34, 'OrderedReady', /load alone can weigh 100/, /parallel/],
    [['overlays.ordered-ready=false'], false, [6, 5, 4, 3, 2, 1], 34, 'Parallel', /parallel are scheduled in no/, /^$/],
    [
      [`${AFFINITY}=dominant`],
      false,
      [1400, 341, 85, 21, 5, 1],
      152,
      'OrderedReady',
      /no load outvotes/,
      /zone labels/,
    ],
    [[`${AFFINITY}=pinned`], true, [], undefined, 'OrderedReady', /keeps all later ones waiting/, /score|policy/],
    [
      [`${AFFINITY}=pinned,overlays.node-affinity.pin=admission`],
      true,
      [],
      undefined,
      'OrderedReady',
      /SchedulingGated until they are deleted once/,
      /volume/,
    ],
    [['overlays.announce-host-ip={}'], true, [6, 5, 4, 3, 2, 1], 34, 'OrderedReady', /every order of the pods/, /load/],
    [
      [`${AFFINITY}=pinned,overlays.ordered-ready=false`],
      true,
      [],
      undefined,
      'Parallel',
      /only this node can use/,
      /keeps all later/,
    ],
    [
      ['overlays.local-data={},overlays.ordered-ready=false'],
      true,
      [],
      undefined,
      'Parallel',
      /its data lies on the disk of this node/,
      /keeps all later|score/,
    ],
    [['overlays.node-affinity=false'], false, [], undefined, 'OrderedReady', /Nothing steers the pods/, /lead/],
  ];
  for (const [set, guaranteed, weights, lead, policy, named, absent] of rows) {
    const { placement, pods } = planOf(setupFrom(CONFIG, set));
    const name = set.join() || 'as configured by nothing';
    const leads = pods.flatMap((pod) => (pod.lead === undefined ? [] : [pod.lead]));
    t.equal(placement.guaranteed, guaranteed, name);
    t.same(
      pods.flatMap(({ weight }) => (weight === undefined ? [] : [weight])),
      weights,
      name,
    );
    t.equal(leads.length > 0 ? Math.min(...leads) : undefined, lead, name);
    t.equal(placement.podManagementPolicy, policy, name);
    const words = [placement.guarantee, ...placement.caveats].join('\n');
    t.match(words, named, name);
    t.notMatch(words, absent, name);
  }
});

t.test('pods, nodes, IPs and labels in order', async (t) => {
  const set = ['overlays.node-affinity.key=cache', 'overlays.node-affinity.value={ordinal}-of-cache'];
  const { pods, layout, fullname } = planOf(setupFrom({ ...CONFIG, install: { fullnameOverride: 'myredis' } }, set));
  t.equal(fullname, 'myredis');
  t.same(layout, { masters: 3, replicas: 1 });
  for (const [ordinal, pod] of pods.entries()) {
    t.match(pod, {
      ordinal,
      pod: `myredis-${ordinal}`,
      node: SIX[ordinal]?.name,
      ip: SIX[ordinal]?.ip,
      label: { key: 'cache', value: `${ordinal}-of-cache` },
    });
  }
});

t.test('JSON keeps to its schema', async (t) => {
  const validate = validatorOf('plan');
  const five = { nodes: SIX.slice(0, 5) };
  for (const config of [CONFIG, five, { ...CONFIG, overlays: { 'node-affinity': { placement: 'pinned' } } }]) {
    const text = JSON.stringify({ apiVersion: 'redis-hostport/v1', kind: 'Config', ...config });
    const { out } = await run(['plan', '--format', 'json'], { files: { 'redis-hostport.yaml': text } });
    const plan = JSON.parse(out) as Plan;
    t.ok(validate(plan), JSON.stringify(validate.errors));
    t.equal(plan.pods.length, config.nodes.length);
  }
  t.equal(planOf(setupFrom(five)).layout, undefined, 'five nodes are no masters with a replica each');
});

t.test('several formats at once', async (t) => {
  const files = {
    'redis-hostport.yaml': JSON.stringify({ apiVersion: 'redis-hostport/v1', kind: 'Config', ...CONFIG }),
  };
  const outcome = await run(['plan', '--format', 'text', '--format', 'svg=plan.svg'], { files });
  t.match(outcome.out, 'POD   NODE');
  t.match(outcome.files['plan.svg'], /^<svg /);
});

t.test('the table has straight columns, whatever the names', async (t) => {
  const nodes = nodesBy(
    12,
    (i) => (i % 2 ? `n${i}` : `ip-10-0-0-${i}.compute.internal`),
    (i) => `2001:db8::${i}`,
  );
  const files = { 'c.yaml': JSON.stringify({ apiVersion: 'redis-hostport/v1', kind: 'Config', nodes }) };
  const { out } = await run(['plan', '-c', 'c.yaml'], { files });
  const lines = out
    .slice(out.indexOf('\nPOD') + 1)
    .split('\n')
    .slice(0, 13);
  for (const header of ['NODE', 'IP', 'WEIGHT', 'HELD']) {
    const column = lines[0]?.indexOf(header) ?? -1;
    for (const line of lines) t.match(line.slice(column - 3, column + 1), /^ {3}\S$/);
  }
});
