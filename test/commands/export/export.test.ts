import { readFileSync } from 'node:fs';
import jsonpatch, { type Operation } from 'fast-json-patch';
import t from 'tap';
import { parse } from 'yaml';
import { chartStream, noCharts } from '../../helpers/charts.js';
import { run } from '../../helpers/fake-io.js';
import { objectsIn } from '../../helpers/objects.js';
import { inProject } from '../../helpers/project.js';

const input = readFileSync(inProject('test', 'golden', 'runbook', 'input.yaml'), 'utf8');
/** Those whose operations can be read here; kyverno.test.ts runs the CEL of `kyverno`. */
const FORMATS = ['kustomize', 'flux', 'kyverno-clusterpolicy'] as const;

interface Patch {
  kind: string;
  name: string;
  operations: Operation[];
}

/** The patches of an export, whatever its format. */
function patchesOf(format: (typeof FORMATS)[number], text: string): Patch[] {
  const value = parse(text, { version: '1.1' });
  if (format === 'kyverno-clusterpolicy') {
    return value.spec.rules.map((rule: never) => {
      const { match, mutate } = rule as {
        match: { any: { resources: { kinds: string[]; names: string[] } }[] };
        mutate: { patchesJson6902: string };
      };
      const { kinds = [], names = [] } = match.any[0]?.resources ?? {};
      return { kind: kinds[0]?.split('/').at(-1), name: names[0], operations: parse(mutate.patchesJson6902) };
    });
  }
  const patches = format === 'flux' ? value.spec.postRenderers[0].kustomize.patches : value.patches;
  const guards = patches.filter(({ target }: { target?: Patch }) => target === undefined);
  const edits = patches.slice(0, patches.length - guards.length);
  t.equal(guards.length, edits.length, 'a guard for each object, after the edits');
  return edits.map(({ target, patch }: { target: Patch; patch: string }) => ({
    kind: target.kind,
    name: target.name.replaceAll('\\.', '.'),
    operations: parse(patch, { version: '1.1' }),
  }));
}

interface Named {
  kind: string;
  metadata: { name: string };
}
const read = (text: string): Named[] => objectsIn(text);

/** The objects of a stream after the patches. */
function patched(stream: string, patches: readonly Patch[]): Named[] {
  return read(stream).map((object) => {
    const operations = patches.filter(({ kind, name }) => kind === object.kind && name === object.metadata.name);
    return operations.reduce((one, patch) => jsonpatch.applyPatch(one, patch.operations, true).newDocument, object);
  });
}

const OVERLAY = `apiVersion: redis-hostport/v1
kind: Overlay
name: mine
description: Everything Kyverno has no word for.
steps:
  - transform: jsonPatch
    target: { chart: redis-cluster, group: apps, kind: StatefulSet }
    parameters:
      operations:
        - { op: test, path: "/spec/template/spec/containers/[ports]/name", value: ds-redis-redis-cluster }
        - { op: add, path: /spec/template/spec/containers/0, value: { name: first, image: x, args: [a] } }
        - { op: move, from: /spec/template/spec/hostNetwork, path: /spec/template/spec/hostPID }
        - { op: copy, from: "/spec/template/spec/containers/[ports]/name", path: "/spec/template/spec/containers/[name=first]/workingDir" }
        - { op: remove, path: "/spec/template/spec/containers/[name=first]/args" }
`;

const LOCAL_DATA = ['--set', 'overlays.local-data={},overlays.local-data.namespace=redis'];

const VARIABLE = `apiVersion: redis-hostport/v1
kind: Overlay
name: mine
description: A text that Flux would take for a variable.
steps:
  - transform: jsonPatch
    target: { chart: redis-cluster, group: apps, kind: StatefulSet }
    parameters:
      operations:
        - { op: add, path: /metadata/annotations, value: { motd: "\${name}" } }
`;

const scripted = readFileSync(inProject('test', 'golden', 'announce-host-ip', 'input.yaml'), 'utf8');
const HOST_IP = 'overlays.announce-host-ip={}';
const TEXTS = `apiVersion: redis-hostport/v1
kind: Overlay
name: mine
description: Texts of several lines.
steps:
  - transform: jsonPatch
    target: { chart: redis-cluster, group: apps, kind: StatefulSet }
    parameters:
      operations:
        - { op: add, path: /metadata/annotations/new, value: "a\\nb\\n" }
        - { op: replace, path: /metadata/annotations/old, value: "c\\n$(d)\\n{{ e }}\\n" }
`;
const ANNOTATED = input.replace(/(kind: StatefulSet\nmetadata:\n)/, '$1  annotations: { old: "a\\nb\\n" }\n');

