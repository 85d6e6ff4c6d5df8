import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { notOnPath } from '../../helpers/binaries.js';
import { execute } from '../../helpers/execute.js';
import { run } from '../../helpers/fake-io.js';
import { inProject } from '../../helpers/project.js';
import { kubectl, listOf, objectsOf, swap, world } from './world.js';

const windows = process.platform === 'win32' && 'a shell script stands for kubectl';

/** A folder with a kubectl that notes its arguments and then does this; `$HERE` is the folder. */
function fakeKubectl(folder: string, script: string): Record<string, string> {
  const file = join(folder, 'kubectl');
  writeFileSync(file, `#!/bin/sh\nHERE='${folder}'\nprintf '%s\\n' "$*" > "$HERE/called"\n${script}\n`);
  chmodSync(file, 0o755);
  return { PATH: `${folder}:/usr/bin:/bin` };
}

const FORBIDDEN =
  'Error from server (Forbidden): nodes is forbidden: User "song" cannot list resource "nodes" at the cluster scope';

t.test('verify asks kubectl', { skip: windows }, async (t) => {
  const folder = t.testdir({
    'right.json': kubectl(world()),
    'wrong.json': kubectl(world((made) => swap(made, 1, 3))),
  });
  const called = (): string => readFileSync(join(folder, 'called'), 'utf8');
  const right = fakeKubectl(folder, 'cat "$HERE/right.json"');
  const plain = await run(['verify', '-n', 'redis-cluster'], { env: right, stdin: 'not read' });
  t.match(plain, { code: 0, err: '', out: /All is right: 6 pods/ });
  t.equal(called(), '-n redis-cluster get pods,nodes,statefulsets,services -o json --request-timeout=15s\n');
  const more = await run(['verify', '--context', 'prod', '--kubeconfig', 'my config'], { env: right });
  t.equal(more.code, 0, more.err);
  t.match(called(), /^--context=prod --kubeconfig=my config get pods/, 'the namespace of the context');
  const wrong = await run(['verify', '-n', 'x'], { env: fakeKubectl(folder, 'cat "$HERE/wrong.json"') });
  t.match(wrong, { code: 1, out: /pods-swapped/ });
});

t.test('verify as a command of Helm, which keeps -n and --kube-context', { skip: windows }, async (t) => {
  const objects = kubectl(world());
  const folder = t.testdir({ 'right.json': objects });
  const called = (): string => readFileSync(join(folder, 'called'), 'utf8');
  const helm = { HELM_PLUGIN_NAME: 'redis-hostport-cli', HELM_NAMESPACE: 'redis-cluster', HELM_KUBECONTEXT: 'prod' };
  const env = { ...fakeKubectl(folder, 'cat "$HERE/right.json"'), ...helm };
  const get = 'get pods,nodes,statefulsets,services -o json --request-timeout=15s\n';
  // standard input    arguments                       how kubectl was called
  for (const [stdin, argv, call] of [
    ['terminal', [], `--context=prod -n redis-cluster ${get}`],
    ['', [], `--context=prod -n redis-cluster ${get}`],
    ['terminal', ['--context', 'lab'], `--context=lab -n redis-cluster ${get}`],
    ['terminal', ['-nother'], `--context=prod -n other ${get}`],
  ] as const) {
    t.match(await run(['verify', ...argv], { env, stdin }), { code: 0, err: '' }, argv.join(' '));
    t.equal(called(), call, argv.join(' '));
    writeFileSync(join(folder, 'called'), '');
  }
  t.match(await run(['verify'], { env, stdin: objects }), { code: 0, err: '', out: /All is right: 6 pods/ });
  t.equal(called(), '', 'what comes in is read, and kubectl not asked');
});

