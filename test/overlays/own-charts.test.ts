import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { helm } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

const ROOT = inProject();
const CHART = join(ROOT, 'test', 'fixtures', 'ledger');

/** The files of a page: its YAML blocks whose first line is a comment with a file name. */
function filesOf(page: string): Record<string, string> {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  const blocks = text.matchAll(/```yaml\n# ([\w-]+\.yaml)\n([\s\S]*?)```/g);
  return Object.fromEntries([...blocks].map(([, name, block]) => [name, block as string]));
}

/** What Helm 3 renders of the made-up chart, which takes nothing but the release's name. */
function rendered(release: string): string {
  return readdirSync(join(CHART, 'templates'))
    .map((name) => {
      const template = readFileSync(join(CHART, 'templates', name), 'utf8');
      return `---\n# Source: ledger/templates/${name}\n${template.replaceAll('{{ .Release.Name }}', release)}`;
    })
    .join('');
}

const files = filesOf('own-charts.md');

t.test('both languages show the same files', (t) => {
  t.same(Object.keys(files), ['ledger-overlays.yaml', 'ledger.yaml', 'acme.yaml']);
  t.same(filesOf('own-charts.ko.md'), files);
  t.end();
});

t.test('the page on any StatefulSet does what it says', async (t) => {
  const stream = rendered('db');
  const { code, out, err } = await run(['-c', 'ledger.yaml'], { stdin: stream, files });
  t.equal(err, '');
  t.equal(code, 0);
  const before = stream.split('\n');
  const lost = before.filter((line) => !out.includes(line));
  t.same(lost, [
    '    peers auto   # or a list',
    '  podManagementPolicy: "Parallel"',
    '          - { name: client, containerPort: 7400 }',
    '          - { name: peer, containerPort: 7401 }',
  ]);
  t.match(out, '    # read at start\n    port 7400\n    peers dns   # or a list\n');
  t.match(out, '  podManagementPolicy: "OrderedReady"');
  t.match(out, '          - { name: client, containerPort: 7400, hostPort: 7400 }');
  t.match(out, '            mountPath: /etc/ledger\n            readOnly: true\n');
  t.match(out, /weight: 3\n.*\n.*\n.*key: ledger-pod\n.*\n.*\n.*ledger-0\n/);
  t.equal((await run(['-c', 'ledger.yaml'], { stdin: out, files })).out, out, 'a second run changes nothing');
  const newer = stream.replace('port 7400', 'port 7402');
  t.match((await run(['-c', 'ledger.yaml'], { stdin: newer, files })).err, /operation 1 \(test \/data\/ledger.conf\)/);
});

for (const major of [3, 4] as const) {
  const binary = helm(major);
  t.test(`the same with a real Helm ${major}`, { skip: binary ? false : `no helm ${major} on the PATH` }, async (t) => {
    const rendered = execute(binary ?? '', ['template', 'db', CHART]);
    t.match(rendered.out, 'kind: StatefulSet', rendered.err);
    const { out, err } = await run(['-c', 'ledger.yaml'], { stdin: rendered.out, files });
    t.equal(err, '');
    t.match(out, 'hostPort: 7401');
    t.match(out, 'readOnly: true');
    t.equal((await run(['-c', 'ledger.yaml'], { stdin: out, files })).out, out);
  });
}

const ACME = `apiVersion: v1
kind: ConfigMap
metadata:
  name: c-conf
  labels: { app.kubernetes.io/name: acme-redis, app.kubernetes.io/instance: c }
data:
  acme.conf: |-
    port 6379
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: c-scripts
  labels: { app.kubernetes.io/name: acme-redis, app.kubernetes.io/instance: c }
data:
  ready.sh: |
    redis-cli ping
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: c
  labels: { app.kubernetes.io/name: acme-redis, app.kubernetes.io/instance: c }
spec:
  replicas: 3
  podManagementPolicy: Parallel
  template:
    spec:
      containers:
        - name: c
          image: acme/redis-cluster:7.2
          ports: [{ name: tcp-acme, containerPort: 6379 }, { name: tcp-acme-bus, containerPort: 16379 }]
          readinessProbe: { exec: { command: [sh, -c, /scripts/ready.sh] } }
      volumes: [{ name: acme-data, emptyDir: {} }]
`;

