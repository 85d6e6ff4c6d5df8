import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import getStdin from 'get-stdin';
import { cli } from './cli.js';
import type { Io } from './io.js';

/**
 * Resolves when the data has left: a pipe takes 64 KiB at a time, and nothing may be cut. A reader that has seen enough
 * (`| head`) is no error of ours.
 */
function write(stream: NodeJS.WriteStream, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()));
  });
}

const isClosedPipe = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE';

const io: Io = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: { isTTY: process.stdin.isTTY === true, read: async () => Buffer.from(await getStdin.buffer()) },
  stdout: {
    isTTY: process.stdout.isTTY === true,
    columns: process.stdout.columns,
    write: (data) => write(process.stdout, data),
  },
  stderr: { isTTY: process.stderr.isTTY === true, write: (text) => void process.stderr.write(text) },
  readFile: (path) => readFileSync(path),
  writeFile: (path, data, options) => writeFileSync(path, data, { flag: options?.exclusive ? 'wx' : 'w' }),
  appendFile: (path, data) => {
    if (!path.startsWith('/dev/')) mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, data, { mode: 0o600 });
  },
};

process.stdout.on('error', (error) => {
  if (!isClosedPipe(error)) throw error;
});
void cli(io).then((code) => {
  process.exitCode = code;
});
