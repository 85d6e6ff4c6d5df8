import { fstatSync, readSync, writeSync } from 'node:fs';
import { HostportError } from '../base/errors.js';
import type { Output } from '../commands/io.js';
import { reason } from '../config/read.js';

// Node.js' own stream objects take longer to load than a whole run needs, so standard input and output are used as what
// they nearly always are: files and pipes that can be waited for. Where one cannot (EAGAIN), the stream object takes over.

/** What most streams fit into. */
const FIRST_BYTES = 1024 * 1024;
/**
 * Memory that is not written to is not taken, so there may be plenty of it: copying what came would take it twice. With
 * 64 MB V8 would begin to collect garbage.
 */
const MORE_BYTES = 32 * FIRST_BYTES;

/** All bytes of standard input. */
export async function readStandardInput(): Promise<Buffer> {
  let bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let filled = 0;
  for (;;) {
    const count = readSome(bytes, filled);
    if (count === 'later') {
      const { default: getStdin } = await import('get-stdin');
      return Buffer.concat([bytes.subarray(0, filled), await getStdin.buffer({ allowTTY: true })]);
    }
    if (count === 0) return bytes.subarray(0, filled);
    filled += count;
    if (filled < bytes.length) continue;
    const larger = Buffer.allocUnsafeSlow(Math.max(MORE_BYTES, 2 * bytes.length));
    bytes.copy(larger);
    bytes = larger;
  }
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
export async function writeStandardOutput(data: Output): Promise<void> {
  const pieces = typeof data === 'string' ? [Buffer.from(data)] : data instanceof Uint8Array ? [data] : runs(data);
  let index = 0;
  let rest = pieces[0] ?? new Uint8Array();
  try {
    for (; index < pieces.length; rest = pieces[++index] ?? rest) {
      while (rest.length > 0) rest = rest.subarray(writeSync(1, rest));
    }
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) await writeLater(Buffer.concat([rest, ...pieces.slice(index + 1)]));
    else if (!hasCode(error, 'EPIPE')) throw unwritten(error);
  }
}

/** The same pieces, but those that follow one another in memory as one: what is not edited is written as it was read. */
function runs(pieces: readonly Uint8Array[]): Uint8Array[] {
  const together: Uint8Array[] = [];
  for (const piece of pieces) {
    const last = together.at(-1);
    const follows = last?.buffer === piece.buffer && last.byteOffset + last.length === piece.byteOffset;
    if (last && follows)
      together[together.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + piece.length);
    else together.push(piece);
  }
  return together;
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
