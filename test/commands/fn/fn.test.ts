import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { run } from '../../helpers/fake-io.js';
import { inProject } from '../../helpers/project.js';

const GOLDEN = inProject('test', 'golden', 'runbook');
const golden = (name: string): string[] =>
  readFileSync(join(GOLDEN, name), 'utf8')
    .split(/^---\n/m)
    .slice(1);

/** A stream's documents as an orchestrator lists them: indented, comments and all, with its annotations. */
function list(documents: readonly string[], more = '', apiVersion = 'config.kubernetes.io/v1'): string {
  const items = documents.map((document, index) => {
    const notes = `  annotations:\n    config.kubernetes.io/path: 'out/all.yaml'\n    internal.config.kubernetes.io/index: '${index}'\n`;
    const lines = document
      .replace(/^metadata:\n/m, (head) => head + notes)
      .split('\n')
      .slice(1, -1);
    return lines.map((line, at) => (at === 0 ? `- ${line}` : line === '' ? '' : `  ${line}`)).join('\n');
  });
  return `apiVersion: ${apiVersion}\nkind: ResourceList\nitems:\n${items.join('\n')}\n${more}`;
}

const input = list(golden('input.yaml'));
const call = (stdin: string, argv: string[] = [], env: Record<string, string> = {}, files = {}) =>
  run(['fn', ...argv], { stdin, env, files });

const value = (text: string) => parse(text, { version: '1.1' });

t.test('items are edited as a stream is, and nothing else of the list changes', async (t) => {
  const { code, out, err } = await call(input);
  t.equal(err, '');
  t.equal(code, 0);
  const [body, results] = out.split(/^results:\n/m);
  t.same(value(body ?? ''), value(list(golden('expected.yaml'))));
  const after = (body ?? '').split('\n');
  const lost = input.split('\n').filter((line) => !after.includes(line));
  t.same(lost, [], 'comments, annotations, order and layout stay');
  t.same(parse(results ?? ''), [
    {
      message: 'StatefulSet ds-redis-redis-cluster: 3 edits',
      severity: 'info',
      resourceRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'ds-redis-redis-cluster', namespace: 'redis' },
      file: { path: 'out/all.yaml', index: 2 },
    },
  ]);
  t.equal((await call(out)).out, out, 'a second run changes nothing');
});

// what | functionConfig | --set | a line that must be there | one that must not
const configs: [string, string, string[], RegExp, RegExp][] = [
  [
    'a Config',
    'functionConfig:\n  apiVersion: redis-hostport/v1\n  kind: Config\n  metadata: {name: x, annotations: {a: b}}\n  overlays: {host-port: false}\n',
    [],
    /weight: 1/,
    /hostPort/,
  ],
  [
    'a ConfigMap with settings',
    'functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: x}\n  data:\n    overlays.host-port: "false"\n    overlays.node-affinity.key: "my.node/label"\n',
    [],
    /key: my.node\/label/,
    /hostPort/,
  ],
  [
    'a ConfigMap with a file',
    'functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  data:\n    redis-hostport.yaml: |\n      apiVersion: redis-hostport/v1\n      kind: Config\n      overlays: {node-affinity: false} # none\n',
    [],
    /hostPort/,
    /weight/,
  ],
  [
    '--set over it',
    'functionConfig: {apiVersion: redis-hostport/v1, kind: Config, overlays: {host-port: {}}}\n',
    ['--set', 'overlays.host-port=false'],
    /weight: 1/,
    /hostPort/,
  ],
];

t.test('functionConfig is the configuration', async (t) => {
  for (const [what, functionConfig, argv, there, not] of configs) {
    const { out, err } = await call(input + functionConfig, argv);
    t.equal(err, '', what);
    t.match(out, there, what);
    t.notMatch(out, not, what);
    t.ok(out.includes(functionConfig), `${what}: it stays as it is`);
  }
  const files = {
    'redis-hostport.yaml': 'apiVersion: redis-hostport/v1\nkind: Config\noverlays: {host-port: false}\n',
  };
  t.notMatch((await call(input, [], {}, files)).out, /hostPort/, 'without one the usual file holds');
  const bare = 'functionConfig: {apiVersion: redis-hostport/v1, kind: Config}\n';
  t.match((await call(input + bare, [], {}, files)).out, /hostPort/, 'with one it does not');
});

