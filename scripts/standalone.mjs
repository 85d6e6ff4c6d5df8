// Executables with everything in them, compiled by Bun. `npm run build:standalone -- [FOLDER [TARGET…|all]]`
import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { everything } from './bundle.mjs';
import { compiler, licensesOfBun, TARGETS } from './compiler.mjs';
import { licenses, RULE } from './licenses.mjs';
import { inFolder, inProject, isProgram, sha256Of, underWay } from './project.mjs';

const run = promisify(execFile);

/** https://bun.com/docs/bundler/executables */
const OPTIONS = [
  '--compile',
  // Nothing in the folder that it is run in may change what it does, .env least of all.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  // A run is over before optimised code pays: a function has to be called 20 times as often as usual before it is compiled again.
  // One release takes a third less CPU time so and 4 % less waiting, a hundred 3 to 7 % more.
  '--compile-jit-policy=20',
];

/** @param {string} target */
const suffix = (target) => (target.startsWith('windows') ? '.exe' : '');

/** @param {string} target */
export const programName = (target) => `redis-hostport-${target}${suffix(target)}`;

/**
 * Writes `redis-hostport` for linux-x64, or `redis-hostport-TARGET` of each target, and the licences that go along.
 *
 * @param {string} folder
 * @param {readonly string[]} [targets]
 * @returns {Promise<{ programs: string[], notices: string }>} the files
 */
export async function standalone(folder, targets = []) {
  const { files, inputs } = await everything();
  const wanted =
    targets.length === 0
      ? [{ name: 'redis-hostport', target: undefined }]
      : targets.map((target) => ({ name: programName(target), target }));
  await mkdir(folder, { recursive: true });
  const programs = [];
  for (const [index, { name, target }] of wanted.entries()) {
    underWay(`${index + 1} of ${wanted.length}: ${name}`);
    programs.push(await compile(files['redis-hostport.cjs'] ?? '', join(folder, name), target));
  }
  underWay('');
  const notices = join(folder, 'THIRD-PARTY-LICENSES');
  await writeFile(notices, [await licenses(inputs), ...(await licensesOfBun())].join(RULE));
  return { programs, notices };
}

/**
 * @param {string} text the bundle
 * @param {string} program
 * @param {string} [target]
 */
async function compile(text, program, target) {
  const { program: bun, words } = await compiler(target);
  return inFolder(async (work) => {
    await writeFile(join(work, 'redis-hostport.cjs'), text);
    // Its file's name is in the executable, so that is the same for all.
    const made = join(work, `redis-hostport${suffix(target ?? '')}`);
    await run(bun, ['build', ...OPTIONS, ...words, '--outfile', made, 'redis-hostport.cjs'], {
      cwd: work,
      timeout: 120_000,
    });
    await rm(program, { force: true });
    await copyFile(made, program);
    return program;
  });
}

/**
 * As `sha256sum` prints and checks them.
 *
 * @param {string} folder
 * @param {readonly string[]} files
 */
export async function checkSums(folder, files) {
  const lines = files.map(async (file) => `${await sha256Of(file)}  ${relative(folder, file)}\n`);
  return (await Promise.all(lines)).join('');
}

if (isProgram(import.meta.url)) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The executables are made on Linux for x64, where their compiler runs.');
  const [folder = inProject('dist', 'standalone'), ...targets] = process.argv.slice(2);
  const { programs, notices } = await standalone(resolve(folder), targets.includes('all') ? TARGETS : targets);
  await writeFile(join(folder, 'SHA256SUMS'), await checkSums(resolve(folder), [...programs, notices]));
  process.stdout.write(`${programs.join('\n')}\n`);
}
