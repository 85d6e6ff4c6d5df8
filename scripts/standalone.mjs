// One executable for linux-x64 with everything in it, compiled by Bun. `npm run build:standalone [FOLDER]`
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundle } from './bundle.mjs';
import { compiler, licensesOfBun } from './compiler.mjs';
import { licenses, RULE } from './licenses.mjs';

const run = promisify(execFile);
const root = new URL('../', import.meta.url);

const PROGRAM = "import { main } from './src/main.ts'; main();";

/** https://bun.com/docs/bundler/executables */
const OPTIONS = [
  '--compile',
  '--target=bun-linux-x64',
  // Compiled code is in the file, too.
  '--bytecode',
  // Nothing in the folder that it is run in may change what it does, .env least of all.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  // Machine code pays for itself later in a run that is over in 20 ms: 4 makes it 1 ms slower, 32 slows a hundred releases down.
  '--compile-jit-policy=16',
];

/** @param {string} folder where to write redis-hostport and the licences that go along @returns {Promise<string>} the executable */
export async function standalone(folder) {
  const bun = await compiler();
  const work = await mkdtemp(join(tmpdir(), 'redis-hostport-standalone-'));
  try {
    const { text, inputs } = await bundle(root, PROGRAM);
    await writeFile(join(work, 'redis-hostport.cjs'), text);
    const program = join(folder, 'redis-hostport');
    await mkdir(folder, { recursive: true });
    await rm(program, { force: true });
    const words = ['build', ...OPTIONS, '--outfile', program, 'redis-hostport.cjs'];
    await run(bun, words, { cwd: work, timeout: 120_000 });
    const parts = [await licenses(root, inputs), ...(await licensesOfBun())];
    await writeFile(join(folder, 'THIRD-PARTY-LICENSES'), parts.join(RULE));
    return program;
  } finally {
    await rm(work, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The executable is made on Linux for x64, where its compiler runs.');
  const program = await standalone(resolve(process.argv[2] ?? fileURLToPath(new URL('dist/standalone', root))));
  process.stdout.write(`${program}\n`);
}
