// One executable for linux-x64 with everything in it, compiled by Bun. `npm run build:standalone [FOLDER]`
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { everything } from './bundle.mjs';
import { compiler, licensesOfBun } from './compiler.mjs';
import { licenses, RULE } from './licenses.mjs';
import { inProject, isProgram } from './project.mjs';

const run = promisify(execFile);

/** https://bun.com/docs/bundler/executables */
const OPTIONS = [
  '--compile',
  '--target=bun-linux-x64',
  // Compiled code is in the file, too.
  '--bytecode',
  // Nothing in the folder that it is run in may change what it does, .env least of all.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
];

/**
 * @param {string} folder where to write redis-hostport and the licences that go along
 * @returns {Promise<string>} the executable
 */
export async function standalone(folder) {
  const bun = await compiler();
  const work = await mkdtemp(join(tmpdir(), 'redis-hostport-standalone-'));
  try {
    const { files, inputs } = await everything();
    await writeFile(join(work, 'redis-hostport.cjs'), files['redis-hostport.cjs'] ?? '');
    const program = join(folder, 'redis-hostport');
    await mkdir(folder, { recursive: true });
    await rm(program, { force: true });
    const words = ['build', ...OPTIONS, '--outfile', program, 'redis-hostport.cjs'];
    await run(bun, words, { cwd: work, timeout: 120_000 });
    const parts = [await licenses(inputs), ...(await licensesOfBun())];
    await writeFile(join(folder, 'THIRD-PARTY-LICENSES'), parts.join(RULE));
    return program;
  } finally {
    await rm(work, { recursive: true });
  }
}

if (isProgram(import.meta.url)) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The executable is made on Linux for x64, where its compiler runs.');
  const program = await standalone(resolve(process.argv[2] ?? inProject('dist', 'standalone')));
  process.stdout.write(`${program}\n`);
}
