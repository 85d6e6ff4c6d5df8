// Bun, which makes the executable, as scripts/bun/package-lock.json pins it: fetched when it is first asked for.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inProject, isProgram } from './project.mjs';

const run = promisify(execFile);
const folder = inProject('scripts', 'bun');
const packages = `${folder}/node_modules`;

/** @returns {Promise<string>} the program: $REDIS_HOSTPORT_BUN (one that somebody built, say with another engine), or the pinned one */
export async function compiler() {
  await fetched();
  return process.env.REDIS_HOSTPORT_BUN || `${packages}/@oven/bun-linux-x64/bin/bun`;
}

/** Licences that Bun's page of licences names. */
const NAMED = [
  'LGPL-2.0-only',
  'LGPL-2.1-only',
  'MIT',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Zlib',
  'Unicode-3.0',
];

/**
 * Where compiler() has been asked for.
 * @returns {Promise<string[]>} what has to go along with the executable: Bun's page of licences, and the text of each that it names
 */
export async function licensesOfBun() {
  const { version } = await json('@oven/bun-linux-x64/package.json');
  const page = await readFile(`${packages}/bun-types/docs/project/license.mdx`, 'utf8');
  const texts = NAMED.map(async (id) => {
    const { name, licenseText } = await json(`spdx-license-list/licenses/${id}.json`);
    return `${name} (${id})\n\n${licenseText.trim()}\n`;
  });
  return [`Bun ${version}\n\n${EXCHANGE}\n\n${withoutTitle(page).trim()}\n`, ...(await Promise.all(texts))];
}

/** @param {string} page */
const withoutTitle = (page) => page.replace(/^---\n[\s\S]*?\n---\n/, '');

const EXCHANGE =
  'This executable contains Bun. Its JavaScript engine may be exchanged: build Bun with the changed JavaScriptCore as\n' +
  'said below, and then this executable with it from the sources of redis-hostport:\n' +
  'REDIS_HOSTPORT_BUN=/path/to/bun npm run build:standalone';

/** Installs what is pinned, first beside and then in place, so that two builds at a time do not meet. */
async function fetched() {
  if (await isThere()) return;
  const work = await mkdtemp(`${folder}-`);
  try {
    for (const name of ['package.json', 'package-lock.json']) await cp(`${folder}/${name}`, `${work}/${name}`);
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: work, timeout: 300_000 });
    await rename(`${work}/node_modules`, packages).catch(async (error) => {
      // Of an older version, or another build was faster.
      if (await isThere()) return;
      if (error.code !== 'ENOTEMPTY') throw error;
      await rm(packages, { recursive: true });
      await rename(`${work}/node_modules`, packages);
    });
  } catch (error) {
    const { stderr, message } = /** @type {import('node:child_process').ExecFileException} */ (error);
    throw new Error(`Bun could not be fetched from npm's registry:\n${stderr || message}`, { cause: error });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isThere() {
  const { dependencies } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const versions = Object.entries(dependencies).map(async ([name, version]) => {
    const there = await json(`${name}/package.json`).catch(() => undefined);
    return there?.version === version;
  });
  return (await Promise.all(versions)).every(Boolean);
}

/** @param {string} file */
const json = async (file) => JSON.parse(await readFile(`${packages}/${file}`, 'utf8'));

// `node scripts/compiler.mjs` fetches it and says where it is.
if (isProgram(import.meta.url)) process.stdout.write(`${await compiler()}\n`);
