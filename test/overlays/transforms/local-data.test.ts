import t from 'tap';
import { chartStream, noCharts, streamNames } from '../../helpers/charts.js';
import { run } from '../../helpers/fake-io.js';
import type { Anything } from '../../helpers/objects.js';
import { postRendered, refusal } from '../../helpers/post-rendered.js';
import { sample } from '../../helpers/sample.js';

const LOCAL = 'overlays.local-data={}';
const PARALLEL = 'overlays.ordered-ready=false';
const NAMESPACE = 'overlays.local-data.namespace=redis-cluster';

const CONTAINER = `volumeMounts:
  - name: redis-data
    mountPath: /bitnami/redis/data`;
const VOLUME = 'volumes:\n  - name: redis-data\n    emptyDir: {}';
const claims = (spec: string): string =>
  `volumeClaimTemplates:\n  - metadata:\n      name: redis-data\n    spec: ${spec}`;

/** The sample with a server that mounts its data; further lines of the container. */
function stream({
  container = '',
  podSpec = VOLUME,
  ...more
}: Parameters<typeof sample>[0] & { container?: string } = {}) {
  const lines = `${CONTAINER}\n${container}`.trimEnd().replace(/^/gm, ' '.repeat(10));
  return sample({ ...more, podSpec }).replace('          ports:\n', `${lines}\n          ports:\n`);
}

const named = (list: Anything[], name: string): Anything => list.find((one) => one.name === name);

