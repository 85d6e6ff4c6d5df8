import { failure, reason } from '../base/errors.js';
import { type Stream, split } from '../yaml/read/split.js';
import type { Io } from './io.js';

/** A stream from a file, or from standard input where none (or `-`) is named; a terminal is an error that says what was expected. */
export async function readStream(
  { io }: { io: Pick<Io, 'stdin' | 'readFile'> },
  file: string | undefined,
  expected = 'what `helm template` prints',
): Promise<Stream> {
  if (file !== undefined && file !== '-') return split(readNamed(io, file), file);
  if (io.stdin.isTTY) throw failure('terminal', { expected });
  return split(await io.stdin.read(), '<stdin>');
}

/** A file's bytes; throws `input` where it cannot be read. */
export function readNamed(io: Pick<Io, 'readFile'>, file: string): Buffer {
  try {
    return io.readFile(file);
  } catch (error) {
    throw failure('unreadable', { why: reason(error) }, { position: { file } });
  }
}
