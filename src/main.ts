import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cli } from './cli/cli.js';
import { appendToLog } from './cli/helm-log.js';
import { isTerminal, readStandardInput, writeStandardOutput } from './cli/streams.js';
import type { Io } from './commands/io.js';

const io: Io = {
  runtime: process.versions.bun === undefined ? `node ${process.version}` : 'executable',
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: {
    get isTTY() {
      return isTerminal(0);
    },
    read: readStandardInput,
  },
  stdout: {
    get isTTY() {
      return isTerminal(1);
    },
    get columns() {
      return process.stdout.columns;
    },
    write: writeStandardOutput,
  },
  stderr: {
    get isTTY() {
      return isTerminal(2);
    },
    write: (text) => void process.stderr.write(text),
  },
  readFile: (path) => {
    // Asking first is cheaper than an exception: mostly there is no configuration file.
    if (!statSync(path, { throwIfNoEntry: false }))
      throw Object.assign(new Error(`${path} is not there`), { code: 'ENOENT' });
    return readFileSync(path);
  },
  writeFile: (path, data, options) => writeFileSync(path, data, { flag: options?.exclusive ? 'wx' : 'w' }),
  appendFile: (path, data) => (path === '/dev/tty' ? appendFileSync(path, data) : appendToLog(path, data)),
};

/** Compiles what post-rendering usually needs: see src/cli/warm-up.ts. */
export async function warmUp(): Promise<void> {
  const { renderDemo } = await import('./cli/warm-up.js');
  await renderDemo();
}

/** Runs the command line; settles when everything is written, with the exit code. */
export async function main(): Promise<number> {
  const code = await cli(io);
  process.exitCode = code;
  return code;
}
