// Bun, which makes the executables, as scripts/bun/package-lock.json pins it: each platform's is fetched when it is first asked for.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inProject, isProgram } from './project.mjs';

const run = promisify(execFile);
const folder = inProject('scripts', 'bun');
const packages = join(folder, 'node_modules');

/** Where the compiler runs. */
const HOST = 'linux-x64';

/** What an executable can be made for: operating system, processor and C library. */
export const TARGETS = [
  HOST,
  'linux-arm64',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
  'windows-x64',
];

/**
 * The program that compiles, and its words for a target. $REDIS_HOSTPORT_BUN is a Bun for the target that somebody built, say
 * with another engine.
 *
 * @param {string} [target]
 * @returns {Promise<{ program: string, words: string[] }>}
 */
export async function compiler(target = HOST) {
  if (!TARGETS.includes(target))
    throw new Error(`There is no executable for ${target}, but for ${TARGETS.join(', ')}.`);
  const own = process.env.REDIS_HOSTPORT_BUN;
  const pinned = await fetched(HOST);
  const words = [`--target=bun-${target}`];
  if (target === HOST) return { program: own || pinned, words: [...words, '--bytecode'] };
  // Compiled code fits the engine that compiled it.
  if (own) return { program: pinned, words: [...words, `--compile-executable-path=${own}`] };
  const runtime = await fetched(target);
  return { program: pinned, words: [...words, '--bytecode', `--compile-executable-path=${runtime}`] };
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
  const { version } = await json(join(packages, 'bun-types', 'package.json'));
  const page = await readFile(join(packages, 'bun-types', 'docs', 'project', 'license.mdx'), 'utf8');
  const texts = NAMED.map(async (id) => {
    const { name, licenseText } = await json(join(packages, 'spdx-license-list', 'licenses', `${id}.json`));
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

/** @param {string} target @returns {Promise<string>} the pinned Bun for it */
async function fetched(target) {
  const name = `@oven/bun-${target.replace('arm64', 'aarch64')}`;
  const program = join(packages, name, 'bin', target.startsWith('windows') ? 'bun.exe' : 'bun');
  const { dependencies, optionalDependencies } = await json(join(folder, 'package.json'));
  /** @type {[string, string][]} */
  const wanted = [...Object.entries(dependencies), [name, optionalDependencies[name]]];
  if (!(await areThere(wanted))) await install(target, wanted);
  return program;
}

/**
 * Installs what is pinned, first elsewhere and then in place, so that two builds at a time do not meet.
 *
 * @param {string} target
 * @param {[string, string][]} wanted packages and their versions
 */
async function install(target, wanted) {
  const [os = '', cpu, libc = 'glibc'] = target.split('-');
  const platform = [`--os=${os === 'windows' ? 'win32' : os}`, `--cpu=${cpu}`, `--libc=${libc}`];
  const work = await mkdtemp(`${folder}-`);
  try {
    for (const name of ['package.json', 'package-lock.json']) await cp(join(folder, name), join(work, name));
    const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...platform];
    await run('npm', words, { cwd: work, timeout: 300_000 });
    for (const one of wanted) await place(join(work, 'node_modules', one[0]), one);
  } catch (error) {
    const { stderr, message } = /** @type {import('node:child_process').ExecFileException} */ (error);
    throw new Error(`Bun for ${target} could not be fetched from npm's registry:\n${stderr || message}`, {
      cause: error,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} from
 * @param {[string, string]} wanted
 */
async function place(from, wanted) {
  if (await areThere([wanted])) return;
  const to = join(packages, wanted[0]);
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to).catch(async (error) => {
    if (error.code !== 'ENOTEMPTY') throw error;
    // Another build was faster, or an older version is there.
    if (await areThere([wanted])) return;
    await rm(to, { recursive: true });
    await rename(from, to);
  });
}

/** @param {[string, string][]} wanted */
async function areThere(wanted) {
  const versions = wanted.map(async ([name, version]) => {
    const there = await json(join(packages, name, 'package.json')).catch(() => undefined);
    return there?.version === version;
  });
  return (await Promise.all(versions)).every(Boolean);
}

/** @param {string} file */
const json = async (file) => JSON.parse(await readFile(file, 'utf8'));

// `node scripts/compiler.mjs [TARGET…]` fetches it and says where it is.
if (isProgram(import.meta.url)) {
  const targets = process.argv.slice(2);
  for (const target of targets.length > 0 ? targets : [HOST])
    process.stdout.write(`${(await compiler(target)).program}\n`);
}
