import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { cli } from './cli/cli.js';
import { appendToLog } from './cli/helm-log.js';
import { readStandardInput, writeStandardError, writeStandardOutput } from './cli/streams.js';
import type { Io } from './commands/io.js';

const { argv, env } = process;

// Post-rendering runs no program, so it does not load what that takes.
const programs = () => import('./cli/programs.js');

const io: Io = {
  argv: argv.slice(2),
  env,
  cwd: process.cwd(),
  stdin: { isTTY: isatty(0), read: readStandardInput },
  stdout: {
    isTTY: isatty(1),
    get columns() {
      return process.stdout.columns;
    },
    write: writeStandardOutput,
  },
  stderr: { isTTY: isatty(2), write: writeStandardError },
  readFile: (path) => readFileSync(path),
  writeFile: (path, data, options) => writeFileSync(path, data, { flag: options?.exclusive ? 'wx' : 'w' }),
  appendFile: (path, data) => (path === '/dev/tty' ? appendFileSync(path, data) : appendToLog(path, data)),
  run: async (program, args, limitMs) => (await programs()).runProgram(program, args, { env, limitMs }),
  pause: async (milliseconds) => (await programs()).pause(milliseconds),
};

/** Runs the command line; settles when everything is written. */
export async function main(runtime = `node ${process.version}`): Promise<void> {
  process.exitCode = await cli({ ...io, runtime });
}