// stream | arguments | files
const cases: [string, () => string | Buffer, string[], Record<string, string>, string | false][] = [
  ['the runbook', () => input, [], {}, false],
  ['own operations', () => input, ['--overlay', 'o.yaml'], { 'o.yaml': OVERLAY }, false],
  ['ACL users', () => input, ['--include-acl'], {}, false],
  ['the start script', () => scripted, ['--set', HOST_IP], {}, false],
  ['a start script, Helm 4', () => chartStream('13.0.5/ext.helm4'), ['--set', HOST_IP], {}, noCharts],
  ["texts of one's own", () => ANNOTATED, ['--overlay', 'o.yaml'], { 'o.yaml': TEXTS }, false],
  ['10.2.0, Helm 3', () => chartStream('10.2.0/ext.helm3'), [], {}, noCharts],
  ['2.2.4, Helm 4: no affinity', () => chartStream('2.2.4/ext.helm4'), [], {}, noCharts],
  ['3.3.1, Helm 3: an empty affinity', () => chartStream('3.3.1/ext.helm3'), ['--include-acl'], {}, noCharts],
  ['nine nodes and required terms', () => chartStream('10.3.0/nine.helm4'), ['--include-acl'], {}, noCharts],
  [
    'the six Services',
    () => chartStream('10.2.0/ext.helm4'),
    ['--overlay', 'c.yaml'],
    { 'c.yaml': readFileSync(inProject('examples', 'cluster-ip.yaml'), 'utf8') },
    noCharts,
  ],
];

