import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

// The executable as a process of its own: pipes, terminals, exit codes.

const PROJECT = join(import.meta.dirname ?? '.', '..', '..');
const BIN = join(PROJECT, 'bin', 'redis-hostport');

interface Result {
  code: number | null;
  out: string;
  err: string;
}

function start(command: string, argv: readonly string[], stdin: string | Buffer, env = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, { env: { ...process.env, ...env }, timeout: 30_000, cwd: tmpdir() });
    const result: Result = { code: null, out: '', err: '' };
    child.stdout.on('data', (data) => {
      result.out += data;
    });
    child.stderr.on('data', (data) => {
      result.err += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code }));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n  annotations: {helm.sh/hook: test}\n';

t.test('a stream of megabytes goes through a pipe whole', async (t) => {
  const filler = `---\n${SERVICE}data:\n  text: |-\n${'    a line of filler for the pipe\n'.repeat(20_000)}`;
  const stream = filler.repeat(8);
  const { code, out, err } = await start(BIN, [], stream);
  t.same([code, err], [0, '']);
  t.equal(out.length, stream.length);
  t.ok(out === stream, 'hooks only: unchanged');
});

t.test('a slow reader gets every byte', async (t) => {
  const stream = `---\n${SERVICE}data:\n  text: |-\n${'    filler\n'.repeat(60_000)}`;
  const { out } = await start('sh', ['-c', `'${BIN}' | (sleep 1; cat)`], stream);
  t.ok(out === stream);
});

t.test('a reader that leaves is no error of ours', async (t) => {
  const stream = `---\n${SERVICE}data:\n  text: |-\n${'    filler\n'.repeat(60_000)}`;
  const { err } = await start('sh', ['-c', `'${BIN}' | head -c 10`], stream);
  t.equal(err, '');
});

t.test('binary input', async (t) => {
  const { code, out, err } = await start(BIN, [], Buffer.from([0x61, 0x0a, 0xff, 0x00, 0x01]));
  t.same([code, out], [2, '']);
  t.match(err, /<stdin>:2: the input is binary/);
});

t.test('UTF-16, as PowerShell writes it', async (t) => {
  const { code, err } = await start(BIN, [], Buffer.from('\ufeffkind: X\n', 'utf16le'));
  t.equal(code, 2);
  t.match(err, /UTF-16.*Out-File -Encoding utf8/s);
});

t.test('standard input is a terminal', async (t) => {
  const { code, out } = await start('script', ['-qec', BIN, '/dev/null'], '');
  t.equal(code, 2);
  t.match(out, /standard input is a terminal; it takes what `helm template` prints/);
});

t.test('under Helm 4 the error is in a log file, too', async (t) => {
  const cache = mkdtempSync(join(tmpdir(), 'redis-hostport-'));
  t.teardown(() => rmSync(cache, { recursive: true }));
  const env = { HELM_PLUGIN_NAME: 'redis-hostport', HELM_CACHE_HOME: cache };
  const { code, err } = await start(BIN, [], '', env);
  t.equal(code, 2);
  const { out } = await start('cat', [join(cache, 'redis-hostport.log')], '');
  t.ok(out.endsWith(err) && err !== '', 'the same message with the time before it');
  const mode = await start('stat', ['-c', '%a', join(cache, 'redis-hostport.log')], '');
  t.equal(mode.out.trim(), '600');
});

t.test('a clone in which npm ci has not run yet', async (t) => {
  const clone = mkdtempSync(join(tmpdir(), 'redis-hostport-'));
  t.teardown(() => rmSync(clone, { recursive: true }));
  cpSync(join(PROJECT, 'bin'), join(clone, 'bin'), { recursive: true });
  writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
  const { code, out, err } = await start(join(clone, 'bin', 'redis-hostport'), [], SERVICE);
  t.same([code, out], [2, '']);
  t.match(err, /not built yet.\nRun `npm ci` in /);
});
