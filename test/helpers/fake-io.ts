import { cli } from '../../src/cli/cli.js';
import { runProgram } from '../../src/cli/programs.js';
import type { Io } from '../../src/commands/io.js';

/** What a run left behind. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
  /** Files written, by path; a log under Helm 4 is among them. */
  files: Record<string, string>;
}

export interface Call {
  stdin?: string | Buffer | 'terminal';
  env?: Record<string, string>;
  /** Files there are, by path; a function says what is in one at each reading. */
  files?: Record<string, string | Buffer | (() => string)>;
  /** Called where the run would wait; false ends it. */
  pause?: Io['pause'];
  /** Standard output and standard error are a terminal. */
  onTerminal?: boolean;
}

/** Runs a command line in this process on files and standard input that exist only in the test. */
export async function run(
  argv: readonly string[],
  { stdin = 'terminal', env = {}, files = {}, pause = async () => false, onTerminal = false }: Call = {},
): Promise<Outcome> {
  const disk: Record<string, string | Buffer | (() => string)> = { ...files };
  const written: Record<string, string> = {};
  const outcome = { out: '', err: '' };
  const missing = (path: string): never => {
    throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
  };
  const put = (path: string, data: string): void => {
    written[path] = data;
    disk[path] = data;
  };
  const io: Io = {
    argv,
    env,
    cwd: '/project',
    stdin: { isTTY: stdin === 'terminal', read: async () => Buffer.from(stdin === 'terminal' ? '' : stdin) },
    stdout: {
      isTTY: onTerminal,
      write: async (text) => {
        outcome.out += text;
      },
    },
    stderr: {
      isTTY: onTerminal,
      write: (text) => {
        outcome.err += text;
      },
    },
    readFile: (path) => {
      const found = disk[path] ?? disk[path.replace(/^\.\//, '')] ?? missing(path);
      return Buffer.from(typeof found === 'function' ? found() : found);
    },
    writeFile: (path, data, options) => {
      if (options?.exclusive && disk[path] !== undefined) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' });
      put(path, data);
    },
    appendFile: (path, data) => put(path, (written[path] ?? '') + data),
    run: (program, args, limitMs) => runProgram(program, args, { env, limitMs }),
    pause,
  };
  const code = await cli(io);
  return { code, ...outcome, files: written };
}
