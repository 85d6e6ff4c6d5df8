import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { shellCommand } from '../../src/base/text.js';

interface Result {
  code: number | null;
  out: string;
  err: string;
}

interface Surroundings {
  env?: Record<string, string>;
  /** Descriptors to use in place of pipes. */
  stdin?: number;
  stdout?: number;
}

/** Runs a process, for half a minute at most. */
export function start(
  command: string,
  argv: readonly string[],
  input: string | Buffer,
  { env = {}, stdin, stdout }: Surroundings = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, {
      stdio: [stdin ?? 'pipe', stdout ?? 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      timeout: 30_000,
      cwd: tmpdir(),
    });
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
    child.stdin?.end(input);
  });
}

/** Hooks only: it comes out as it goes in. */
export const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n  annotations: {helm.sh/hook: test}\n';
const STREAM = `---\n${SERVICE}data:\n  text: |-\n${'    filler\n'.repeat(60_000)}`;

/** A Node.js process that shares the pipe makes it non-blocking for everybody who has it. */
const NEIGHBOUR = `'${process.execPath}' -e 'process.STREAM; setTimeout(() => {}, 2000)' & sleep 0.5`;

/** What any form of the program does with pipes, terminals and files, in the states in which a shell, Helm or a CI runner hands them over. */
export function behavesAsAProcess(t: Test, program: string): void {
  t.test('a stream of megabytes goes through a pipe whole', async (t) => {
    const filler = `---\n${SERVICE}data:\n  text: |-\n${'    a line of filler for the pipe\n'.repeat(20_000)}`;
    const stream = filler.repeat(8);
    const { code, out, err } = await start(program, [], stream);
    t.same([code, err], [0, '']);
    t.equal(out.length, stream.length);
    t.ok(out === stream, 'hooks only: unchanged');
  });

  t.test('a slow reader gets every byte', async (t) => {
    const { out } = await start('sh', ['-c', `'${program}' | (sleep 1; cat)`], STREAM);
    t.ok(out === STREAM);
  });

  t.test('a reader that leaves is not an error of ours', async (t) => {
    const { err } = await start('sh', ['-c', `'${program}' | head -c 10`], STREAM);
    t.equal(err, '');
  });

  t.test('binary input', async (t) => {
    const { code, out, err } = await start(program, [], Buffer.from([0x61, 0x0a, 0xff, 0x00, 0x01]));
    t.same([code, out], [2, '']);
    t.match(err, /<stdin>:2:1: the input is binary/);
  });

  t.test('UTF-16, as PowerShell writes it', async (t) => {
    const { code, err } = await start(program, [], Buffer.from('\ufeffkind: X\n', 'utf16le'));
    t.equal(code, 2);
    t.match(err, /UTF-16.*Out-File -Encoding utf8/s);
  });

  t.test('standard input is a terminal', async (t) => {
    const { code, out } = await start('script', ['-qec', shellCommand(program), '/dev/null'], '');
    t.equal(code, 2);
    t.match(out, /standard input is a terminal; it takes what `helm template` prints/);
  });

  t.test('under Helm 4 the error is in a log file, too', async (t) => {
    const cache = mkdtempSync(join(tmpdir(), 'redis-hostport-'));
    t.teardown(() => rmSync(cache, { recursive: true }));
    const env = { HELM_PLUGIN_NAME: 'redis-hostport', HELM_CACHE_HOME: cache };
    const { code, err } = await start(program, [], '', { env });
    t.equal(code, 2);
    const { out } = await start('cat', [join(cache, 'redis-hostport.log')], '');
    t.ok(out.endsWith(err) && err !== '', 'the same message with the time before it');
    const mode = await start('stat', ['-c', '%a', join(cache, 'redis-hostport.log')], '');
    t.equal(mode.out.trim(), '600');
  });

  t.test('a non-blocking standard output that is read slowly', async (t) => {
    const script = `(${NEIGHBOUR.replace('STREAM', 'stdout')}; '${program}'; wait) | (sleep 1.5; cat)`;
    const { code, out, err } = await start('sh', ['-c', script], STREAM);
    t.same([code, err], [0, '']);
    t.ok(out === STREAM, `${out.length} of ${STREAM.length} bytes`);
  });

  t.test('a non-blocking standard input that comes late', async (t) => {
    const reader = `${NEIGHBOUR.replace('STREAM', 'stdin')}; '${program}'; wait`;
    const script = `(sleep 1; cat) | sh -c "${reader.replaceAll('"', '\\"')}"`;
    const { code, out, err } = await start('sh', ['-c', script], STREAM);
    t.same([code, err], [0, '']);
    t.ok(out === STREAM, `${out.length} of ${STREAM.length} bytes`);
  });

  t.test('standard input is a folder', async (t) => {
    const folder = openSync(tmpdir(), 'r');
    const { code, out, err } = await start(program, [], '', { stdin: folder });
    closeSync(folder);
    t.same([code, out, err], [2, '', 'redis-hostport: standard input cannot be read: it is a folder\n']);
  });

  t.test('standard output has no space left', { skip: process.platform !== 'linux' && 'no /dev/full' }, async (t) => {
    const full = openSync('/dev/full', 'w');
    const { code, err } = await start(program, [], STREAM, { stdout: full });
    closeSync(full);
    t.same([code, err], [2, 'redis-hostport: standard output cannot be written: no space is left\n']);
  });

  // how                                              what becomes of standard output, and the exit code
  const NO_ERRORS_SHOWN: readonly (readonly [string, string, string, number])[] = [
    ['standard error is full, and all is well', '2>/dev/full', SERVICE, 0],
    ['standard error is full, and there is an error', '2>/dev/full', 'a: [', 2],
    ['standard error is closed, and there is an error', '2>&-', 'a: [', 2],
  ];
  for (const [name, redirection, input, expected] of NO_ERRORS_SHOWN) {
    t.test(name, async (t) => {
      const { code, out } = await start('sh', ['-c', `exec '${program}' ${redirection}`], input);
      t.same([code, out], [expected, expected === 0 ? input : '']);
    });
  }

  // Before our first line runs, Node.js opens /dev/null in the place of a descriptor that is closed: that is the same as
  // `> /dev/null` to us, and no error. Another engine may say that it cannot write; nothing else may happen.
  t.test('standard output is closed', { skip: process.platform === 'win32' }, async (t) => {
    const { code, err } = await start('sh', ['-c', `exec '${program}' >&-`], SERVICE);
    const said = code === 0 ? /^$/ : /^redis-hostport: standard output cannot be written: /;
    t.ok(code === 0 || code === 2, `exit code ${code}`);
    t.match(err, said);
  });

  t.test('a file takes only a part of standard output', { skip: process.platform === 'win32' }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-hostport-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    // A limit of 512 bytes a block; with SIGXFSZ ignored the kernel says EFBIG where a full disk says ENOSPC.
    const script = `trap '' XFSZ; ulimit -f 200; exec '${program}' > '${join(folder, 'out')}'`;
    const { code, err } = await start('sh', ['-c', script], STREAM);
    t.equal(code, 2);
    t.match(err, /^redis-hostport: standard output cannot be written: /);
  });

  t.test('standard input is closed', async (t) => {
    const { code, out, err } = await start('sh', ['-c', `exec '${program}' <&-`], '');
    t.same([code, out], [2, '']);
    t.match(err, /the input is empty/);
  });
}
