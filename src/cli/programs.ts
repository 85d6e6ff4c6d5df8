import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { reason } from '../base/errors.js';
import { lazily } from '../base/util.js';
import type { Io, Ran } from '../commands/io.js';

/** As much as a cluster of some thousand pods prints. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Runs a program with nothing on its standard input; what does not end in time is ended. */
export function runProgram(
  program: string,
  args: readonly string[],
  { env, limitMs }: Pick<Io, 'env'> & { limitMs: number },
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const;
    const child = execFile(program, args, { ...options, encoding: 'buffer' }, (error, stdout, stderr) => {
      const failed = typeof error?.code === 'string' ? reason(error) : undefined;
      const late = failed === undefined && error?.killed === true;
      const fault = late ? `did not end within ${limitMs / 1000} s` : failed;
      resolve({ ok: !error, fault, late, stdout, stderr: stderr.toString('utf8') });
    });
    child.stdin?.end();
  });
}

const interruption = lazily((): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
});

/** Waits. From the first call on Ctrl-C ends the waiting, this and any later one, and no longer the process. */
export async function pause(milliseconds: number): Promise<boolean> {
  const signal = interruption();
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
