import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { cli } from './cli/cli.js';
import { appendToLog } from './cli/helm-log.js';
import { readStandardInput, writeStandardError, writeStandardOutput } from './cli/streams.js';
import type { Io } from './commands/io.js';

const io: Io = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdin: {
    get isTTY() {
      return process.stdin.isTTY === true;
    },
    read: readStandardInput,
  },
  stdout: {
    get isTTY() {
      return process.stdout.isTTY === true;
    },
    get columns() {
      return process.stdout.columns;
    },
    write: writeStandardOutput,
  },
  stderr: {
    get isTTY() {
      return process.stderr.isTTY === true;
    },
    write: writeStandardError,
  },
  readFile: (path) => readFileSync(path),
  writeFile: (path, data, options) => writeFileSync(path, data, { flag: options?.exclusive ? 'wx' : 'w' }),
  appendFile: (path, data) => (path === '/dev/tty' ? appendFileSync(path, data) : appendToLog(path, data)),
  run: async (program, args, limitMs) => {
    const { runProgram } = await import('./cli/run-program.js');
    return runProgram(program, args, { env: process.env, limitMs });
  },
  pause: async (milliseconds) => {
    const { pause } = await import('./cli/pause.js');
    return pause(milliseconds);
  },
};

/** Runs the command line; settles when everything is written. */
export async function main(runtime = `node ${process.version}`): Promise<void> {
  process.exitCode = await cli({ ...io, runtime });
}
