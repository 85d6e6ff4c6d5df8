import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute, type Ran } from '../helpers/execute.js';
import type { Call } from '../helpers/fake-io.js';
import { PROJECT } from './packaged.js';

const built = (script: string, ...words: string[]): Ran =>
  execute(process.execPath, [join(PROJECT, 'scripts', script), ...words], { cwd: PROJECT, env: process.env });

/** Why the executables of these targets cannot be made here, if so. Fetches their compiler where it is not there yet. */
export function whyNoExecutable(...targets: string[]): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the executable is made on Linux for x64';
  const { code, err } = built('compiler.mjs', ...targets);
  return code === 0 ? undefined : `no compiler of the executable: ${/^Error: (.*)/m.exec(err)?.[1] ?? err}`;
}

/** Makes the executable, and the licences that go along, in a folder; or says why it cannot. */
export function makeExecutable(
  folder: string,
): { program: string; absent?: undefined } | { program?: undefined; absent: string } {
  const absent = whyNoExecutable();
  if (absent) return { absent };
  const { code, out, err } = built('standalone.mjs', folder);
  if (code !== 0) throw new Error(err);
  return { program: out.trim() };
}

/** Runs it with these files and this environment alone, as `run` of fake-io.ts does it in this process. */
export async function runAlone(
  program: string,
  argv: readonly string[],
  { stdin = '', env = {}, files = {} }: Call = {},
): Promise<Ran> {
  const cwd = mkdtempSync(join(tmpdir(), 'redis-hostport-alone-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(cwd, name), typeof content === 'function' ? content() : content);
    }
    return execute(program, argv, { cwd, env: { PATH: '', ...env }, input: Buffer.from(stdin) });
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
