import { readFileSync } from 'node:fs';
import t from 'tap';
import { chooseNodes, clusterIn, tolerationsFor, type Wishes } from '../../../src/commands/init/nodes.js';
import { readObjects } from '../../../src/kubernetes/kubectl.js';
import { inProject } from '../../helpers/project.js';

const bytes = readFileSync(inProject('test', 'commands', 'nodes.json'));
const json = JSON.parse(bytes.toString('utf8')) as { items: Record<string, unknown>[] };
const nodesIn = (input: Buffer) => clusterIn(readObjects(input, '<stdin>', '')).nodes;
const WORKERS: Wishes = { selects: () => true, controlPlane: false, tolerate: [] };

t.test('every shape in which kubectl prints nodes', async (t) => {
  const [first] = json.items;
  const { kind: _, apiVersion: __, ...bare } = first ?? {};
  // what, the text, how many nodes
  const rows: [string, string, number][] = [
    ['a List', bytes.toString('utf8'), 14],
    ['one node', JSON.stringify(first), 1],
    ['a NodeList, whose items have no kind', JSON.stringify({ kind: 'NodeList', apiVersion: 'v1', items: [bare] }), 1],
    ['with a byte order mark', `\uFEFF${JSON.stringify(first)}`, 1],
  ];
  for (const [what, text, count] of rows) t.equal(nodesIn(Buffer.from(text)).length, count, what);
});

t.test('reads what matters', async (t) => {
  const byName = new Map(nodesIn(bytes).map((node) => [node.name, node]));
  t.match(byName.get('dio-master01'), {
    internalIp: '10.0.0.4',
    controlPlane: true,
    ready: true,
    cordoned: false,
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  });
  t.equal(byName.get('dio-worker2')?.internalIp, '10.0.0.12', 'not its ExternalIP, and the first of two families');
  t.equal(byName.get('dio-worker3')?.internalIp, '10.0.0.13', 'whatever the order of its addresses');
  t.equal(byName.get('dio-worker7')?.ready, false);
  t.equal(byName.get('dio-worker8')?.cordoned, true);
  t.equal(byName.get('gpu1')?.taints.length, 1, 'PreferNoSchedule keeps nobody away');
  t.equal(byName.get('edge1')?.internalIp, undefined);
});

t.test('input that is no nodes', async (t) => {
  // text, what is said
  const rows: [string, string][] = [
    ['', 'the input is empty: did kubectl fail?'],
    [' \n', 'the input is empty: did kubectl fail?'],
    ['NAME STATUS\nnode1 Ready', 'this is not JSON: was `-o json` left out?'],
    ['{"kind": "List", "items": []}', 'no node is in the input, which holds: nothing'],
    ['{"kind": "Pod", "metadata": {"name": "x"}}', 'no node is in the input, which holds: Pod'],
    ['null', 'this is not a Kubernetes object'],
  ];
  for (const [text, message] of rows) {
    t.throws(() => nodesIn(Buffer.from(text)), { code: 'input', message, position: { file: '<stdin>' } }, text);
  }
});

t.test('a Windows node runs no pod of Linux', async (t) => {
  const windows = { ...json.items[5], metadata: { name: 'win1', labels: { 'kubernetes.io/os': 'windows' } } };
  const { leftOut } = chooseNodes(nodesIn(Buffer.from(JSON.stringify({ kind: 'Node', ...windows }))), WORKERS);
  t.same(leftOut, [{ name: 'win1', reason: 'its system is windows' }]);
});

t.test('chooses ready workers, worker10 after worker2', async (t) => {
  const { nodes, leftOut } = chooseNodes(nodesIn(bytes), WORKERS);
  t.same(
    nodes.map(({ name }) => name),
    [1, 2, 3, 4, 5, 6, 10].map((number) => `dio-worker${number}`),
  );
  t.same(
    leftOut.map(({ name, reason }) => `${name}: ${reason}`),
    [
      'dio-master01: control plane; --control-plane takes it',
      'dio-master02: control plane; --control-plane takes it',
      'dio-master03: control plane; --control-plane takes it',
      'dio-worker7: not Ready',
      'dio-worker8: cordoned',
      'edge1: no InternalIP',
      'gpu1: taint dedicated=gpu:NoSchedule; --tolerate dedicated takes it',
    ],
  );
  t.same(tolerationsFor(nodes), []);
});

t.test('what is asked for is taken, with its toleration', async (t) => {
  const wishes = { ...WORKERS, controlPlane: true, tolerate: ['dedicated'], selects: () => true };
  const { nodes } = chooseNodes(nodesIn(bytes), wishes);
  t.same(
    nodes.map(({ name }) => name).filter((name) => !name.startsWith('dio-worker')),
    ['dio-master01', 'dio-master02', 'dio-master03', 'gpu1'],
  );
  t.same(tolerationsFor(nodes), [
    { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' },
  ]);
});

t.test('the selector leaves out without a word', async (t) => {
  const selects: Wishes['selects'] = ({ disk }) => disk === 'hdd';
  const { nodes, leftOut } = chooseNodes(nodesIn(bytes), { ...WORKERS, selects });
  t.same([nodes.map(({ name }) => name), leftOut], [['dio-worker3'], []]);
});
