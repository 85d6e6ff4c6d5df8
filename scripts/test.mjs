// Runs the tests: `node scripts/test.mjs [FILE|FOLDER…]`, all of test/ where none is named. `npm test` lets tap run it.
//
// The tests are bundled first, with src/ and the packages that they use. By a TypeScript loader, and with the loaders that tap
// adds for mocks and coverage, a file takes 1.4 seconds of CPU before its first test; from a bundle 0.2. Nor do the programs
// that tests start get tap's loader: they run in just the environment that the test gives them.
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import t from 'tap';
import { ordinaryRequire } from './bundle.mjs';
import { inProject } from './project.mjs';

/** What waits for real servers for a minute starts first, then what packs executables: so nothing long is left for the end. */
const FIRST = ['test/alerts/real', 'test/cluster/', 'test/package/', 'test/clients/'];
const JOBS = availableParallelism() + 2;

/** Of one file. */
const LIMIT_SECONDS = 300;

/** @param {string[]} named files and folders, by paths from the project's folder; none for all */
function testFiles(named) {
  const all = readdirSync(inProject('test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file));
  const of = (/** @type {string} */ name) =>
    all.filter((file) => `${inProject(file)}/`.startsWith(join(resolve(inProject(), name), '/')));
  const nothing = named.filter((name) => of(name).length === 0);
  if (nothing.length > 0) {
    process.stderr.write(
      `No test is run, since these are no *.test.ts of test/, nor folders of them: ${nothing.join(', ')}\n`,
    );
    process.exit(2);
  }
  const files = named.length === 0 ? all : [...new Set(named.flatMap(of))];
  const isIn = (/** @type {string} */ start) => files.filter((file) => file.startsWith(start));
  return [...new Set([...FIRST.flatMap(isIn), ...files])];
}

/**
 * @param {string[]} files
 * @param {string} outdir where packages are found that are not bundled: a folder in the project
 */
async function bundle(files, outdir) {
  await build({
    entryPoints: files.map((file) => inProject(file)),
    plugins: [ordinaryRequire],
    absWorkingDir: inProject(),
    outbase: inProject(),
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    // Programs that look for their files beside themselves; and what src/ loads by import() for the exports that only
    // Node.js finds in a module of CommonJS.
    external: ['esbuild', 'typescript', 'xmllint-wasm', 'ioredis'],
    // Modules of CommonJS ask for those of Node.js by require().
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

const files = testFiles(process.argv.slice(2));
await mkdir(inProject('.tap'), { recursive: true });
const folder = await mkdtemp(inProject('.tap', 'tests-'));
t.teardown(() => rm(folder, { recursive: true }));
await bundle(files, folder);
t.jobs = JOBS;
t.setTimeout(0);
for (const file of files) {
  const program = join(folder, file.replace(/\.ts$/, '.js'));
  const environment = ['-u', 'NODE_OPTIONS', `TAP_TIMEOUT=${LIMIT_SECONDS}`];
  const options = { name: file, buffered: true, timeout: LIMIT_SECONDS * 1000, stdio: /** @type {const} */ ('pipe') };
  t.spawn('env', [...environment, process.execPath, '--enable-source-maps', program], options);
}
