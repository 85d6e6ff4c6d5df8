import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Fault, lint, postRender, version } from '../../src/index.js';
import { run } from '../helpers/fake-io.js';
import { inProject } from '../helpers/project.js';

const GOLDEN = inProject('test', 'golden');
const input = readFileSync(join(GOLDEN, 'runbook', 'input.yaml'), 'utf8');
const expected = readFileSync(join(GOLDEN, 'runbook', 'expected.yaml'), 'utf8');

const faultOf = (result: { ok: boolean; error?: Fault }): Fault => {
  if (result.ok || !result.error) throw new Error('there is a result');
  return result.error;
};

t.test('text gives text, bytes give bytes', (t) => {
  t.same(postRender(input), { ok: true, output: expected, changed: true });
  const bytes = postRender(new Uint8Array(Buffer.from(`xx${input}`)).subarray(2));
  t.ok(bytes.ok && bytes.output.constructor === Uint8Array && Buffer.from(bytes.output).toString() === expected);
  t.same(postRender(expected), { ok: true, output: expected, changed: false });
  t.end();
});

t.test('a configuration is an object or a text', (t) => {
  for (const config of [
    { overlays: { 'node-affinity': false, 'ordered-ready': false } } as const,
    'apiVersion: redis-hostport/v1\nkind: Config\noverlays: {node-affinity: false, ordered-ready: false}\n',
  ]) {
    const result = postRender(input, { config });
    t.ok(result.ok && !result.output.includes('weight: 6') && result.output.includes('hostPort: 6379'));
  }
  t.end();
});

t.test('overlays are objects or texts', (t) => {
  const step = {
    transform: 'jsonPatch',
    target: { chart: 'redis-cluster', group: 'apps', kind: 'StatefulSet' },
    parameters: { operations: [{ op: 'add', path: '/spec/paused', value: true }] },
  };
  const overlay = { apiVersion: 'redis-hostport/v1', kind: 'Overlay', name: 'mine', description: 'x.', steps: [step] };
  for (const one of [overlay, JSON.stringify(overlay)]) {
    const result = postRender(input, { overlays: [one] });
    t.ok(result.ok && /^ {2}paused: true$/m.test(result.output));
  }
  const wrong = { overlays: [{ ...overlay, stps: [] }] };
  t.match(faultOf(postRender(input, wrong)), { code: 'config', position: { file: '<overlays[0]>' } });
  t.equal(faultOf(postRender(input, wrong)).position?.line, undefined, 'an object has no lines');
  t.match(faultOf(postRender(input, { overlays: [JSON.stringify(wrong.overlays[0], null, 1)] })).position, {
    line: 25,
  });
  t.end();
});

