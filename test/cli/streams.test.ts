import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

// Standard input and output in the states in which a shell, Helm or a CI runner may hand them over.

const BIN = join(import.meta.dirname ?? '.', '..', '..', 'bin', 'redis-hostport');
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n  annotations: {helm.sh/hook: test}\n';
const STREAM = `---\n${SERVICE}data:\n  text: |-\n${'    filler\n'.repeat(60_000)}`;

interface Result {
  code: number | null;
  out: string;
  err: string;
}

function start(
  command: string,
  argv: readonly string[],
  stdin: string,
  stdio: [unknown, unknown, unknown],
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const options = { stdio: stdio as 'pipe'[], timeout: 30_000, cwd: tmpdir() };
    const child = spawn(command, argv, options);
    const result: Result = { code: null, out: '', err: '' };
    child.stdout?.on('data', (data) => {
      result.out += data;
    });
    child.stderr?.on('data', (data) => {
      result.err += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code }));
    child.stdin?.on('error', () => {});
    child.stdin?.end(stdin);
  });
}

const PIPES: [string, string, string] = ['pipe', 'pipe', 'pipe'];

/** A Node.js process that shares the pipe makes it non-blocking for everybody who has it. */
const NEIGHBOUR = `'${process.execPath}' -e 'process.STREAM; setTimeout(() => {}, 2000)' & sleep 0.5`;

t.test('a non-blocking standard output that is read slowly', async (t) => {
  const script = `(${NEIGHBOUR.replace('STREAM', 'stdout')}; '${BIN}'; wait) | (sleep 1.5; cat)`;
  const { code, out, err } = await start('sh', ['-c', script], STREAM, PIPES);
  t.same([code, err], [0, '']);
  t.ok(out === STREAM, `${out.length} of ${STREAM.length} bytes`);
});

t.test('a non-blocking standard input that comes late', async (t) => {
  const reader = `${NEIGHBOUR.replace('STREAM', 'stdin')}; '${BIN}'; wait`;
  const script = `(sleep 1; cat) | sh -c "${reader.replaceAll('"', '\\"')}"`;
  const { code, out, err } = await start('sh', ['-c', script], STREAM, PIPES);
  t.same([code, err], [0, '']);
  t.ok(out === STREAM, `${out.length} of ${STREAM.length} bytes`);
});

t.test('standard input is a folder', async (t) => {
  const folder = openSync(tmpdir(), 'r');
  const { code, out, err } = await start(BIN, [], '', [folder, 'pipe', 'pipe']);
  closeSync(folder);
  t.same([code, out, err], [2, '', 'redis-hostport: standard input cannot be read: it is a folder\n']);
});

t.test('standard output has no space left', { skip: process.platform !== 'linux' && 'no /dev/full' }, async (t) => {
  const full = openSync('/dev/full', 'w');
  const { code, err } = await start(BIN, [], STREAM, ['pipe', full, 'pipe']);
  closeSync(full);
  t.same([code, err], [2, 'redis-hostport: standard output cannot be written: no space is left\n']);
});

t.test('standard input is closed', async (t) => {
  const { code, out, err } = await start('sh', ['-c', `exec '${BIN}' <&-`], '', PIPES);
  t.same([code, out], [2, '']);
  t.match(err, /the input is empty/);
});
