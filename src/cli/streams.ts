import { fstatSync, readSync, writeSync } from 'node:fs';
import { reason } from '../config/read.js';
import { HostportError } from '../errors.js';

// Node.js' own stream objects take longer to load than a whole run needs, so standard input and output are used as what
// they nearly always are: files and pipes that can be waited for. Where one cannot (EAGAIN), the stream object takes over.

const CHUNK = 1024 * 1024;

/** All bytes of standard input. */
export async function readStandardInput(): Promise<Buffer> {
  const full: Buffer[] = [];
  let chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  for (;;) {
    const count = readSome(chunk, filled);
    if (count === 'later') {
      const { default: getStdin } = await import('get-stdin');
      return Buffer.concat([...full, chunk.subarray(0, filled), await getStdin.buffer({ allowTTY: true })]);
    }
    if (count === 0) break;
    filled += count;
    if (filled < CHUNK) continue;
    full.push(chunk);
    chunk = Buffer.allocUnsafe(CHUNK);
    filled = 0;
  }
  const last = chunk.subarray(0, filled);
  return full.length === 0 ? last : Buffer.concat([...full, last]);
}

function readSome(chunk: Buffer, offset: number): number | 'later' {
  try {
    return readSync(0, chunk, offset, chunk.length - offset, null);
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return 'later';
    // Windows says so at the end of a pipe.
    if (hasCode(error, 'EOF')) return 0;
    throw new HostportError('input', `standard input cannot be read: ${reason(error)}`, { cause: error });
  }
}

/**
 * Resolves when the data has left: a pipe takes 64 KiB at a time, and nothing may be cut. A reader that has seen enough
 * (`| head`) is no error of ours.
 */
export async function writeStandardOutput(data: string | Uint8Array): Promise<void> {
  let rest = typeof data === 'string' ? Buffer.from(data) : data;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) await writeLater(rest);
    else if (!hasCode(error, 'EPIPE')) throw unwritten(error);
  }
}

function writeLater(data: Uint8Array): Promise<void> {
  process.stdout.on('error', () => {});
  return new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error && !hasCode(error, 'EPIPE') ? reject(unwritten(error)) : resolve()));
  });
}

function unwritten(error: unknown): HostportError {
  return new HostportError('usage', `standard output cannot be written: ${reason(error)}`, { cause: error });
}

/** Whether standard input (0), output (1) or error (2) is a terminal. */
export function isTerminal(descriptor: 0 | 1 | 2): boolean {
  if (!fstatSync(descriptor).isCharacterDevice()) return false;
  if (descriptor === 0) return process.stdin.isTTY === true;
  return (descriptor === 1 ? process.stdout : process.stderr).isTTY === true;
}

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;
