import { spawnSync } from 'node:child_process';
import t from 'tap';
import { shellCommand } from '../../src/base/text.js';
import { configuredLayout, layoutOf, nodeFault } from '../../src/config/nodes.js';
import { addressFault, canonicalAddress, hostAndPort } from '../../src/kubernetes/address.js';
import { podName } from '../../src/kubernetes/objects.js';
import { fullnameOf } from '../../src/overlays/setup.js';
import { commentedYaml } from '../../src/yaml/commented.js';
import { SIX, setupFrom } from './setups.js';

t.test('names as the chart makes them', async (t) => {
  const [chart, long] = ['redis-cluster', 'r'.repeat(53)];
  // release, fullnameOverride, full name
  const rows: [string, string | undefined, string][] = [
    ['ds-redis', undefined, 'ds-redis-redis-cluster'],
    ['redis-cluster', undefined, 'redis-cluster'],
    ['my-redis-cluster-2', undefined, 'my-redis-cluster-2'],
    ['ds-redis', 'myredis', 'myredis'],
    [long, undefined, `${long}-redis-clu`],
    [`${'r'.repeat(48)}-`, undefined, `${'r'.repeat(48)}--redis-cluster`],
    ['ds', `${'o'.repeat(62)}-x`, 'o'.repeat(62)],
  ];
  for (const [release, fullnameOverride, expected] of rows) {
    t.equal(fullnameOf(release, chart, fullnameOverride), expected);
    t.ok(expected.length <= 63);
  }
  t.equal(podName('ds-redis-redis-cluster', 10), 'ds-redis-redis-cluster-10');
});

t.test('masters and replicas', async (t) => {
  const { loaded } = setupFrom({ nodes: SIX });
  // nodes, replicas, masters or the numbers that fit
  const rows: [number, number, number | number[]][] = [
    [6, 1, 3],
    [3, 0, 3],
    [7, 0, 7],
    [9, 2, 3],
    [12, 1, 6],
    [5, 1, [6]],
    [0, 1, [6]],
    [2, 0, [3]],
    [7, 1, [6, 8]],
    [10, 2, [9, 12]],
    [8, 2, [9]],
  ];
  for (const [nodes, replicas, expected] of rows) {
    const what = `${nodes} nodes, ${replicas} replicas`;
    if (typeof expected === 'number') {
      t.equal(layoutOf(nodes, replicas)?.masters, expected, what);
      continue;
    }
    const message = new RegExp(`: ${expected.join(' or ')} do$`);
    t.throws(() => configuredLayout(loaded, nodes, replicas), { code: 'config', message }, what);
    for (const fitting of expected) t.ok(layoutOf(fitting, replicas), `${fitting} do fit`);
  }
});

t.test('addresses', async (t) => {
  // text, whether it is one, canonical, with port
  const rows: [string, boolean, string, string][] = [
    ['10.0.0.4', true, '10.0.0.4', '10.0.0.4:6379'],
    ['FD00:0::4', true, 'fd00::4', '[FD00:0::4]:6379'],
    ['2001:db8:0:0:1:0:0:1', true, '2001:db8::1:0:0:1', '[2001:db8:0:0:1:0:0:1]:6379'],
    ['10.0.0.400', false, '', ''],
    ['10.0.0.04', false, '', ''],
    ['fe80::1%eth0', false, '', ''],
    ['dio-master01', false, '', ''],
    ['', false, '', ''],
  ];
  for (const [text, good, canonical, withPort] of rows) {
    t.equal(addressFault(text) === undefined, good, JSON.stringify(text));
    if (good) t.strictSame([canonicalAddress(text), hostAndPort(text, 6379)], [canonical, withPort]);
  }
});

t.test('what is wrong with a list of nodes', async (t) => {
  const good = { name: 'dio-master01', ip: '10.0.0.4' };
  // the second node, which field, what is said
  const rows: [{ name: string; ip: string }, string | undefined, RegExp][] = [
    [{ name: 'dio-master02', ip: '10.0.0.5' }, undefined, /^$/],
    [{ name: 'ip-10-0-0-5.eu.compute.internal', ip: '10.0.0.5' }, undefined, /^$/],
    [{ name: 'dio_master02', ip: '10.0.0.5' }, 'name', /"dio_master02" is not a name that a node can have/],
    [{ name: 'Dio', ip: '10.0.0.5' }, 'name', /is not a name/],
    [{ name: '', ip: '10.0.0.5' }, 'name', /is not a name/],
    [{ name: 'x'.repeat(254), ip: '10.0.0.5' }, 'name', /is not a name/],
    [{ name: 'dio-master02', ip: '10.0.0' }, 'ip', /"10.0.0" is no IPv4 or IPv6 address/],
    [{ name: 'dio-master02', ip: '10.0.0.256' }, 'ip', /"10.0.0.256" is no IPv4 or IPv6 address/],
    [{ name: 'dio-master02', ip: 'node_2.example.org' }, 'ip', /is no IPv4 or IPv6 address/],
    [{ name: 'dio-master02', ip: 'node2.example.org' }, undefined, /^$/],
    [{ name: 'dio-master02', ip: 'fe80::1%eth0' }, 'ip', /has a zone/],
    [{ name: 'dio-master01', ip: '10.0.0.5' }, 'name', /dio-master01 is there twice: nodes 0 and 1/],
    [{ name: 'dio-master02', ip: '10.0.0.4' }, 'ip', /10.0.0.4 of dio-master02 is also the IP of dio-master01/],
  ];
  for (const [node, field, message] of rows) {
    const fault = nodeFault([good, node]);
    t.equal(fault?.field, field, JSON.stringify(node).slice(0, 60));
    t.match(fault?.message ?? '', message);
    if (fault) t.equal(fault.index, 1);
  }
  const same = nodeFault([
    { name: 'a', ip: 'fd00::4' },
    { name: 'b', ip: 'FD00:0:0::4' },
  ]);
  t.equal(same?.field, 'ip', 'two spellings of one address');
});

t.test('a shell reads back every word', async (t) => {
  const words = [
    'plain',
    "it's",
    'a b',
    '$HOME',
    '`x`',
    '"q"',
    '\\',
    '',
    'jsonpath={.data.a}',
    '*',
    '--set',
    'new\nline',
  ];
  const { stdout } = spawnSync('sh', ['-c', shellCommand('printf', '%s\\0', ...words)], { encoding: 'utf8' });
  t.same(stdout.split('\0').slice(0, -1), words);
});

t.test('YAML with comments', async (t) => {
  const example = `# first

# {second}
# {absent}

a:
  # above b
  #   {indented}
  b: 1
  c:
    - 1 # {items}
    - 1 # of the second item

  # below a
not:
  # never written
  there: 1

d: { e: 2 }
`;
  const value = { a: { b: 'yes', c: ['0755', '7.0'] }, d: { e: 1 } };
  const text = commentedYaml(value, example, { second: 'second', indented: 'indented\nlines', items: 'beside' });
  t.equal(
    text,
    `# first

# second

a:
  # above b
  #   indented
  #   lines
  b: "yes"
  c:
    - "0755" # beside
    - "7.0" # of the second item

  # below a

d: { e: 1 }
`,
  );
});
