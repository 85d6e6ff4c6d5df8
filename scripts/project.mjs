// Where the project is, as paths of the system: a URL's `pathname` would be wrong for a folder with a space in its name.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * @param {string[]} parts
 * @returns {string} a path in the project: `inProject('dist', 'cli.cjs')`
 */
export const inProject = (...parts) => join(ROOT, ...parts);

/** What package.json says; there is a homepage once the project has one. @type {{ version: string, homepage?: string }} */
export const { version: VERSION, homepage: HOMEPAGE = '' } = JSON.parse(
  readFileSync(inProject('package.json'), 'utf8'),
);

/**
 * @param {string} url a module's `import.meta.url`
 * @returns {boolean} whether that module is the program that runs
 */
export const isProgram = (url) => process.argv[1] === fileURLToPath(url);

/** @param {string} file */
export async function sha256Of(file) {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/**
 * Does a piece of work in a folder of its own, which is gone afterwards.
 *
 * @template T
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'redis-hostport-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Says on a terminal, in a line that is overwritten, what is under way; '' takes it away. @param {string} what */
export function underWay(what) {
  if (process.stderr.isTTY) process.stderr.write(`\r${what}\u001b[K`);
}
