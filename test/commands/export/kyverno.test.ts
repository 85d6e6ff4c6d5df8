import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import t, { type Test } from 'tap';
import { onPath } from '../../helpers/binaries.js';
import { chartStream, noCharts } from '../../helpers/charts.js';
import { execute } from '../../helpers/execute.js';
import { run } from '../../helpers/fake-io.js';
import { byName, objectsIn } from '../../helpers/objects.js';
import { inProject } from '../../helpers/project.js';

const kyverno = onPath('kyverno');
const skip = kyverno === undefined ? 'no Kyverno CLI (kyverno) on the PATH' : false;
const sample = readFileSync(inProject('test', 'golden', 'runbook', 'input.yaml'));

const scripted = readFileSync(inProject('test', 'golden', 'announce-host-ip', 'input.yaml'));

/** What the API server would store, by kind and name, of the objects that a policy is about. */
function admitted(t: Test, policy: string, rendered: string | Buffer): { objects: Objects; out: string } {
  const folder = t.testdir({ 'policy.yaml': policy, 'rendered.yaml': rendered, 'patched.yaml': '' });
  const file = (name: string) => join(folder, name);
  const argv = ['apply', file('policy.yaml'), '--resource', file('rendered.yaml'), '-o', file('patched.yaml')];
  const { out, err } = execute(kyverno ?? '', argv);
  return { objects: objects(readFileSync(file('patched.yaml'), 'utf8')), out: out + err };
}

/** The objects as a stream again: an object stands in Kyverno's output once for each policy. */
const stream = (found: Objects): string =>
  Object.values(found)
    .map((one) => `---\n${JSON.stringify(one)}\n`)
    .join('');

type Objects = Record<string, unknown>;
function objects(text: string): Objects {
  const found = objectsIn(text);
  // Kyverno's CLI sets it where a manifest names none, as the API server would.
  for (const { metadata } of found) metadata.namespace ??= 'default';
  return byName(found);
}

/** Not the whole text of a ConfigMap. */
const shown = (out: string): string => out.slice(0, 500) + out.slice(-500);
const users = { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' };
const overlays = {
  'c.yaml': readFileSync(inProject('examples', 'cluster-ip.yaml')),
  's.yaml': readFileSync(inProject('examples', 'sidecar.yaml')),
  't.yaml': readFileSync(inProject('examples', 'tolerations.yaml')),
};
const localData = ['--set', 'overlays.local-data={},overlays.local-data.namespace=redis'];

// stream | arguments
const cases: [string, Buffer | undefined, string[]][] = [
  ['the sample', sample, []],
  ['data on the nodes', sample, localData],
  ['items that come and go', sample, [...localData, '--overlay', 's.yaml', '--overlay', 't.yaml']],
  ['announced hosts', scripted, ['--set', 'overlays.announce-host-ip={}']],
  ['a pin', sample, ['--set', 'overlays.node-affinity.placement=pinned,overlays.node-affinity.namespace=redis']],
  ['10.2.0/ext.helm3', undefined, ['--include-acl']],
  ['2.2.4/ext.helm3', undefined, ['--overlay', 'c.yaml']],
  ['10.3.0/nine.helm3', undefined, ['--include-acl', ...localData]],
  ['valkey-cluster-2.1.1/ext.helm3', undefined, ['--include-acl']],
];

for (const [name, given, argv] of cases) {
  const absent = skip || (!given && noCharts);
  t.test(
    `the real Kyverno makes of the policies what we make, and a second time the same: ${name}`,
    { skip: absent },
    async (t) => {
      const rendered = given ?? chartStream(name);
      const withUsers = argv.includes('--include-acl');
      const call = { stdin: rendered, env: withUsers ? users : {}, files: overlays };
      const own = objects(
        (
          await run(
            argv.filter((one) => one !== '--include-acl'),
            call,
          )
        ).out,
      );
      for (const format of ['kyverno', 'kyverno-clusterpolicy']) {
        const policy = (await run(['export', '--format', format, '--objects', 'objects.yaml', ...argv], call)).out;
        const { objects: found, out } = admitted(t, policy, rendered);
        t.match(shown(out), /pass: [1-9]\d*, fail: 0, warn: 0, error: 0,/, `${format}`);
        const before = objects(String(rendered));
        const edited = Object.keys(before).filter((title) => !isDeepStrictEqual(before[title], own[title]));
        t.ok(edited.length > 0);
        const again = admitted(t, policy, stream(found)).objects;
        for (const title of edited) {
          t.same(found[title], own[title], `${format}: ${title}`);
          t.same(again[title], own[title], `${format}: ${title}, again`);
        }
      }
    },
  );
}

t.test('ACL users are added to the text that the chart renders, whatever it is by then', { skip }, async (t) => {
  const { code, out: policy } = await run(['export', '--format', 'kyverno'], { stdin: sample, env: users });
  t.equal(code, 0, 'no --include-acl is needed');
  t.notMatch(policy, 'cluster-enabled', "nothing of the chart's text is in it");
  const later = String(sample).replace('cluster-enabled yes', 'cluster-enabled no');
  t.not(later, String(sample));
  const own = objects((await run([], { stdin: later, env: users })).out);
  const title = 'ConfigMap ds-redis-redis-cluster-default';
  const { objects: found } = admitted(t, policy, later);
  t.same(found[title], own[title]);
  t.same(admitted(t, policy, stream(found)).objects[title], own[title], 'once');
});

t.test('an object that the policy does not fit any more is refused', { skip }, async (t) => {
  const policy = (await run(['export', '--format', 'kyverno'], { stdin: sample })).out;
  const renamed = String(sample).replace('name: tcp-redis\n', 'name: tcp-rediss\n');
  const { out } = admitted(t, policy, renamed);
  t.match(out, /nonexistent key: the chart has changed: export the policy again/);
  t.match(out, /pass: 0, fail: 0, warn: 0, error: [1-9]/);
});