t.test('the page on a chart like redis-cluster does what it says', async (t) => {
  const call = { files, env: { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' } };
  const { code, out, err } = await run(['--overlay', 'acme.yaml'], { stdin: ACME, ...call });
  t.equal(err, '');
  t.equal(code, 0);
  t.match(out, 'podManagementPolicy: OrderedReady');
  t.match(out, '{ name: tcp-acme-bus, containerPort: 16379, hostPort: 16379 }');
  t.match(out, /^ {4}user song on #[0-9a-f]{64} ~\* &\* \+@all$/m);
  t.equal((await run(['--overlay', 'acme.yaml'], { stdin: out, ...call })).out, out, 'a second run changes nothing');
});

t.test('a Chart file brings what is known of it to the other commands', async (t) => {
  const dead = ACME.replace('redis-cli ping', 'redis-cli cluster info | grep cluster_state:ok');
  const refused = await run(['--overlay', 'acme.yaml'], { stdin: dead, files });
  t.match(refused.err, /Set acme\.readiness=ping/);
  const none = await run(['--overlay', 'acme.yaml'], {
    stdin: ACME.replace('kind: StatefulSet', 'kind: Deployment'),
    files,
  });
  t.match(none.err, /Acme's Redis cluster is in the stream, but its StatefulSet is not/);
  const lint = await run(['lint', '--overlay', 'acme.yaml'], { stdin: ACME, files });
  t.match(lint.out, /host-port|hostPort/);
  t.notMatch(lint.out, /no StatefulSet/);
  const [statefulSet] = ACME.split('---\n').slice(-1);
  const live = { apiVersion: 'v1', kind: 'List', items: [parse(statefulSet ?? '')] };
  const verify = (argv: string[]) => run(['verify', ...argv], { stdin: JSON.stringify(live), files });
  t.match((await verify([])).err, /none of these StatefulSets is of bitnami\//);
  t.notMatch((await verify(['--overlay', 'acme.yaml'])).err, /none of these StatefulSets/);
  const nodes = [
    'install.chart=acme-redis',
    'install.replicas=0',
    ...[0, 1, 2].map((i) => `nodes[${i}].name=n${i},nodes[${i}].ip=10.0.0.${i + 4}`),
  ].join(',');
  const values = await run(['values', '--overlay', 'acme.yaml', '--set', nodes], { files });
  t.match(values.out, /^acme:\n/m);
  t.notMatch(values.out, /global|September 2025/, 'what only Bitnami asks for');
  t.match(values.out, /helm -n redis-cluster install '?[^ ]+ CHART -f/, 'where it is, only its user knows');
});

// what | overlay file | error
const mistakes: [string, string, RegExp][] = [
  [
    'a chart that is known',
    (files['acme.yaml'] ?? '').replaceAll('acme-redis', 'redis-cluster'),
    /^redis-hostport: m.yaml:3:7: there is a chart redis-cluster already/,
  ],
  ['a chart twice', `${files['acme.yaml']}---\n${files['acme.yaml']}`, /there is a chart acme-redis already/],
  [
    'the same overlay of a chart twice',
    (files['acme.yaml'] ?? '').replace('name: ordered-ready', 'name: host-port'),
    /an overlay host-port comes from m.yaml already/,
  ],
  [
    'an unknown key',
    (files['acme.yaml'] ?? '').replace('dataVolume', 'datVolume'),
    /the chart has no setting "datVolume"; did you mean dataVolume\?/,
  ],
];

t.test('mistakes in a Chart file', async (t) => {
  for (const [what, file, error] of mistakes) {
    const { code, err } = await run(['--overlay', 'm.yaml'], { stdin: ACME, files: { 'm.yaml': file } });
    t.match(err, error, what);
    t.equal(code, 2);
  }
});

t.test('acl-user on a configuration file of no chart we know', async (t) => {
  const overlay = `apiVersion: redis-hostport/v1
kind: Overlay
name: ledger-users
description: A user for a server that reads Redis' configuration.
actsWhen: users
parameters: { key: ledger.conf, users: [{ name: app, password: { env: P } }] }
steps:
  - transform: acl-user
    target: { group: "", kind: ConfigMap, name: "*-conf" }
`;
  const off = ['host-port', 'node-affinity', 'ordered-ready'].flatMap((name) => ['--set', `overlays.${name}=false`]);
  const call = { stdin: rendered('db'), env: { P: 'orchid-9' }, files: { 'o.yaml': overlay } };
  const { out, err } = await run(['--overlay', 'o.yaml', ...off], call);
  t.equal(err, '');
  t.match(out, /peers auto {3}# or a list\n {4}user app on #[0-9a-f]{64} ~\* &\* \+@all\n/);
  const user = 'overlays.ledger-users.users[0]';
  const set = `${user}.name=app,${user}.password.env=P,${user}.rules=nopass`;
  const wrong = await run(['--overlay', 'o.yaml', ...off, '--set', set], call);
  t.match(wrong.err, /rules of user `app`/);
  t.equal(wrong.code, 2);
});