t.test('lists of other versions, in JSON, and plain Lists', async (t) => {
  for (const head of ['config.kubernetes.io/v1beta1', 'config.kubernetes.io/v1alpha1']) {
    t.match((await call(input.replace('config.kubernetes.io/v1\n', `${head}\n`))).out, /hostPort: 6379/, head);
  }
  t.match((await call(input.replace(/^apiVersion.*\nkind.*\n/, 'apiVersion: v1\nkind: List\n'))).out, /hostPort: 6379/);
  const json = JSON.stringify(value(input));
  const { out, err } = await call(json);
  t.equal(err, '');
  const { results, ...rest } = JSON.parse(out);
  t.equal(results.length, 1);
  t.same(rest, (({ results: _, ...one }) => one)(value((await call(input)).out)));
});

t.test('a List among the items is looked into', async (t) => {
  const inner = input.replace(/^apiVersion: .*\nkind: ResourceList\n/, '').replaceAll(/^(?=.)/gm, '  ');
  const nested = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- apiVersion: v1\n  kind: List\n${inner}`;
  const { code, out, err } = await call(nested);
  t.equal(err, '');
  t.equal(code, 0);
  t.same(value(out).items[0].items, value(list(golden('expected.yaml'))).items);
  t.equal(value(out).results[0].message, 'StatefulSet ds-redis-redis-cluster: 3 edits');
});

t.test('objects that come in stand after the items', async (t) => {
  const argv = ['--set', 'overlays.node-affinity.placement=pinned,overlays.node-affinity.pin=admission'];
  const { out, err } = await call(input, argv);
  t.equal(err, '');
  const { items, results } = value(out);
  t.equal(items.length, value(input).items.length + 2);
  t.match(items.at(-1).kind, /MutatingAdmissionPolicy/);
  t.match(results.at(-1).message, /added MutatingAdmissionPolicy/);
  t.equal((await call(out, argv)).out, out, 'a second run changes nothing');
});

t.test('results of functions before this one stay', async (t) => {
  const { out } = await call(`${input}results:\n- message: earlier\n  severity: warning\n`);
  t.same(
    value(out).results.map(({ message }: { message: string }) => message),
    ['earlier', 'StatefulSet ds-redis-redis-cluster: 3 edits'],
  );
});

// what | list | the result | standard error
const failures: [string, string, object, RegExp][] = [
  [
    'an item that does not fit',
    input.replace('tcp-redis-bus', 'tcp-bus'),
    {
      severity: 'error',
      message: /no container port named tcp-redis-bus; there are: .*\nName the ports/,
      resourceRef: { kind: 'StatefulSet' },
      file: { path: 'out/all.yaml', index: 2 },
    },
    /^redis-hostport: out\/all\.yaml: StatefulSet ds-redis-redis-cluster: no container port named tcp-redis-bus/,
  ],
  [
    'a setting that is none',
    `${input}functionConfig: {apiVersion: redis-hostport/v1, kind: Config, nods: 1}\n`,
    { severity: 'error', message: /the configuration has no setting "nods"/ },
    /^redis-hostport: functionConfig: the configuration has no setting/,
  ],
  [
    'a functionConfig of another kind',
    `${input}functionConfig: {apiVersion: v1, kind: Secret}\n`,
    { message: /kind Secret is not known here/ },
    /^redis-hostport: functionConfig: /,
  ],
  [
    'a ConfigMap with a path that is none',
    `${input}functionConfig: {kind: ConfigMap, data: {release..x: a}}\n`,
    { message: /its path has an empty step/ },
    /empty step/,
  ],
  [
    'nothing to work on',
    input.replaceAll('redis-cluster', 'redis-clustr'),
    { message: /has the ports of a chart that is known/ },
    /has the ports of a chart/,
  ],
  ['no items', 'kind: ResourceList\n', { message: /only comments|no StatefulSet/ }, /redis-hostport: /],
];

t.test('an error is a result, and no item changes', async (t) => {
  for (const [what, stdin, result, message] of failures) {
    const { code, out, err } = await call(stdin);
    t.equal(code, 2, what);
    t.match(err, message, what);
    const { results, ...rest } = value(out);
    t.match(results, [result], what);
    t.same(rest, value(stdin), what);
  }
});

t.test('what is no list is an error with nothing on standard output', async (t) => {
  for (const stdin of [golden('input.yaml').join('---\n'), 'kind: Service\n', '# nothing\n', '[1, 2]']) {
    const { code, out, err } = await call(stdin);
    t.same([code, out], [2, '']);
    t.match(err, /standard input is not a ResourceList/);
  }
});

t.test('no password in any output', async (t) => {
  const config =
    'functionConfig: {apiVersion: redis-hostport/v1, kind: Config, overlays: {acl-user: {users: [{name: song, password: {env: P}}]}}}\n';
  const { out, err } = await call(input + config, [], { P: 'orchid-9' });
  t.equal(err, '');
  t.match(out, /user song on #[0-9a-f]{64}/);
  t.notMatch(out, 'orchid');
});
