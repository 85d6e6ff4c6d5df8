import t from 'tap';
import { run } from '../helpers/fake-io.js';

// A chart that is a dependency under an alias: Helm sets .Chart.Name to the alias, and both labels say it.

const stream = (name: string, ports = ['tcp-redis', 'tcp-redis-bus']): string => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: shop-${name}
  labels: { app.kubernetes.io/name: ${name}, helm.sh/chart: ${name}-10.2.0, app.kubernetes.io/instance: shop }
spec:
  replicas: 6
  podManagementPolicy: Parallel
  template:
    spec:
      containers:
        - name: a
          ports:
            - { name: ${ports[0]}, containerPort: 6379 }
            - { name: ${ports[1]}, containerPort: 16379 }
`;

const CHART = `apiVersion: redis-hostport/v1
kind: Chart
name: redis-alias
title: Redis under an alias
recognise: [{ app.kubernetes.io/name: cache }]
ports: { client: tcp-redis, bus: tcp-redis-bus }
config: { name: "*-default", key: redis-default.conf }
readiness: { name: "*-scripts", key: ping_readiness_local.sh, waitsFor: cluster_state }
announce:
  variable: REDIS_CLUSTER_ANNOUNCE_IP
  port: REDIS_CLUSTER_ANNOUNCE_PORT
  busPort: REDIS_CLUSTER_ANNOUNCE_BUS_PORT
  listenPorts: { tls: [A], plain: [B] }
  tls: C
dataVolume: redis-data
server: { product: redis }
values:
  section: redis
  passwordKey: redis-password
  cli: redis-cli
  ports: { client: 6379, bus: 16379 }
  images: { server: a, exporter: b }
  allowInsecureImagesSince: "1"
hints: { noWorkload: Set x., deadlock: Set y. }
`;
const OVERLAY = `---
apiVersion: redis-hostport/v1
kind: Overlay
name: host-port
description: Ports.
parameters: { ports: [tcp-redis] }
steps:
  - transform: host-port
    target: { chart: redis-alias, group: apps, kind: StatefulSet }
`;

t.test('the error names what can be seen, and the way out', async (t) => {
  const { code, out, err } = await run([], { stdin: stream('cache') });
  t.equal(
    err,
    `redis-hostport: <stdin>:1:1: StatefulSet shop-cache has the ports of a chart that is known and another label, app.kubernetes.io/name: cache; is it a dependency under an alias, or a copy of the chart?
Say so in a Chart file with its labels under \`recognise\`, and overlays for it: docs/own-charts.md.
`,
  );
  t.same([code, out], [2, '']);
  const unlabelled = await run([], { stdin: stream('cache').replace('app.kubernetes.io/name: cache, ', '') });
  t.match(unlabelled.err, 'that is known and no label app.kubernetes.io/name; is it');
  const other = await run([], { stdin: stream('kafka', ['client', 'controller']) });
  t.match(other.err, 'Is this the right chart?');
});

t.test('each of several is named', async (t) => {
  const { code, err } = await run([], { stdin: `${stream('cache')}---\n${stream('queue')}` });
  t.equal(code, 2);
  for (const [line, name] of [
    [1, 'cache'],
    [16, 'queue'],
  ]) {
    t.match(err, `:${line}:1: StatefulSet shop-${name} has the ports of a chart that is known and another label`);
  }
});

/** What lint says about the StatefulSet: line, severity, message and remedy. */
async function missing(argv: string[], given: { stdin?: string; files?: Record<string, string> }) {
  const { code, out } = await run(['lint', '--format', 'json', ...argv], given);
  const findings: { rule: string; severity: string; line: number; message: string; remedy: string }[] =
    JSON.parse(out).findings;
  const own = findings.filter(({ rule }) => rule === 'statefulset-missing');
  return { code, found: own.map(({ severity, line, message, remedy }) => ({ severity, line, message, remedy })) };
}

const isNamed = (line: number, severity: string, name: string): object => ({
  severity,
  line,
  message: new RegExp(`^StatefulSet shop-${name} has the ports of a chart that is known`),
  remedy: /docs\/own-charts\.md/,
});

t.test('lint names each, where it is', async (t) => {
  const two = await missing([], { stdin: `${stream('cache')}---\n${stream('queue')}` });
  t.match(two, { code: 1, found: [isNamed(5, 'error', 'cache'), isNamed(21, 'error', 'queue')] });
  t.equal(two.found.length, 2);
});

t.test('beside a release that is known it is a warning', async (t) => {
  const stdin = `${stream('redis-cluster')}---\n${stream('cache')}`;
  const beside = await missing([], { stdin });
  t.match(beside.found, [isNamed(21, 'warning', 'cache')]);
  t.equal(beside.found.length, 1);
  const { code, out } = await run([], { stdin });
  t.equal(code, 0, 'what is known is post-rendered');
  t.match(out, 'name: shop-cache');
  t.same(
    (await missing(['--set', 'release=other'], { stdin })).found.length,
    1,
    'of another release: what is meant is not there',
  );
});

t.test('an own overlay without a chart may act on it', async (t) => {
  const own = OVERLAY.replace('name: host-port', 'name: ours').replace('chart: redis-alias, ', '');
  const { found } = await missing(['--overlay', 'o.yaml'], {
    stdin: `${stream('redis-cluster')}---\n${stream('cache')}`,
    files: { 'o.yaml': own },
  });
  t.same(found, []);
});

t.test("read from Helm's --output-dir it is an error with the same way out", async (t) => {
  const file = 'out/shop/charts/cache/templates/redis-statefulset.yaml';
  const other = 'out/shop/templates/service.yaml';
  const files = {
    [file]: `# Source: shop/charts/cache/templates/redis-statefulset.yaml\n${stream('cache')}`,
    [other]: '# Source: shop/templates/service.yaml\nkind: Service\napiVersion: v1\nmetadata: { name: a }\n',
  };
  const { code, found } = await missing([file, other], { files });
  t.match({ code, found }, { code: 1, found: [isNamed(6, 'error', 'cache')] });
  t.equal(found.length, 1);
});

t.test('a Chart file alone is not enough: a release on which no overlay acts is an error', async (t) => {
  const alone = await run(['--overlay', 'o.yaml'], { stdin: stream('cache'), files: { 'o.yaml': CHART } });
  t.match(alone.err, /: StatefulSet shop-cache is release shop of Redis under an alias, and no overlay acts on it\n/);
  t.match(alone.err, 'Write overlays whose target says `chart: redis-alias`; docs/own-charts.md shows them.');
  t.same([alone.code, alone.out], [2, '']);
  const linted = await run(['lint', '--overlay', 'o.yaml', '--format', 'json'], {
    stdin: stream('cache'),
    files: { 'o.yaml': CHART },
  });
  t.not(linted.code, 2, 'lint needs no overlay');
});

t.test('with an overlay it is a chart like any other, and what is turned off is turned off', async (t) => {
  const files = { 'o.yaml': CHART + OVERLAY };
  const { err, out } = await run(['--overlay', 'o.yaml'], { stdin: stream('cache'), files });
  t.equal(err, '');
  t.match(out, 'containerPort: 6379, hostPort: 6379');
  const off = await run(['--overlay', 'o.yaml', '--set', 'overlays.host-port=false'], {
    stdin: stream('cache'),
    files,
  });
  t.same([off.code, off.out], [0, stream('cache')]);
});
