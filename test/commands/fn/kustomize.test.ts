import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { helm, onPath } from '../../helpers/binaries.js';
import { chartStream, noCharts } from '../../helpers/charts.js';
import { execute, type Ran } from '../../helpers/execute.js';
import { run } from '../../helpers/fake-io.js';
import { byName, objectsIn } from '../../helpers/objects.js';
import { inProject } from '../../helpers/project.js';

const kustomize = onPath('kustomize');
const skip = kustomize === undefined ? 'no kustomize on the PATH' : false;
const helm3 = helm(3);
const noHelm = helm3 === undefined ? 'no Helm 3 on the PATH' : false;
const ROOT = inProject();
const EXECUTABLE = join(ROOT, 'bin', 'redis-hostport');
const env = { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' };

const FUNCTION = `apiVersion: redis-hostport/v1
kind: Config
metadata:
  name: redis-hostport
  annotations:
    config.kubernetes.io/function: |
      exec:
        path: ./hostport
overlays:
  node-affinity: { key: my-node-label }
`;

function build(folder: string, more: Record<string, string> = env, options: readonly string[] = []): Ran {
  const argv = ['build', folder, '--enable-alpha-plugins', '--enable-exec', ...options];
  return execute(kustomize ?? '', argv, { env: { ...process.env, ...more } });
}

/** kustomize orders keys and documents as it likes. */
const objects = (text: string): Record<string, unknown> => byName(objectsIn(text));

function statefulSetPort(text: string): { hostPort?: number } {
  const [set] = Object.entries(objects(text)).flatMap(([title, one]) => (title.startsWith('StatefulSet') ? [one] : []));
  return (
    (set as never as { spec: { template: { spec: { containers: { ports: { hostPort?: number }[] }[] } } } }).spec
      .template.spec.containers[0]?.ports[0] ?? {}
  );
}

function folderWith(t: Test, stream: Buffer | string): string {
  const folder = t.testdir({
    'all.yaml': String(stream),
    'redis-hostport.yaml': FUNCTION,
    'kustomization.yaml': 'resources: [all.yaml]\ntransformers: [redis-hostport.yaml]\n',
  });
  writeFileSync(join(folder, 'hostport'), `#!/bin/sh\nexec "${process.execPath}" "${EXECUTABLE}" fn "$@"\n`);
  chmodSync(join(folder, 'hostport'), 0o755);
  return folder;
}

t.test('kustomize runs it as an exec function', { skip }, async (t) => {
  const stream = readFileSync(join(ROOT, 'test', 'golden', 'runbook', 'input.yaml'), 'utf8');
  const { code, out, err } = build(folderWith(t, stream));
  t.same([code, err], [0, '']);
  const own = await run(['--set', 'overlays.node-affinity.key=my-node-label'], { stdin: stream, env });
  t.same(objects(out), objects(own.out), 'the same objects as our own run');
});

t.test('a chart of `helmCharts`, with and without data on the nodes', { skip: skip || noHelm }, async (t) => {
  const chart = {
    name: 'chart',
    releaseName: 'ds-redis',
    namespace: 'redis-cluster',
    valuesInline: { ips: ['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.8', '10.0.0.9', '10.0.0.10'] },
  };
  const kustomization = {
    helmGlobals: { chartHome: 'charts' },
    helmCharts: [chart],
    transformers: ['redis-hostport.yaml'],
  };
  for (const more of ['', '  local-data: { namespace: redis-cluster }\n']) {
    const folder = folderWith(t, '');
    cpSync(join(ROOT, 'test', 'fixtures', 'chart'), join(folder, 'charts', 'chart'), { recursive: true });
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    writeFileSync(join(folder, 'redis-hostport.yaml'), FUNCTION + more);
    const argv = ['--enable-helm', '--helm-command', helm3 ?? ''];
    const { code, out, err } = build(folder, env, argv);
    t.same([code, err], [0, '']);
    const { hostPort } = statefulSetPort(out);
    t.equal(hostPort, 6379);
    const kinds = Object.keys(objects(out)).map((title) => title.split(' ')[0]);
    t.equal(kinds.filter((kind) => kind === 'PersistentVolume').length, more ? 6 : 0);
  }
});

t.test('real renderings of both Helms', { skip: skip || noCharts }, async (t) => {
  for (const name of ['10.2.0/ext.helm3', '10.3.0/nine.helm4']) {
    const stream = chartStream(name);
    const { code, out, err } = build(folderWith(t, stream));
    t.same([code, err], [0, ''], name);
    const own = await run(['--set', 'overlays.node-affinity.key=my-node-label'], { stdin: stream, env });
    const [found, wanted] = [objects(out), objects(own.out)];
    t.same(Object.keys(found).sort(), Object.keys(wanted).sort(), name);
    for (const [title, value] of Object.entries(wanted)) t.same(found[title], value, `${name}: ${title}`);
  }
});

t.test('an error stops the build with our message', { skip }, (t) => {
  const stream = readFileSync(join(ROOT, 'test', 'golden', 'error-deadlock', 'input.yaml'), 'utf8');
  const { code, out, err } = build(folderWith(t, stream), {});
  t.equal(code, 1);
  t.equal(out, '');
  t.match(err, /would never start/);
  t.end();
});