// what kubectl does, what verify makes of it
const FAULTS: [what: string, script: string, err: RegExp][] = [
  [
    'no server',
    "echo 'The connection to the server 10.0.0.1:6443 was refused' >&2; exit 1",
    /^redis-hostport: kubectl failed: kubectl -n x get \S+ -o json\n {2}The connection to the server 10\.0\.0\.1:6443 was refused\n/,
  ],
  ['no right at all', `echo '${FORBIDDEN.replaceAll('nodes', 'pods')}' >&2; exit 1`, /pods is forbidden: User "song"/],
  ['words in place of JSON', 'echo NAME READY', /^redis-hostport: <kubectl>: this is not JSON/],
  [
    "its libraries' log, too",
    "echo 'E1126 01:15:38.507324   20817 memcache.go:265] \"Unhandled Error\"' >&2; echo 'refused - did you?' >&2; exit 1",
    /-o json\n {2}refused - did you\?\n$/,
  ],
  ["its libraries' log only", "echo 'E1126 01:15:38.507324   20817 memcache.go:265] x' >&2; exit 1", /memcache\.go/],
  ['control characters', "printf 'a\\033[31mb\\n' >&2; exit 1", / {2}a\u241b\[31mb\n/],
];

t.test('what kubectl says goes to the user', { skip: windows }, async (t) => {
  for (const [what, script, err] of FAULTS) {
    const outcome = await run(['verify', '-n', 'x'], { env: fakeKubectl(t.testdir(), script) });
    t.match(outcome, { code: 2, out: '', err }, what);
  }
  const none = await run(['verify', '-n', 'x'], { env: { PATH: t.testdir() } });
  t.match(none, { code: 2, out: '', err: /^redis-hostport: kubectl: there is no such file\nIs it on the PATH\?/ });
  const both = await run(['verify', '-n', 'x', 'cluster.json'], { files: { 'cluster.json': '' } });
  t.match(both, { code: 2, err: /--namespace asks kubectl, so there is nothing to read from cluster\.json/ });
});

t.test('what takes its time is said on a terminal, and nowhere else', { skip: windows }, async (t) => {
  const folder = t.testdir({ 'right.json': kubectl(world()) });
  const env = fakeKubectl(folder, 'cat "$HERE/right.json"');
  const shown = await run(['verify', '-n', 'redis-cluster'], { env, onTerminal: true });
  t.equal(shown.err, '\rasking kubectl\u001b[K\r\u001b[K');
  t.equal((await run(['verify', '-n', 'redis-cluster'], { env })).err, '');
});

t.test('without the right to read nodes the rest is verified', { skip: windows }, async (t) => {
  const rest = listOf(objectsOf(world()).filter(({ kind }) => kind !== 'Node'));
  const folder = t.testdir({ 'rest.json': rest });
  const env = fakeKubectl(folder, `cat "$HERE/rest.json"; echo '${FORBIDDEN}' >&2; exit 1`);
  const { code, out, err } = await run(['verify', '-n', 'redis-cluster'], { env });
  t.match([code, out, err], [0, /nodes-not-given/, /^redis-hostport: kubectl: Error from server \(Forbidden\): nodes/]);
});

t.test('init asks kubectl', { skip: windows }, async (t) => {
  const folder = t.testdir({ 'nodes.json': readFileSync(inProject('test', 'commands', 'nodes.json')) });
  const env = fakeKubectl(folder, 'cat "$HERE/nodes.json"');
  const { code, out, err } = await run(['init', '--from-cluster', '--count', '6', '-o', '-'], { env });
  t.equal(code, 0, err);
  t.match(out, /Written by `redis-hostport init` from `kubectl get nodes`/);
  t.equal(readFileSync(join(folder, 'called'), 'utf8'), 'get nodes,storageclasses -o json --request-timeout=15s\n');
});

const noKubectl = notOnPath('kubectl');

t.test('as a plugin of kubectl', { skip: windows || noKubectl }, async (t) => {
  const folder = t.testdir({ 'cluster.json': kubectl(world()) });
  symlinkSync(inProject('bin', 'redis-hostport'), join(folder, 'kubectl-redis_hostport'));
  const { code, out, err } = execute('kubectl', ['redis-hostport', 'verify', join(folder, 'cluster.json')], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  t.equal(code, 0, err);
  t.match(out, /All is right: 6 pods/);
});
