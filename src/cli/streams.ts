import { fstatSync, writeFileSync } from 'node:fs';
import { failure, reason } from '../base/errors.js';

/** All bytes of standard input. */
export async function readStandardInput(): Promise<Buffer> {
  // Node.js takes a folder for a stream that is empty.
  if (fstatSync(0).isDirectory()) throw failure('unreadable-input', { why: 'it is a folder' });
  // Importing it opens the stream, which most commands never read.
  const { default: getStdin } = await import('get-stdin');
  try {
    const { buffer, byteOffset, length } = await getStdin.buffer({ allowTTY: true });
    return Buffer.from(buffer, byteOffset, length);
  } catch (error) {
    throw failure('unreadable-input', { why: reason(error) }, { cause: error });
  }
}

/** Resolves when the data has left. A reader that has seen enough (`| head`) is not an error of ours. */
export async function writeStandardOutput(text: string): Promise<void> {
  try {
    // On a full disk, `process.stdout` of a file drops what did not fit without an error.
    if (fstatSync(1).isFile()) writeFileSync(1, text);
    else await written(process.stdout, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw failure('unwritable-output', { why: reason(error) }, { cause: error });
  }
}

/** A message that cannot be written (a full disk, a closed terminal) does not change the exit code. */
export function writeStandardError(text: string): void {
  written(process.stderr, text).catch(() => {});
}

function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  // Without a listener the error event, which comes in addition to the callback, would end the process. Another's may be gone by then.
  if (!stream.listeners('error').includes(ignored)) stream.on('error', ignored);
  return new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())));
}

function ignored(): void {}