t.test('the environment and files are what is given, never those of the process', (t) => {
  process.env.REDIS_HOSTPORT_ACL_PASSWORD = 'of the process';
  process.env.REDIS_HOSTPORT_CONFIG = '/nowhere';
  t.teardown(() => {
    delete process.env.REDIS_HOSTPORT_ACL_PASSWORD;
    delete process.env.REDIS_HOSTPORT_CONFIG;
  });
  t.same(postRender(input), { ok: true, output: expected, changed: true });
  const given = postRender(input, { env: { REDIS_HOSTPORT_ACL_PASSWORD: 'orchid-9' } });
  t.ok(given.ok && /^ {4}user song on #/m.test(given.output) && !given.output.includes('orchid-9'));
  const users = [{ name: 'app', password: { file: 'secret' } }];
  const config = { overlays: { 'acl-user': { users } } };
  const asked: string[] = [];
  const readFile = (path: string): string => {
    asked.push(path);
    return 'orchid-9\n';
  };
  const read = postRender(input, { config, readFile, configFile: 'conf/redis-hostport.yaml' });
  t.ok(read.ok && /^ {4}user app on #/m.test(read.output));
  t.same(asked, ['conf/secret']);
  t.match(faultOf(postRender(input, { config })), { code: 'config', message: /secret.*no readFile was given/ });
  t.end();
});

// what | input | options | the error
const faults: [string, string, Parameters<typeof postRender>[1], Partial<Fault> | object][] = [
  ['nothing', '', {}, { code: 'input', position: { file: '<input>' } }],
  [
    'no YAML',
    'kind: StatefulSet\na: [redis-cluster',
    { file: 'x.yaml' },
    { code: 'input', position: { file: 'x.yaml', line: 2 } },
  ],
  ['another chart', 'kind: Service\n', {}, { code: 'match', remedy: /right chart/ }],
  [
    'an unknown setting, as text',
    input,
    { config: 'apiVersion: redis-hostport/v1\nkind: Config\nnode: 1\n' },
    { code: 'config', position: { file: '<config>', line: 3, column: 1 }, text: /\^/ },
  ],
  [
    'an unknown overlay, as an object',
    input,
    { config: { overlays: { 'hst-port': false } } },
    { code: 'config', position: { file: '<config>' }, message: /did you mean host-port/ },
  ],
  [
    'a port that is not there',
    input,
    { config: { overlays: { 'host-port': { ports: ['x'] } } } },
    { code: 'refused', position: { line: /\d+/ } },
  ],
];

t.test('errors are values with code and position', (t) => {
  for (const [what, stream, options, error] of faults) t.match(faultOf(postRender(stream, options)), error, what);
  t.end();
});

t.test('the text of an error is the command line’s', async (t) => {
  for (const name of readdirSync(GOLDEN).filter((one) =>
    /^error-(deadlock|no-yaml|host-port-there|two-releases)$/.test(one),
  )) {
    const stream = readFileSync(join(GOLDEN, name, 'input.yaml'), 'utf8');
    t.equal(faultOf(postRender(stream, { file: '<stdin>' })).text, (await run([], { stdin: stream })).err, name);
  }
});

t.test('lint finds what the command finds', async (t) => {
  const result = lint(input, { file: '<stdin>' });
  const { out } = await run(['lint', '--format', 'json'], { stdin: input });
  const report = JSON.parse(out) as { findings: object[] };
  t.ok(result.ok && result.findings.length > 0);
  if (result.ok)
    t.same(
      result.findings.map(({ excerpt: _, ...finding }) => finding),
      report.findings,
    );
  const quiet = lint(input, { config: { lint: { rules: { 'host-port': 'off' } } } });
  t.match(faultOf(lint('')), { code: 'input' });
  t.match(quiet.ok ? { ok: true } : quiet.error, { code: 'config', message: /there is no lint rule host-port/ });
  t.end();
});

t.match(version, /^\d+\.\d+\.\d+/);

t.test('what is nested 20,000 levels deep is an error as a value', async (t) => {
  const levels = 20_000;
  let deep: unknown = 1;
  for (let level = 0; level < levels; level++) deep = [deep];
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const operations = [{ op: 'add', path: '/metadata/annotations', value: { a: deep } }];
  const overlay = {
    apiVersion: 'redis-hostport/v1',
    kind: 'Overlay',
    name: 'x',
    steps: [{ parameters: { operations } }],
  };
  for (const fault of [
    faultOf(postRender(`a: ${'['.repeat(levels)}\n`)),
    faultOf(lint('['.repeat(levels))),
    faultOf(
      lint(input.replace('kind: StatefulSet', `kind: StatefulSet\nx: ${'{a: '.repeat(levels)}1${'}'.repeat(levels)}`)),
    ),
    faultOf(postRender(input, { config: `nodes: ${'['.repeat(levels)}` })),
    faultOf(postRender(input, { config: { nodes: deep as [] } })),
    faultOf(postRender(input, { config: { lint: cyclic } })),
    faultOf(postRender(input, { overlays: [overlay] })),
  ])
    t.match(fault.message, /nested more than 1000 levels deep/);
});
