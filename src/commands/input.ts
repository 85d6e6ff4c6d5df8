import { failure } from '../base/errors.js';
import { reason } from '../base/reason.js';
import { type Stream, split } from '../yaml/read/split.js';
import type { CommandContext } from './command.js';

/** A stream from a file, or from standard input where none (or `-`) is named. */
export async function readStream(
  { io }: CommandContext,
  file: string | undefined,
  expected = 'what `helm template` prints',
): Promise<Stream> {
  if (file !== undefined && file !== '-') return split(readNamed(io, file), file);
  return split(await requireStandardInput(io, expected), '<stdin>');
}

/** Standard input as bytes; a terminal is an error that says what was expected there. */
async function requireStandardInput(io: CommandContext['io'], expected: string): Promise<Buffer> {
  if (io.stdin.isTTY) throw failure('terminal', { expected });
  return io.stdin.read();
}

/** A file's bytes; throws `input` where it cannot be read. */
export function readNamed(io: CommandContext['io'], file: string): Buffer {
  try {
    return io.readFile(file);
  } catch (error) {
    throw failure('unreadable', { why: reason(error) }, { position: { file } });
  }
}
