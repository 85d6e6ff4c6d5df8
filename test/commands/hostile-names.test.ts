import t, { type Test } from 'tap';
import { COMMANDS } from '../../src/cli/commands.js';
import { VERIFY_FORMATS } from '../../src/commands/verify/report.js';
import { commandTexts } from '../../src/generated/commands.js';
import { FILE_FORMATS } from '../../src/report/formats.js';
import { type Call, type Outcome, run } from '../helpers/fake-io.js';
import { fc, runs } from '../helpers/properties.js';
import { kubectl, node, pod, world } from './verify/world.js';

// What other people call their things is shown by every command: on a terminal, in a CI's log, in a report. Nothing of it may
// act there.

const NAMES: Readonly<Record<string, string>> = {
  'a line break and a command of GitHub Actions': 'x\n::error::owned',
  'such a command alone': '::add-mask::x',
  'a command of Azure Pipelines': '##vso[task.setvariable variable=x]y',
  'an escape sequence of terminals': '\u001b[2J\u001b]0;owned\u0007',
  'text from right to left': 'a\u202ecba\u2066',
  'other line breaks': 'a\rb\u0085c\u2028d\u2029e',
  'a byte order mark and a NUL': '\ufeffa\u0000',
  'half of a character': 'a\ud800b',
  quotes: `a'b"c\`d\${e}$(f)<g>&h|i`,
  'a name of every object': '__proto__',
  'another one': 'constructor',
  'a long one': 'x'.repeat(20_000),
  nothing: '',
};

/** A place that holds the name, and all others what they should. */
type Place = (usual: string, place: string) => string;

const quoted = (text: string): string => JSON.stringify(text);

/** What Helm renders. */
function stream(at: Place): string {
  const labels = `{ app.kubernetes.io/instance: ${at('ds-redis', 'release')}, app.kubernetes.io/name: redis-cluster, ${at('extra', 'label')}: x }`;
  const head = (name: string): string =>
    `metadata: { name: ${name}, namespace: ${at('redis', 'namespace')}, labels: ${labels} }`;
  const port = (place: string, number: number): string =>
    `{ name: ${at(place, place)}, containerPort: ${number}, hostPort: ${number} }`;
  return [
    `# Source: redis-cluster/templates/configmap.yaml\napiVersion: v1\nkind: ConfigMap\n${head(at('ds-redis-redis-cluster-default', 'ConfigMap'))}`,
    `data: { redis-default.conf: "port 6379\\nuser x on >y +@al\\n" }\n---`,
    `apiVersion: apps/v1\nkind: ${at('DaemonSet', 'kind')}\nmetadata: { name: ${at('proxy', 'workload')} }`,
    `spec: { template: { spec: { containers: [{ name: p, ports: [{ name: ${at('web', 'port')}, containerPort: 1, hostPort: 6379 }] }] } } }\n---`,
    `apiVersion: apps/v1\nkind: StatefulSet\n${head(at('ds-redis-redis-cluster', 'StatefulSet'))}`,
    `spec:\n  replicas: 3\n  template:\n    metadata: { labels: ${labels} }\n    spec:\n      containers:`,
    `        - name: ${at('ds-redis-redis-cluster', 'container')}\n          image: ${at('docker.io/bitnami/redis-cluster:7.2.5', 'image')}`,
    `          args: ["ips=($(echo \\"[10.0.0.4 10.0.0.5 ${at('10.0.0.6', 'IP').slice(1, -1)}]\\" | cut -d [ -f2))\\nexport REDIS_CLUSTER_ANNOUNCE_IP=\\"\${ips[$pod_index]}\\"\\n"]`,
    `          ports: [${port('tcp-redis', 6379)}, ${port('tcp-redis-bus', 16379)}]`,
    `      volumes: [{ name: ${at('redis-data', 'volume')}, emptyDir: {} }]\n`,
  ].join('\n');
}

/** The places that a text has. */
function places(text: (at: Place) => string): string[] {
  const found = new Set<string>();
  text((usual, place) => {
    found.add(place);
    return quoted(usual);
  });
  return [...found];
}

const holding =
  (name: string, where: string): Place =>
  (usual, place) =>
    quoted(place === where ? name : usual);

/** What kubectl prints: the place is a change of a good world. */
const CLUSTERS: Readonly<Record<string, (name: string) => string>> = {
  release: (name) => kubectl(world((made) => (made.release = name))),
  namespace: (name) => kubectl(world((made) => (made.namespace = name))),
  node: (name) =>
    kubectl(
      world((made) => {
        node(made, 1, { name });
        pod(made, 3, { node: name });
      }),
    ),
  'address of a node': (name) => kubectl(world((made) => node(made, 1, { ip: name }))),
  label: (name) => kubectl(world((made) => node(made, 1, { labels: { 'redis-pod-name': name } }))),
  revision: (name) => kubectl(world((made) => pod(made, 1, { revision: name }))),
  IP: (name) => kubectl(world((made) => pod(made, 1, { ips: [name, name, name] }))),
  ingress: (name) => kubectl(world((made) => (made.ingress = { 1: name }))),
  'why a pod failed': (name) =>
    kubectl(
      world((made) =>
        pod(made, 1, { also: { status: { phase: 'Failed', reason: name, message: `${name} ${name}` } } }),
      ),
    ),
};

