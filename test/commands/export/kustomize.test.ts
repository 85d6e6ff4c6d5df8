import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { parse, stringify } from 'yaml';
import { onPath } from '../../helpers/binaries.js';
import { chartStream, noCharts } from '../../helpers/charts.js';
import { execute } from '../../helpers/execute.js';
import { run } from '../../helpers/fake-io.js';
import { byName, objectsIn } from '../../helpers/objects.js';
import { inProject } from '../../helpers/project.js';

const kustomize = onPath('kustomize');
const skip = kustomize === undefined ? 'no kustomize on the PATH' : false;
const sample = readFileSync(inProject('test', 'golden', 'runbook', 'input.yaml'));
const scripted = readFileSync(inProject('test', 'golden', 'announce-host-ip', 'input.yaml'));
const clusterIp = readFileSync(inProject('examples', 'cluster-ip.yaml'));

function build(
  t: Test,
  stream: Buffer,
  kustomization: string,
  volumes = '',
): { objects: Record<string, unknown>; stderr: string } {
  const folder = t.testdir({ 'rendered.yaml': stream, 'volumes.yaml': volumes, 'kustomization.yaml': kustomization });
  const { out, err } = execute(kustomize ?? '', ['build', folder]);
  return { objects: objects(out), stderr: err };
}

/** Objects by kind and name; kustomize drops annotations of which there are none. */
function objects(text: string): Record<string, unknown> {
  const found = objectsIn(text);
  for (const { metadata } of found)
    if (Object.keys(metadata.annotations ?? {}).length === 0) delete metadata.annotations;
  return byName(found);
}

/** What Flux makes of a HelmRelease: helm-controller hands its patches to kustomize as they are; the objects beside it. */
function asKustomization(helmRelease: string, resources: readonly string[] = []): string {
  const { patches } = parse(helmRelease).spec.postRenderers[0].kustomize;
  return stringify({ resources: ['rendered.yaml', ...resources], patches });
}

// stream | arguments
const localData = ['--set', 'overlays.local-data={},overlays.local-data.namespace=redis'];
const pinned = ['--set', 'overlays.node-affinity.placement=pinned,overlays.node-affinity.namespace=redis'];
const cases: [string, string[]][] = [
  ['10.2.0/ext.helm3', []],
  ['10.2.0/ext.helm4', ['--include-acl']],
  ['10.2.5/ext.helm4', ['--set', 'overlays.announce-host-ip={}']],
  ['2.2.4/ext.helm3', ['--overlay', 'c.yaml']],
  ['10.3.0/nine.helm3', ['--include-acl']],
  ['valkey-cluster-2.1.1/ext.helm3', ['--include-acl', ...localData]],
  ['10.2.0/ext.helm3', localData],
];

t.test('the real kustomize makes of the export what we make', { skip }, async (t) => {
  const streams = [
    ['the sample', sample, ['--include-acl']],
    ['the sample', sample, localData],
    ['the sample', sample, pinned],
    ...(noCharts ? [] : cases.map(([name, argv]) => [name, chartStream(name), argv])),
  ] as [string, Buffer, string[]][];
  for (const [name, stream, argv] of streams) {
    const env: Record<string, string> = argv.includes('--include-acl')
      ? { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' }
      : {};
    const call = { stdin: stream, env, files: { 'c.yaml': clusterIp } };
    const wanted = objects(
      (
        await run(
          argv.filter((one) => one !== '--include-acl'),
          call,
        )
      ).out,
    );
    const exported = await run(['export', '--objects', 'volumes.yaml', ...argv], call);
    const volumes = exported.files['volumes.yaml'];
    const patches = exported.out;
    const helmRelease = (await run(['export', '--format', 'flux', '--objects', 'volumes.yaml', ...argv], call)).out;
    const flux = asKustomization(helmRelease, helmRelease.includes('volumes.yaml') ? ['volumes.yaml'] : []);
    for (const [format, kustomization] of [
      ['kustomize', patches],
      ['flux', flux],
    ] as const) {
      const { objects: found, stderr } = build(t, stream, kustomization, volumes);
      t.equal(stderr, '', `${name}, ${format}`);
      t.same(Object.keys(found).sort(), Object.keys(wanted).sort());
      for (const [title, value] of Object.entries(wanted))
        t.strictSame(found[title], value, `${name}, ${format}: ${title}`);
    }
  }
});

t.test('patches that do not fit the chart any more stop the build', { skip }, async (t) => {
  for (const [stream, from, to, argv] of [
    [sample, 'name: tcp-redis\n', 'name: tcp-rediss\n', []],
    [scripted, '10.0.0.6]', '10.0.0.6 10.0.0.8]', ['--set', 'overlays.announce-host-ip={}']],
  ] as const) {
    const patches = (await run(['export', ...argv], { stdin: stream })).out;
    const later = String(stream).replace(from, to);
    t.not(later, String(stream));
    const { objects: found, stderr } = build(t, Buffer.from(later), patches);
    t.same(found, {});
    t.match(stderr, /test.*failed|testing value/i);
  }
});

t.test('a renamed or moved object stops the build: its patches would match nothing', { skip }, async (t) => {
  for (const format of ['kustomize', 'flux']) {
    const { out } = await run(['export', '--format', format], { stdin: sample });
    const kustomization = format === 'flux' ? asKustomization(out) : out;
    // what later values make of the name or the namespace
    for (const [from, to] of [
      ['name: ds-redis-redis-cluster\n', 'name: redis\n'],
      [/namespace: "?redis"?\n/, 'namespace: other\n'],
    ] as const) {
      const later = String(sample).replace(/kind: StatefulSet\n[\s\S]*/, (workload) => workload.replace(from, to));
      t.not(later, String(sample));
      const { objects: found, stderr } = build(t, Buffer.from(later), kustomization);
      t.same(found, {});
      t.match(stderr, /no resource matches strategic merge patch "StatefulSet/, format);
    }
  }
});

t.test('a kustomization in a folder of its own finds what was rendered', { skip }, async (t) => {
  const rendered = 'overlay/rendered.yaml';
  const argv = ['export', '--format', 'kustomize=overlay/kustomization.yaml', rendered];
  const { files } = await run(argv, { files: { [rendered]: sample } });
  const { objects: found } = build(t, sample, files['overlay/kustomization.yaml'] ?? '');
  t.same(found, objects((await run([], { stdin: sample })).out));
});