t.test('every real stream', { skip: noCharts }, async (t) => {
  for (const name of streamNames().filter((one) => !one.includes('noip'))) {
    await t.test(name, async (t) => {
      const out = await postRendered(t, chartStream(name), LOCAL, PARALLEL, NAMESPACE);
      const { metadata, spec } = out.statefulSet;
      const product = name.startsWith('valkey') ? 'valkey' : 'redis';
      const data = `${product}-data`;
      const [waiting] = out.ofKind('StorageClass');
      t.equal(waiting.metadata.name, `redis-hostport-data.redis-cluster.${metadata.name}`);
      t.match(waiting, { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
      const volumes = out.ofKind('PersistentVolume');
      t.same(
        volumes.map(({ spec }) => [spec.hostPath, spec.claimRef.name, spec.persistentVolumeReclaimPolicy]),
        Array.from({ length: spec.replicas }, (_, ordinal) => [
          { path: `/var/lib/redis-hostport/redis-cluster/${metadata.name}/${ordinal}`, type: 'DirectoryOrCreate' },
          `${data}-${metadata.name}-${ordinal}`,
          'Retain',
        ]),
      );
      for (const [ordinal, { spec }] of volumes.entries()) {
        const values = [`redis-cluster-${ordinal}`];
        const term = { matchExpressions: [{ key: 'redis-pod-name', operator: 'In', values }] };
        t.same(spec.nodeAffinity.required.nodeSelectorTerms, [term]);
      }
      t.same(
        spec.volumeClaimTemplates.map(({ metadata, spec }: Anything) => [metadata.name, spec.storageClassName]),
        [[data, waiting.metadata.name]],
        'the one claim template',
      );
      t.same(spec.persistentVolumeClaimRetentionPolicy, { whenDeleted: 'Delete', whenScaled: 'Retain' });
      t.notOk(named(out.podSpec.volumes ?? [], data), 'and no emptyDir of its name');
      const [server] = out.podSpec.containers;
      const [init] = out.podSpec.initContainers;
      t.match(init, { name: 'redis-hostport-local-data', image: server.image });
      t.equal(String(init.command), `chown,${init.command[1]},/bitnami/${product}/data`);
      t.match(init.command[1], /^1001(:1001|:0)?$/);
      t.same(init.securityContext.capabilities, { drop: ['ALL'], add: ['CHOWN'] });
      t.same(init.resources, server.resources);
      t.same(init.volumeMounts, [named(server.volumeMounts, data)], 'mounted as the server does');
      t.equal(named(server.env, `${product.toUpperCase()}_AOF_ENABLED`).value, 'yes');
      const off = await postRendered(t, chartStream(name), 'overlays.local-data.appendonly=false', PARALLEL, NAMESPACE);
      const before = /_AOF_ENABLED\n *value: "(\w+)"/.exec(chartStream(name).toString())?.[1];
      t.equal(named(off.podSpec.containers[0].env, `${product.toUpperCase()}_AOF_ENABLED`)?.value, before);
    });
  }
});

t.test('who gets the directory', async (t) => {
  const container = (context: string): string => `securityContext: ${context}`;
  const pod = (context: string): string => `securityContext: ${context}\n${VOLUME}`;
  // container                                     pod                               chown's argument
  const table: readonly [string, string, string | undefined][] = [
    ['', VOLUME, '1001'],
    ['', pod('{ fsGroup: 1001 }'), '1001:1001'],
    [container('{ runAsUser: 999 }'), pod('{ fsGroup: 2000, runAsUser: 5 }'), '999:2000'],
    [container('{ runAsUser: 999, runAsGroup: 3 }'), pod('{ fsGroup: 2000 }'), '999:3'],
    ['', pod('{ runAsUser: 5, runAsGroup: 6 }'), '5:6'],
    [container('{ runAsUser: 0 }'), VOLUME, undefined],
  ];
  for (const [own, podSpec, owner] of table) {
    const { podSpec: after } = await postRendered(t, stream({ container: own, podSpec }), LOCAL);
    t.equal(after.initContainers?.[0].command[1], owner, `${own} ${podSpec.split('\n')[0]}`);
  }
  const others = 'initContainers:\n  - name: sysctl\n    image: registry.example.com/shell:1';
  const { podSpec } = await postRendered(t, stream({ podSpec: `${others}\n${VOLUME}` }), LOCAL);
  t.same(
    podSpec.initContainers.map(({ name }: Anything) => name),
    ['redis-hostport-local-data', 'sysctl'],
  );
});

t.test('the append-only file', async (t) => {
  const env = (entry: string): string => `env:\n  - { name: POD_NAME, value: x }\n${entry}`;
  // in the container
  for (const entry of [
    '',
    '  - { name: REDIS_AOF_ENABLED, value: "no" }',
    '  - { name: REDIS_AOF_ENABLED, valueFrom: {} }',
  ]) {
    const { podSpec } = await postRendered(t, stream({ container: env(entry) }), LOCAL);
    t.same(podSpec.containers[0].env, [
      { name: 'POD_NAME', value: 'x' },
      { name: 'REDIS_AOF_ENABLED', value: 'yes' },
    ]);
  }
});

t.test('settings', async (t) => {
  const set = ['overlays.local-data.path=/srv/redis', 'overlays.node-affinity.key=example\\.com/node'];
  const { ofKind } = await postRendered(t, stream({ replicas: 3 }), ...set);
  const [, second] = ofKind('PersistentVolume');
  t.equal(second.spec.hostPath.path, '/srv/redis/redis/ds-redis-redis-cluster/1');
  const keyOf = (volume: Anything) => volume.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key;
  t.equal(keyOf(second), 'example.com/node', 'the label is that of node-affinity');
  const own = await postRendered(t, stream(), ...set, 'overlays.local-data.key=own');
  t.equal(keyOf(own.ofKind('PersistentVolume')[0]), 'own', 'unless it is set here');
  const off = await postRendered(t, stream(), LOCAL, 'overlays.node-affinity=false');
  t.equal(keyOf(off.ofKind('PersistentVolume')[0]), 'redis-pod-name', 'also where node-affinity is off');
  const sized = await postRendered(t, stream({ spec: claims('{ resources: { requests: { storage: 3Gi } } }') }), LOCAL);
  t.equal(sized.ofKind('PersistentVolume')[0].spec.capacity.storage, '3Gi', 'the size the chart asks for');
  for (const path of ['data', '/', '/a/../b', '/a/']) {
    const message = await refusal(t, stream(), ['--set', `overlays.local-data.path=${path}`]);
    t.match(
      message,
      /overlays\.local-data\.path does not match its description: Where the data lies on each node, an absolute path/,
      path,
    );
  }
});

t.test('beside other overlays', async (t) => {
  for (const pin of ['volume', 'admission']) {
    const set = ['overlays.node-affinity.placement=pinned', `overlays.node-affinity.pin=${pin}`];
    const { objects, statefulSet } = await postRendered(t, stream(), LOCAL, ...set);
    t.equal(statefulSet.spec.volumeClaimTemplates.length, 1, 'one pin is enough');
    t.notMatch(JSON.stringify(objects), /redis-hostport-pin/);
  }
  await postRendered(t, stream(), LOCAL, 'overlays.announce-host-ip={}');
  const env = { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' };
  const config = `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ds-redis-redis-cluster-default\n  namespace: redis\n  labels:\n    app.kubernetes.io/instance: ds-redis\n    app.kubernetes.io/name: redis-cluster\ndata:\n  redis-default.conf: |-\n    port 6379\n`;
  const { out, code } = await run(['--set', LOCAL], { stdin: config + stream(), env });
  t.equal(code, 0);
  t.match(out, 'redis-hostport/checksum-acl', 'pods that keep their data are rolled for a changed password');
  t.equal((await run(['--set', LOCAL], { stdin: out, env })).out, out);
});

t.test('storage of the user', async (t) => {
  const own = 'volumes:\n  - name: redis-data\n    persistentVolumeClaim: { claimName: mine }';
  const elsewhere = stream({ podSpec: '' }).replace('- name: redis-data\n', '- name: another\n');
  // the stream, what is said
  const table: readonly [string, RegExp][] = [
    [stream({ spec: claims('{ storageClassName: fast }') }), /storageClassName "fast"\n.*placement: pinned/],
    [stream({ spec: claims('{ storageClassName: "" }') }), /storageClassName ""/],
    [stream({ spec: claims('{ selector: {} }') }), /storage of their own: selector/],
    [stream({ podSpec: own }), /is a volume of your own: persistentVolumeClaim/],
    [elsewhere, /does not mount redis-data/],
  ];
  for (const [stdin, error] of table) t.match(await refusal(t, stdin, ['--set', LOCAL]), error);
});

t.test('a manifest without namespace', async (t) => {
  const message = await refusal(t, stream({ namespace: '' }), ['--set', LOCAL]);
  t.match(message, /overlay local-data needs the namespace.*\nSet overlays\.local-data\.namespace/);
  const { ofKind } = await postRendered(t, stream({ namespace: '' }), LOCAL, 'overlays.node-affinity.namespace=x');
  t.equal(ofKind('PersistentVolume')[0].spec.claimRef.namespace, 'x');
});