const configured = (at: Place): string =>
  [
    `apiVersion: redis-hostport/v1\nkind: Config\nrelease: ${at('ds-redis', 'release')}\nnodes:`,
    ...[0, 1, 2].map((n) => `  - { name: ${at(`n${n}`, `node ${n}`)}, ip: ${at(`10.0.0.${n + 4}`, `IP ${n}`)} }`),
    `install: { replicas: 0, namespace: ${at('redis', 'namespace')}, existingSecret: ${at('secret', 'Secret')}, fullnameOverride: ${at('full', 'full name')} }`,
    `overlays: { ${at('acl-user', 'overlay')}: { users: [{ name: ${at('song', 'user')}, password: { env: ${at('P', 'variable')} }, rules: ${at('~* +@all', 'rules')} }] }, node-affinity: { key: ${at('redis-pod-name', 'label')} } }`,
    `overlayFiles: [${at('own.yaml', 'overlay file')}]\n`,
  ].join('\n');

const own = (at: Place): string =>
  `apiVersion: redis-hostport/v1\nkind: Overlay\nname: ${at('own', 'name')}\ndescription: ${at('Own.', 'description')}\nsteps:\n  - transform: ${at('jsonPatch', 'transform')}\n    target: { chart: ${at('redis-cluster', 'chart')}, group: apps, kind: ${at('StatefulSet', 'kind')} }\n    parameters: { operations: [{ op: ${at('add', 'op')}, path: ${at('/spec/minReadySeconds', 'path')}, value: ${at('1', 'value')} }] }\n`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
const COMMAND = /^\s*::|##\w*\[/;

/** A report of each format from one run: text on standard output, the others in files that are named like this. */
const reports = (command: string, formats: readonly string[]): string[] => [
  command,
  ...formats.flatMap((format) => ['--format', format === 'text' ? format : `${format}=report.${format}`]),
];
const REPORT = /^report\.(?!json$|sarif$|junit$)/;

/** What is wrong with what a run shows a person; nothing for the most part. */
function faultsOf({ code, out, err, files }: Outcome): string[] {
  const { 'report.github': github = '', ...others } = files;
  const texts = [err, out, ...Object.entries(others).flatMap(([name, text]) => (REPORT.test(name) ? [text] : []))];
  const isOwn = (one: string): boolean =>
    /^::(error|warning|notice) (file|title)=/.test(one) && !one.startsWith('::error::owned');
  const line =
    linesOf(texts).find((one) => ACTS.test(one) || COMMAND.test(one)) ??
    linesOf([github]).find((one) => ACTS.test(one) || (COMMAND.test(one) && !isOwn(one)));
  return [
    ...([0, 1, 2].includes(code) ? [] : [`exit code ${code}`]),
    ...(err.includes('defect of redis-hostport') ? [err.slice(0, 300)] : []),
    ...(line === undefined ? [] : [JSON.stringify(line.slice(0, 300))]),
  ];
}

const linesOf = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split('\n'));

/** Runs them all; `isData` where standard output is manifests, which keep what they are. */
async function judge(t: Test, all: Iterable<Run>): Promise<void> {
  let count = 0;
  for (const { what, argv, isData = false, ...call } of all) {
    const outcome = await run(argv, call);
    count++;
    const faults = faultsOf(isData ? { ...outcome, out: '' } : outcome);
    if (faults.length > 0)
      t.fail(`${JSON.stringify(argv.map((word) => word.slice(0, 30)))} ${what}: ${faults.join('; ')}`);
  }
  t.pass(`${count} runs`);
  t.strictSame(Object.keys(Object.prototype), [], 'no key for all objects');
}

interface Run extends Call {
  what: string;
  argv: readonly string[];
  isData?: boolean;
}

const LINT = reports('lint', Object.keys(FILE_FORMATS));
const EXPORT = commandTexts.export.options.format.choices.map((format) => ['export', '--format', format]);
const VERIFY = reports('verify', Object.keys(VERIFY_FORMATS));
const CONFIGURED = [
  reports('plan', ['text', 'json', 'mermaid', 'svg']),
  ...['spring', 'spring-class', 'ioredis', 'redis-cli', 'plain'].map((format) => ['endpoints', '--format', format]),
  ['values'],
  ['labels'],
  ['alerts'],
  [],
  ['lint'],
  ['diff'],
];

