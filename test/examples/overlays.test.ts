import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { chartStream, noCharts } from '../helpers/charts.js';
import { run } from '../helpers/fake-io.js';
import { objectsIn } from '../helpers/objects.js';
import { inProject } from '../helpers/project.js';

interface Container {
  name: string;
  image: string;
  command: string[];
}
interface Manifest {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  spec: {
    type: string;
    loadBalancerIP?: string;
    template: { spec: { tolerations: unknown[]; priorityClassName: string; containers: Container[] } };
  };
}

const FOLDER = inProject('examples');
const STREAMS = ['10.2.0/ext.helm3', '10.2.0/ext.helm4', '2.2.4/ext.helm3', '13.0.5/ext.helm4', '10.3.0/nine.helm3'];

const read = (text: string): Manifest[] => objectsIn(text);
const pod = (manifests: Manifest[]) => manifests.find(({ kind }) => kind === 'StatefulSet')?.spec.template.spec;
const perPod = (manifests: Manifest[]) =>
  manifests.filter(({ kind, metadata }) => kind === 'Service' && /-\d+-svc$/.test(metadata.name));

// example | what it must bring about
const effects: Record<string, (t: Test, after: Manifest[], before: Manifest[]) => void> = {
  'tolerations.yaml': (t, after) =>
    t.same(pod(after)?.tolerations, [{ key: 'dedicated', operator: 'Equal', value: 'redis', effect: 'NoSchedule' }]),
  'priority-class.yaml': (t, after) => t.equal(pod(after)?.priorityClassName, 'redis'),
  'sidecar.yaml': (t, after, before) => {
    const containers = pod(after)?.containers ?? [];
    t.equal(containers.length, (pod(before)?.containers.length ?? 0) + 1);
    t.equal(containers.at(-1)?.name, 'toolbox');
    t.equal(containers.at(-1)?.image, containers[0]?.image, "the server's image");
  },
  'service-annotation.yaml': (t, after, before) => {
    t.ok(perPod(after).length >= 6);
    for (const [index, { metadata }] of perPod(after).entries()) {
      const had = perPod(before)[index]?.metadata.annotations ?? {};
      t.same(metadata.annotations, { ...had, 'metallb.io/address-pool': 'redis-nodes' });
    }
  },
  'cluster-ip.yaml': (t, after, before) => {
    t.ok(perPod(before).every(({ spec }) => spec.type === 'LoadBalancer' && spec.loadBalancerIP));
    t.ok(perPod(after).length >= 6);
    t.ok(perPod(after).every(({ spec }) => spec.type === 'ClusterIP' && spec.loadBalancerIP === undefined));
  },
};

for (const name of readdirSync(FOLDER).filter((file) => /\.ya?ml$/.test(file) && isOverlay(file))) {
  t.test(`examples/${name}`, { skip: noCharts }, async (t) => {
    const effect = effects[name];
    if (!effect) return t.fail('no assertion for it: add one above');
    const files = { [name]: readFileSync(join(FOLDER, name)) };
    for (const stream of STREAMS) {
      const input = chartStream(stream);
      const { code, out, err } = await run(['--overlay', name], { stdin: input, files });
      t.equal(code, 0, `${stream} ${err}`);
      effect(t, read(out), read(input.toString()));
      t.equal(
        (await run(['--overlay', name], { stdin: out, files })).out,
        out,
        `${stream}: a second run changes nothing`,
      );
    }
  });
}

t.test('all of them together', { skip: noCharts }, async (t) => {
  const names = Object.keys(effects);
  const files = Object.fromEntries(names.map((name) => [`o/${name}`, readFileSync(join(FOLDER, name))]));
  const config = { apiVersion: 'redis-hostport/v1', kind: 'Config', overlayFiles: names.map((name) => `./${name}`) };
  const call = { files: { ...files, 'o/c.yaml': JSON.stringify(config) } };
  const input = chartStream('10.2.0/ext.helm3');
  const { out, err } = await run(['-c', 'o/c.yaml'], { stdin: input, ...call });
  t.equal(err, '');
  for (const effect of Object.values(effects)) effect(t, read(out), read(input.toString()));
  t.equal((await run(['-c', 'o/c.yaml'], { stdin: out, ...call })).out, out, 'a second run changes nothing');
});

function isOverlay(file: string): boolean {
  return /^kind: Overlay$/m.test(readFileSync(join(FOLDER, file), 'utf8'));
}
