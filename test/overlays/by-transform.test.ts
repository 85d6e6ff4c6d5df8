import t from 'tap';
import { run } from '../helpers/fake-io.js';

// What an overlay does is said by its transform: one of the user's own under another name is seen everywhere.

const OWN = `apiVersion: redis-hostport/v1
kind: Overlay
name: our-nodes
description: Our labels.
parameters: { key: our-pod, placement: dominant, requiredKey: ours }
steps:
  - transform: node-affinity
    target: { chart: redis-cluster, group: apps, kind: StatefulSet }
---
apiVersion: redis-hostport/v1
kind: Overlay
name: our-users
description: Our users.
parameters:
  key: redis-default.conf
  users: [{ name: anna, password: { env: ANNA } }]
steps:
  - transform: acl-user
    target: { chart: redis-cluster, group: "", kind: ConfigMap, name: "*-default" }
`;
const NODES = Array.from({ length: 6 }, (_, index) => `  - { name: n${index}, ip: 10.0.0.${index + 1} }\n`).join('');
const CONFIG = `apiVersion: redis-hostport/v1
kind: Config
release: a
nodes:
${NODES}overlayFiles: [o.yaml]
overlays: { node-affinity: false }
`;
const files = { 'redis-hostport.yaml': CONFIG, 'o.yaml': OWN };
const ours = (argv: readonly string[], more: Parameters<typeof run>[1] = {}) =>
  run(argv, { files, env: { ANNA: 'tulip-3' }, ...more });

t.test('plan', async (t) => {
  const { out, err } = await ours(['plan', '--format', 'json']);
  t.equal(err, '');
  const { placement, pods } = JSON.parse(out);
  t.equal(placement.scheme, 'dominant');
  t.same(pods[1].label, { key: 'our-pod', value: 'redis-cluster-1' }, 'the value by default');
});

t.test('labels', async (t) => {
  const { out } = await ours(['labels']);
  t.match(out, 'kubectl label node n5 our-pod=redis-cluster-5 ours=true --overwrite\n');
  const bad = await ours(['labels', '--set', 'overlays.our-nodes.key=a//b']);
  t.match(bad.err, /overlays\.our-nodes: key does not match its description: .*at most 63 letters/);
  t.equal(bad.code, 2);
});

t.test('endpoints', async (t) => {
  t.match((await ours(['endpoints'])).out, 'anna');
});

t.test('the user of the environment', async (t) => {
  const own = OWN.replace('[{ name: anna, password: { env: ANNA } }]', '[]');
  const call = { files: { ...files, 'o.yaml': own }, env: { REDIS_HOSTPORT_ACL_PASSWORD: 'tulip-3' } };
  const { out } = await run(['endpoints', '--set', 'overlays.acl-user=false'], call);
  t.match(out, 'song');
});

const POD_SPEC = '{ containers: [{ name: a, ports: [{ name: tcp-redis, containerPort: 6379 }] }] }';
const STREAM = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: a-redis-cluster
  namespace: x
  labels: { app.kubernetes.io/name: redis-cluster, app.kubernetes.io/instance: a }
spec: { replicas: 6, podManagementPolicy: Parallel, template: { spec: ${POD_SPEC} } }
`;

t.test('lint reads weights by the label of ours', async (t) => {
  const rendered = await ours(['--set', 'overlays.host-port=false', '--set', 'overlays.our-users=false'], {
    stdin: STREAM,
  });
  t.equal(rendered.err, '');
  const missing = (text: string): boolean =>
    text.includes('affinity-ordinal-missing') || text.includes('affinity-missing');
  const { out } = await ours(['lint', '--format', 'json'], { stdin: rendered.out });
  const shipped = await run(['lint', '--format', 'json'], { stdin: rendered.out });
  t.notOk(missing(out), out);
  t.not(shipped.out, out, 'by the shipped label no node is found');
});

t.test('an overlay without what only a chart knows is an error', async (t) => {
  const own = OWN.replace('  key: redis-default.conf\n', '');
  const { code, err } = await ours(['plan'], { files: { ...files, 'o.yaml': own } });
  t.match(err, /^redis-hostport: o\.yaml:\d+:\d+: overlay our-users: parameters lacks "key"/);
  t.equal(code, 2);
});