const WORDS: Readonly<Record<string, (name: string) => string[]>> = {
  argument: (name) => [name],
  configuration: (name) => ['--config', name],
  overlay: (name) => ['--overlay', name],
  setting: (name) => ['--set', name],
  'path of a setting': (name) => ['--set', `${name}=x`],
  'an escaped path': (name) => ['--set', `\\${name}.polluted=x`],
  'value of a setting': (name) => ['--set', `release=${name}`],
  'name of an overlay': (name) => ['--set', `overlays.${name}={}`],
  'name of a rule': (name) => ['--set', `lint.rules.${name}=off`],
  format: (name) => ['--format', name],
  option: (name) => [`--${name}`],
  'node name': (name) => ['--node', `${name}=10.0.0.4`],
  'node IP': (name) => ['--node', `n=${name}`],
};

const FILES: Readonly<Record<string, string>> = { good: stream((usual) => quoted(usual)), broken: 'a: [', empty: '' };

/** One of three with each commit; all with PROPERTY_RUNS=3, as in .ci/run. */
const ONE_OF = Math.max(1, Math.round(3 / runs(1)));
const SEED = fc.readConfigureGlobal()?.seed ?? 0;

/** Each name at each place, each name by each command, each command at each place: three at a time, as ONE_OF says. */
function* each<What>(
  places: readonly string[],
  commands: readonly What[],
  runOf: (name: string, place: string, command: What) => Omit<Run, 'what'>,
): Generator<Run> {
  const oneOf = commands.length < ONE_OF ? 1 : ONE_OF;
  for (const [first, [what, name]] of Object.entries(NAMES).entries())
    for (const [second, place] of places.entries())
      for (const [third, command] of commands.entries())
        if ((first + second + third + SEED) % oneOf === 0)
          yield { ...runOf(name, place, command), what: `${place} is ${what}` };
}

t.setTimeout(300_000);

const GOOD = stream((usual) => quoted(usual));

t.test('names in a stream', (t) =>
  judge(
    t,
    each(places(stream), [LINT, ...EXPORT, ['diff'], []], (name, place, argv) => ({
      argv,
      stdin: stream(holding(name, place)),
      isData: argv.length === 0,
    })),
  ),
);

t.test('names in a cluster', (t) =>
  judge(
    t,
    each(Object.keys(CLUSTERS), [VERIFY, ['init']], (name, place, argv) => ({
      argv,
      stdin: CLUSTERS[place]?.(name) ?? '',
    })),
  ),
);

t.test('names in a configuration', (t) =>
  judge(
    t,
    each(places(configured), CONFIGURED, (name, place, argv) => ({
      argv: [...argv, '--config', 'c.yaml'],
      stdin: GOOD,
      env: { P: 'orchid-9' },
      files: { 'c.yaml': configured(holding(name, place)), 'own.yaml': own((usual) => quoted(usual)) },
      isData: argv.length === 0,
    })),
  ),
);

t.test('names in an overlay file', (t) =>
  judge(
    t,
    each(places(own), [[]], (name, place) => ({
      argv: ['--overlay', 'own.yaml'],
      stdin: GOOD,
      files: { 'own.yaml': own(holding(name, place)) },
      isData: true,
    })),
  ),
);

t.test('names on the command line', (t) =>
  judge(
    t,
    each(Object.keys(WORDS), ['', ...Object.keys(COMMANDS)], (name, place, command) => ({
      argv: [...(command === '' ? [] : [command]), ...(WORDS[place]?.(name) ?? [])],
      stdin: GOOD,
      files: { [name]: GOOD },
      isData: command === '',
    })),
  ),
);

t.test('names of files', (t) =>
  judge(
    t,
    each(Object.keys(FILES), [LINT, ...EXPORT, ['diff'], ['verify']], (name, kind, argv) => ({
      argv: [...argv, name],
      files: { [name]: FILES[kind] ?? '' },
    })),
  ),
);

t.test('a jsonPatch of `__proto__`', async (t) => {
  for (const operation of [
    '{ op: add, path: /__proto__/polluted, value: 1 }',
    '{ op: add, path: /metadata/__proto__, value: { polluted: 1 } }',
    '{ op: add, path: /metadata/annotations, value: { __proto__: { polluted: 1 } } }',
    '{ op: add, path: /constructor/prototype/polluted, value: 1, parents: true }',
    '{ op: copy, from: /__proto__, path: /metadata/annotations }',
    '{ op: add, path: /metadata/constructor/prototype, value: {}, parents: true }',
    '{ op: remove, path: /__proto__/toString }',
  ]) {
    const file = own((usual) => quoted(usual)).replace(/\{ op: .* \}(?=\] \}$)/m, operation);
    t.match(file, operation.slice(0, 20));
    const { code, out, err } = await run(['--overlay', 'own.yaml'], { stdin: GOOD, files: { 'own.yaml': file } });
    t.same([code, out], [2, ''], `${operation}: ${out}`);
    t.notMatch(err, 'defect');
    t.equal(({} as Record<string, unknown>).polluted, undefined);
    t.type(Object.prototype.toString, 'function');
  }
});
