import t from 'tap';
import { chartStream, noCharts, streamNames } from '../../helpers/charts.js';
import { run } from '../../helpers/fake-io.js';
import { type PostRendered, postRendered, refusal } from '../../helpers/post-rendered.js';
import { sample } from '../../helpers/sample.js';

const PINNED = 'overlays.node-affinity.placement=pinned';
const PARALLEL = 'overlays.ordered-ready=false';
const NAMESPACE = 'overlays.node-affinity.namespace=redis-cluster';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const FILENAME = 'postrenderer.helm.sh/postrender-filename';

const PINS = ['StorageClass', 'PersistentVolume', 'PersistentVolumeClaim'];

const DATA = `volumeClaimTemplates:
  - metadata:
      name: redis-data
    spec:
      accessModes: ["ReadWriteOnce"]`;
const DELETES = 'persistentVolumeClaimRetentionPolicy:\n  whenDeleted: Delete';

const templatesOf = ({ statefulSet }: PostRendered): string[] =>
  statefulSet.spec.volumeClaimTemplates.map((one: { metadata: { name: string } }) => one.metadata.name);

t.test('every real stream', { skip: noCharts }, async (t) => {
  for (const name of streamNames().filter((one) => !one.includes('noip'))) {
    await t.test(name, async (t) => {
      const out = await postRendered(t, chartStream(name), PINNED, PARALLEL, NAMESPACE);
      const { metadata, spec } = out.statefulSet;
      const volumes = out.ofKind('PersistentVolume');
      t.equal(volumes.length, spec.replicas, 'a volume for each pod');
      for (const [ordinal, volume] of volumes.entries()) {
        t.equal(volume.metadata.name, `redis-hostport-pin.redis-cluster.${metadata.name}-${ordinal}`);
        t.same(volume.metadata.labels, metadata.labels, "the release's labels");
        t.same(
          [volume.spec.claimRef.namespace, volume.spec.claimRef.name],
          ['redis-cluster', `redis-hostport-pin-${metadata.name}-${ordinal}`],
        );
        const [term] = volume.spec.nodeAffinity.required.nodeSelectorTerms;
        t.same(term, {
          matchExpressions: [{ key: 'redis-pod-name', operator: 'In', values: [`redis-cluster-${ordinal}`] }],
        });
        t.equal(FILENAME in (volume.metadata.annotations ?? {}), name.endsWith('helm4'), 'in the dialect of its Helm');
      }
      const claims = out.ofKind('PersistentVolumeClaim');
      t.same(
        claims.map((one) => [one.metadata.namespace, one.metadata.name, one.metadata.labels]),
        volumes.map((one) => ['redis-cluster', one.spec.claimRef.name, metadata.labels]),
        'the claims that the volumes are for',
      );
      const [waiting] = out.ofKind('StorageClass');
      t.match(waiting, { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' });
      const files = [waiting, ...volumes, ...claims].map(({ metadata: { annotations } }) => annotations?.[FILENAME]);
      t.equal(new Set(files).size, name.endsWith('helm4') ? files.length : 1, 'a file name of its own');
      const sources = out.text.match(
        /^---\n# Source: redis-hostport\/redis-hostport-pin.*\.yaml\napiVersion: \S*v1$/gm,
      );
      t.equal(sources?.length ?? 0, name.endsWith('helm4') ? 0 : files.length);
      const order = [...out.text.matchAll(/^kind: (\w+)/gm)].map(([, kind]) => kind);
      t.ok(
        order.lastIndexOf('PersistentVolume') < order.indexOf('PersistentVolumeClaim'),
        'Helm 3 creates in this order',
      );
      t.ok(order.lastIndexOf('PersistentVolumeClaim') < order.indexOf('StatefulSet'));
      const pin = spec.volumeClaimTemplates.at(-1);
      t.equal(pin.metadata.name, 'redis-hostport-pin');
      t.same(
        pin.metadata.annotations,
        {
          'meta.helm.sh/release-name': metadata.labels['app.kubernetes.io/instance'],
          'meta.helm.sh/release-namespace': 'redis-cluster',
        },
        'Helm may take over a claim that the StatefulSet made',
      );
      t.same(pin.metadata.labels, { 'app.kubernetes.io/managed-by': 'Helm' });
      for (const { spec } of [...volumes, ...claims, pin]) t.equal(spec.storageClassName, waiting.metadata.name);
      t.notMatch(JSON.stringify(spec.template), /redis-hostport-pin/, 'no container mounts it');
      t.notOk(spec.template.spec.affinity?.nodeAffinity?.[PREFERRED], 'no weights');
      const hasData = templatesOf(out).includes('redis-data');
      t.same(
        spec.persistentVolumeClaimRetentionPolicy,
        hasData ? undefined : { whenDeleted: 'Delete', whenScaled: 'Retain' },
      );
    });
  }
});

t.test('the claim templates that are there', async (t) => {
  // lines below spec                        claim templates                           whenDeleted
  const table: readonly [string, string[], string | undefined][] = [
    ['', ['redis-hostport-pin'], 'Delete'],
    ['volumeClaimTemplates: []', ['redis-hostport-pin'], 'Delete'],
    ['volumeClaimTemplates:', ['redis-hostport-pin'], 'Delete'],
    [DATA, ['redis-data', 'redis-hostport-pin'], undefined],
    [`${DATA}\n${DELETES}`, ['redis-data', 'redis-hostport-pin'], 'Delete'],
    [DELETES.replace('Delete', 'Retain'), ['redis-hostport-pin'], 'Delete'],
  ];
  for (const [spec, names, whenDeleted] of table) {
    const out = await postRendered(t, sample({ spec }), PINNED);
    t.same(templatesOf(out), names, spec);
    t.equal(out.statefulSet.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted, whenDeleted, spec);
  }
});

t.test('data claims that go when a pod is scaled away', async (t) => {
  const spec = `${DATA}\npersistentVolumeClaimRetentionPolicy:\n  whenScaled: Delete`;
  const message = await refusal(t, sample({ spec }), ['--set', PINNED]);
  t.match(message, /^redis-hostport: <stdin>:\d+:17: .*whenScaled is Delete: .*\n.*pin: admission\.$/m);
  t.equal(
    message.split(':')[2],
    String(
      sample({ spec })
        .split('\n')
        .findIndex((line) => line.includes('whenScaled')) + 1,
    ),
  );
});

t.test('a run over the output of an earlier one', async (t) => {
  for (const helm of [3, 4] as const) {
    const before = await postRendered(t, sample({ helm }), PINNED);
    const key = 'overlays.node-affinity.key=example\\.com/node';
    const after = await postRendered(t, before.text, PINNED, key);
    t.equal(after.text, before.text.replaceAll('key: redis-pod-name', 'key: example.com/node'), 'in place');
    const grown = await postRendered(t, before.text.replace('replicas: 3', 'replicas: 4'), PINNED);
    t.equal(grown.ofKind('PersistentVolume').length, 4);
    t.ok(grown.text.includes(before.text.slice(0, before.text.indexOf('kind: StatefulSet') - 100)), 'the others stay');
  }
});

t.test('where the documents come', async (t) => {
  const stream = sample();
  const set = stream.slice(stream.indexOf('---', 4));
  // the stream                                  kinds in the output
  const table: readonly [name: string, stream: string, kinds: string[]][] = [
    ['before the StatefulSet', stream, ['Service', ...PINS, 'StatefulSet']],
    ['also where it is the first', set, [...PINS, 'StatefulSet']],
    ['after it where no --- is before it', set.replace('---\n', ''), ['StatefulSet', ...PINS]],
    ['and no line break at its end', set.replace('---\n', '').trimEnd(), ['StatefulSet', ...PINS]],
  ];
  for (const [name, text, kinds] of table) {
    const { objects } = await postRendered(t, text, PINNED);
    t.same([...new Set(objects.map(({ kind }) => kind))], kinds, name);
  }
  const { text } = await postRendered(t, stream.replaceAll('\n', '\r\n'), PINNED);
  t.notMatch(text, /[^\r]\n/, 'with the line breaks of the stream');
  // To Kubernetes a line also ends at a CR alone, but no document does.
  const { out } = await run(['--set', PINNED], { stdin: stream.replaceAll('\n', '\r\r\n') });
  t.equal(out.match(/(?<=^|\n)---\r*\n/g)?.length, 9);
  t.same(await run(['--set', PINNED], { stdin: out }), { code: 0, err: '', out, files: {} });
});

t.test('each of two releases gets its own', async (t) => {
  const two = sample() + sample({ namespace: 'other' }).replaceAll('ds-redis', 'ds-second');
  const { ofKind, objects } = await postRendered(t, two, PINNED, 'release=*');
  t.same(
    ofKind('PersistentVolume').map(({ metadata }) => metadata.name.replace('redis-hostport-pin.', '')),
    [0, 1, 2]
      .map((ordinal) => `redis.ds-redis-redis-cluster-${ordinal}`)
      .concat([0, 1, 2].map((ordinal) => `other.ds-second-redis-cluster-${ordinal}`)),
  );
  const kinds = objects.map(({ kind }) => kind);
  const one = [
    'Service',
    ...PINS.flatMap((kind) => (kind === 'StorageClass' ? [kind] : [kind, kind, kind])),
    'StatefulSet',
  ];
  t.same(kinds, [...one, ...one]);
  const same = sample() + sample({ namespace: 'other' });
  const { text } = await postRendered(t, same, PINNED, 'release=*');
  t.equal(text.match(/^kind: PersistentVolumeClaim$/gm)?.length, 6, 'of one name in two namespaces, too');
});

t.test('a manifest without namespace', async (t) => {
  for (const pin of ['volume', 'admission']) {
    const argv = ['--set', PINNED, '--set', `overlays.node-affinity.pin=${pin}`];
    const message = await refusal(t, sample({ namespace: '' }), argv);
    t.match(message, /overlay node-affinity needs the namespace.*\nSet overlays\.node-affinity\.namespace/);
  }
  const { ofKind } = await postRendered(t, sample({ namespace: '' }), PINNED, 'overlays.node-affinity.namespace=x');
  t.equal(ofKind('PersistentVolume')[0].spec.claimRef.namespace, 'x');
});
