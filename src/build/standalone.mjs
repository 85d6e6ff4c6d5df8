// One executable with Node.js in it, as a single executable application: the program that runs this script, with the
// bundles of dist/ and compiled code for post-rendering as assets. `npm run build:standalone [FOLDER]`
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'postject';
import { bundles } from './bundle.mjs';
import { licenses } from './licenses.mjs';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url);

/** Node.js looks for its resource where this text says 1; postject sets it. https://nodejs.org/api/single-executable-applications.html */
const sentinelFuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** Starts the bundle as bin/redis-hostport does, from the assets. */
const START = `
const { getRawAsset } = require('node:sea');
const { Script } = require('node:vm');
const asset = (name) => Buffer.from(getRawAsset(name));
const load = (name) => {
  const cachedData = name === 'cli.cjs' ? asset('cli.cache') : undefined;
  return new Script(asset(name).latin1Slice(), { filename: name, cachedData }).runInThisContext();
};
const bundle = { exports: {} };
const own = (id) => (id === './commands.cjs' ? commands() : require(id));
const commands = () => {
  const module = { exports: {} };
  load('commands')(module, require);
  return module.exports;
};
load('cli.cjs')(bundle.exports, own, bundle);
bundle.exports.main();
`;

/** @param {string} folder where to write redis-hostport and the licences that go along @returns {Promise<string>} the executable */
export async function standalone(folder) {
  const work = await mkdtemp(join(tmpdir(), 'redis-hostport-standalone-'));
  try {
    const { files, inputs } = await bundles(root);
    const assets = await assetsIn(work, files);
    const config = { main: 'start.cjs', output: 'blob', disableExperimentalSEAWarning: true, assets };
    await writeFile(join(work, 'start.cjs'), START);
    await writeFile(join(work, 'sea.json'), JSON.stringify(config));
    await run(process.execPath, ['--experimental-sea-config', 'sea.json'], { cwd: work });
    await mkdir(folder, { recursive: true });
    const program = join(folder, 'redis-hostport');
    await rm(program, { force: true });
    await copyFile(process.execPath, program);
    await chmod(program, 0o755);
    await inject(program, 'NODE_SEA_BLOB', await readFile(join(work, 'blob')), { sentinelFuse });
    await writeFile(join(folder, 'THIRD-PARTY-LICENSES'), `${await licenses(root, inputs)}${await ofNode()}`);
    return program;
  } finally {
    await rm(work, { recursive: true });
  }
}

/** The bundles, and the compiled code that bin/redis-hostport keeps after its first post-rendering. */
async function assetsIn(work, files) {
  await mkdir(join(work, 'bin'));
  await mkdir(join(work, 'dist'));
  const bin = join(work, 'bin', 'redis-hostport');
  await copyFile(new URL('bin/redis-hostport', root), bin);
  for (const [name, text] of Object.entries(files)) await writeFile(join(work, 'dist', name), text);
  const sample = run(process.execPath, [bin], { cwd: join(work, 'dist'), env: { PATH: process.env.PATH } });
  sample.child.stdin.end(await readFile(new URL('examples/demo/rendered.yaml', root)));
  await sample;
  const cache = (await readdir(join(work, 'dist'))).find((name) => name.endsWith('.cache'));
  if (cache === undefined) throw new Error('bin/redis-hostport kept no compiled code');
  const commands = `(function(module,require){${files['commands.cjs']}})`;
  await writeFile(join(work, 'commands'), commands);
  return { 'cli.cjs': 'dist/cli.cjs', 'cli.cache': `dist/${cache}`, commands: 'commands' };
}

/** Node.js' licence, with those of what is in it, lies beside its program: in its archive, its images and its packages. */
async function ofNode() {
  const prefix = dirname(dirname(process.execPath));
  const places = ['LICENSE', 'share/doc/nodejs/LICENSE', 'share/doc/node/LICENSE', 'share/doc/nodejs/copyright'];
  for (const place of places) {
    const text = await readFile(join(prefix, place), 'utf8').catch(() => undefined);
    if (text?.includes('Node.js')) return `\n${'-'.repeat(80)}\n\nNode.js ${process.version}\n\n${text}`;
  }
  throw new Error(`No licence of Node.js in ${prefix} (${places.join(', ')}): it has to go along with the executable.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.platform !== 'linux')
    throw new Error('The executable is made on Linux, from the Node.js that runs there.');
  const program = await standalone(resolve(process.argv[2] ?? fileURLToPath(new URL('dist/standalone', root))));
  process.stdout.write(`${program}\n`);
}