for (const [what, stream, argv, files, skip] of cases) {
  t.test(`${what}: the patches make what post-rendering makes`, { skip }, async (t) => {
    const call = {
      stdin: stream(),
      files,
      env: argv.includes('--include-acl') ? { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' } : {},
    };
    const own = read(
      (
        await run(
          argv.filter((one) => one !== '--include-acl'),
          call,
        )
      ).out,
    );
    for (const format of FORMATS) {
      const { code, out, err } = await run(['export', '--format', format, ...argv], call);
      t.same([code, err], [0, ''], format);
      const patches = patchesOf(format, out);
      t.same(patched(String(stream()), patches), own, format);
      t.notMatch(out, 'orchid', 'no password');
      const known =
        format === 'kyverno-clusterpolicy' ? ['add', 'replace', 'remove'] : ['add', 'replace', 'remove', 'test'];
      t.same(
        patches.flatMap(({ operations }) => operations.map(({ op }) => op)).filter((op) => !known.includes(op)),
        [],
      );
    }
  });
}

t.test('a list item is counted on only after a look at its name', async (t) => {
  const { out } = await run(['export'], { stdin: input });
  const [patch] = patchesOf('kustomize', out);
  const moved = input.replace(
    /( *)- name: tcp-redis\n( *containerPort: \d+\n)( *- name: tcp-redis-bus\n *containerPort: \d+\n)/,
    '$3$1- name: tcp-redis\n$2',
  );
  t.not(moved, input);
  t.throws(() => patched(moved, patch ? [patch] : []), { name: 'TEST_OPERATION_FAILED' });
  const kyverno = parse((await run(['export', '--format', 'kyverno-clusterpolicy'], { stdin: input })).out);
  const keys = kyverno.spec.rules[0].preconditions.all.map(({ key }: { key: string }) => key);
  t.match(keys, [/containers\[0\]\.name/, /ports\[0\]\.name/, /ports\[1\]\.name/]);
});

t.test('a guard is about the object as it comes', async (t) => {
  const call = { stdin: input, files: { 'o.yaml': OVERLAY } };
  const { out } = await run(['export', '--overlay', 'o.yaml'], call);
  const [patch] = patchesOf('kustomize', out);
  const tests = patch?.operations.filter(({ op }) => op === 'test');
  t.notMatch(JSON.stringify(tests), 'first', 'an item that we add ourselves is none');
});

t.test('admission sees an object again after its own change: the same patches change nothing then', async (t) => {
  // containers come, a volume goes and one comes in its place
  const argv = ['--overlay', 'o.yaml', ...LOCAL_DATA];
  const call = { stdin: input, files: { 'o.yaml': OVERLAY, 'x.yaml': '' } };
  const { out } = await run(['export', '--format', 'kyverno-clusterpolicy', '--objects', 'x.yaml', ...argv], call);
  const patches = patchesOf('kyverno-clusterpolicy', out).map((one) => ({
    ...one,
    operations: one.operations.filter(({ op }) => op !== 'remove'),
  }));
  const once = patched(input, patches);
  const again = patched(once.map((one) => `---\n${JSON.stringify(one)}\n`).join(''), patches);
  t.same(again, once);
  const { preconditions } = parse(out).spec.rules[0];
  t.equal(preconditions, undefined, 'nor is a place in a list that is written whole looked at');
});

t.test('what is in the head', async (t) => {
  const { out } = await run(['export', 'x/rendered.yaml'], { files: { 'x/rendered.yaml': input } });
  t.match(
    out,
    /^# Made by redis-hostport \S+ for release ds-redis.*Export again when the chart or its values change\.\n/,
  );
  t.same(parse(out).resources, ['x/rendered.yaml']);
  t.same(parse((await run(['export'], { stdin: input })).out).resources, ['rendered.yaml']);
});

t.test('a kustomization names the rendered file from its own folder on', async (t) => {
  // the rendered file | the kustomization | the resource
  const places: [string, string, string][] = [
    ['sub/rendered.yaml', 'sub/kustomization.yaml', 'rendered.yaml'],
    ['sub/rendered.yaml', 'kustomization.yaml', 'sub/rendered.yaml'],
  ];
  for (const [rendered, kustomization, resource] of places) {
    const argv = ['export', '--format', `kustomize=${kustomization}`, rendered];
    const { files } = await run(argv, { files: { [rendered]: input } });
    t.same(parse(String(files[kustomization])).resources, [resource]);
  }
});

t.test('a kustomization that could not read its files is refused', async (t) => {
  // what | arguments | error
  const cases: [string, string[], RegExp][] = [
    ['above', ['--format', 'kustomize=sub/k.yaml', 'r.yaml'], /r\.yaml is outside of sub: kustomize would not read it/],
    [
      'above this folder',
      ['../r.yaml'],
      /\.\.\/r\.yaml is outside of the folder of the kustomization.*--format kustomize=/s,
    ],
    ['objects', ['--objects', '/o.yaml', ...LOCAL_DATA, 'r.yaml'], /\/o\.yaml is outside/],
  ];
  for (const [what, argv, error] of cases) {
    const { code, out, err, files } = await run(['export', ...argv], {
      files: { 'r.yaml': input, '../r.yaml': input },
    });
    t.same([code, out, files], [2, '', {}], what);
    t.match(err, error, what);
  }
});

t.test('objects that come in are written to a file of their own', async (t) => {
  const call = { stdin: input };
  const own = read((await run(LOCAL_DATA, call)).out);
  for (const format of FORMATS) {
    const argv = ['export', '--format', format, '--objects', 'volumes.yaml', ...LOCAL_DATA];
    const { code, out, files } = await run(argv, call);
    t.equal(code, 0);
    const objects = String(files['volumes.yaml']);
    t.match(objects, /^# Made by .*\n# Apply it before the release, and take it away after it\.\n---\n/);
    const both = [...patched(input, patchesOf(format, out)), ...read(objects)];
    const byTitle = (all: Named[]) => Object.fromEntries(all.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
    t.same(byTitle(both), byTitle(own), format);
  }
  const kustomization = (await run(['export', '--objects', 'volumes.yaml', ...LOCAL_DATA], call)).out;
  t.same(parse(kustomization).resources, ['volumes.yaml', 'rendered.yaml']);
  const flux = (await run(['export', '--format', 'flux', '--objects', 'volumes.yaml', ...LOCAL_DATA], call)).out;
  t.match(flux, /# volumes\.yaml goes into the folder of the Flux Kustomization/);
  const odd = (await run(['export', '--format', 'flux', '--objects', 'a\rb: c.yaml', ...LOCAL_DATA], call)).out;
  t.match(odd, /^# .*a b: c\.yaml/m, 'a line break in the name of the file does not end the comment');
});

t.test('a file of objects of an earlier export does not stay where none come in any more', async (t) => {
  const { out, files } = await run(['export', '--objects', 'volumes.yaml'], { stdin: input });
  t.match(files['volumes.yaml'], /^# Made by .*\n# No objects come in\.\n$/);
  t.same(parse(out).resources, ['rendered.yaml']);
});

t.test("Flux does not wait for an ingress that never comes, and leaves the patches' variables alone", async (t) => {
  const service = (type: string) =>
    `${input}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: ${type}, loadBalancerIP: 192.0.2.1}\n`;
  const head = async (stream: string, ...argv: string[]) => {
    const { out } = await run(['export', '--format', 'flux', ...argv], {
      stdin: stream,
      files: { 'o.yaml': VARIABLE },
    });
    const { metadata, spec } = parse(out);
    return [spec.install, spec.upgrade, spec.rollback, metadata.annotations];
  };
  t.same(await head(service('LoadBalancer')), [...Array(3).fill({ disableWait: true }), undefined]);
  t.same((await head(service('ClusterIP'))).slice(0, 3), [undefined, undefined, undefined]);
  const disabled = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };
  t.same((await head(input, '--overlay', 'o.yaml'))[3], disabled);
});

t.test('several formats at once, each in its file', async (t) => {
  const argv = [
    'export',
    '--format',
    'kustomize=kustomization.yaml',
    '--format',
    'flux=release.yaml',
    '--format',
    'kyverno',
  ];
  const { code, out, files } = await run(argv, { stdin: input });
  t.equal(code, 0);
  t.match(out, 'kind: MutatingPolicy');
  t.match(files, { 'kustomization.yaml': /kind: Kustomization/, 'release.yaml': /kind: HelmRelease/ });
});

const users = 'overlays.acl-user.users[0].name=app,overlays.acl-user.users[0].password.env=P';
// what | arguments | error
const refusals: [string, string[], RegExp][] = [
  [
    'ACL users without a word',
    ['--set', users],
    /ConfigMap ds-redis-redis-cluster-default: a patch for overlay acl-user would hold in \/data\/redis-default\.conf the chart's whole text of \d+ lines.*--set overlays.acl-user=false.*--include-acl/s,
  ],
  [
    'a password in clear text',
    ['--set', users, '--set', 'overlays.acl-user.passwordFormat=plain', '--include-acl'],
    /passwordFormat plain would write a password/,
  ],
  [
    'one user in clear text',
    ['--set', users, '--set', 'overlays.acl-user.users[0].passwordFormat=plain', '--include-acl'],
    /passwordFormat plain/,
  ],
  [
    'objects to add',
    ['--set', 'overlays.node-affinity.placement=pinned,overlays.node-affinity.pin=admission'],
    /patches cannot bring in the objects it needs: MutatingAdmissionPolicy and MutatingAdmissionPolicyBinding.*--objects/s,
  ],
  [
    'an unknown format',
    ['--format', 'helm'],
    /--format cannot be helm; there are: kustomize, flux, kyverno, kyverno-clusterpolicy/,
  ],
];

t.test('what patches cannot say is refused', async (t) => {
  for (const [what, argv, error] of refusals) {
    const { code, out, err } = await run(['export', ...argv], { stdin: input, env: { P: 'orchid-9' } });
    t.same([code, out], [2, ''], what);
    t.match(err, error, what);
    t.notMatch(err, 'orchid');
  }
});

t.test('nothing to change gives no patch', async (t) => {
  const { out } = await run([], { stdin: input });
  for (const format of FORMATS) {
    const { code, out: text } = await run(['export', '--format', format], { stdin: out });
    t.equal(code, 0);
    t.same(patchesOf(format, text), [], format);
  }
});

t.test('a start script that was edited is looked at first; a text that the user sets is not', async (t) => {
  const exported = async (stdin: string, format: string, ...argv: string[]) => {
    const { out } = await run(['export', '--format', format, ...argv], { stdin, files: { 'o.yaml': TEXTS } });
    return out;
  };
  const test = /- op: test\n +path: \/spec\/template\/spec\/containers\/0\/args\/0\n +value: \|/;
  t.match(await exported(scripted, 'kustomize', '--set', HOST_IP), test);
  t.notMatch(await exported(ANNOTATED, 'kustomize', '--overlay', 'o.yaml'), /op: test\n +path: .metadata.annotations/);
  // once more after the edit: both texts are right; Kyverno would fill in `$(` and `{{`
  const { preconditions, mutate } = parse(await exported(scripted, 'kyverno-clusterpolicy', '--set', HOST_IP)).spec
    .rules[0];
  const [script] = preconditions.all.filter(({ operator }: { operator: string }) => operator === 'AnyIn');
  t.equal(script.key, '{{ request.object.spec.template.spec.containers[0].args[0] }}');
  t.match(script.value, [/ANNOUNCE_IP="\$\{ips/, /ANNOUNCE_IP="\$REDIS_HOSTPORT_HOST_IP"/]);
  for (const text of [...script.value, mutate.patchesJson6902]) t.notMatch(text, /\$\(|\{\{/);
});
