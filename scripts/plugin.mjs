// The archives for `helm plugin install`: one that needs Node.js, one with the executable. `npm run package:plugin [FOLDER [node]]`
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { inProject, isProgram, VERSION } from './project.mjs';
import { standalone } from './standalone.mjs';

const run = promisify(execFile);

const DOCUMENTS = ['README.md', 'README.ko.md', 'CHANGELOG.md', 'LICENSE', 'plugin.yaml'];
const PROGRAM = [
  'bin/package.json',
  'bin/redis-hostport',
  'dist/cli.cjs',
  'dist/commands.cjs',
  'dist/own-validators.cjs',
  'dist/THIRD-PARTY-LICENSES',
];
const COMMAND = `\${HELM_PLUGIN_DIR}/bin/redis-hostport`;

/**
 * What is in each form: fills the plugin's folder.
 *
 * @satisfies {Record<string, (folder: string) => Promise<void>>}
 */
const FORMS = {
  node: (folder) => copy(PROGRAM, folder),
  standalone: async (folder) => {
    await standalone(folder);
    const description = join(folder, 'plugin.yaml');
    const text = await readFile(description, 'utf8');
    if (!text.includes(COMMAND)) throw new Error(`plugin.yaml does not run ${COMMAND}.`);
    await writeFile(description, text.replace(COMMAND, `\${HELM_PLUGIN_DIR}/redis-hostport`));
  },
};

/** @typedef {keyof typeof FORMS} Form */

/**
 * Writes FOLDER/FORM/redis-hostport-VERSION.tgz of each form. Helm 4 takes name and version from the file's name, and
 * the plugin from the folder of that name in it.
 *
 * @param {string} target
 * @param {Form[]} [forms]
 * @returns {Promise<string[]>} the files
 */
export async function archives(target, forms = ['node', 'standalone']) {
  const work = await mkdtemp(join(tmpdir(), 'redis-hostport-plugin-'));
  try {
    const written = [];
    for (const form of forms) written.push(await archive(join(work, form), form, join(target, form)));
    return written;
  } finally {
    await rm(work, { recursive: true });
  }
}

/** The same files give the same bytes. https://reproducible-builds.org/docs/archives/ */
const REPRODUCIBLE = [
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--sort=name',
  '--mode=u=rwX,go=rX',
  // npm's date, too: of 1970 some programs make 1969.
  '--mtime=1985-10-26T08:15:00Z',
  '--format=gnu',
  '--use-compress-program=gzip -n',
];

/**
 * @param {string} work
 * @param {Form} form
 * @param {string} target
 */
async function archive(work, form, target) {
  const folder = join(work, 'redis-hostport');
  await copy(DOCUMENTS, folder);
  await FORMS[form](folder);
  await mkdir(target, { recursive: true });
  const file = join(target, `redis-hostport-${VERSION}.tgz`);
  // The system's tar: it is wherever the executable can be built, and this is all we ask of it.
  await run('tar', [...REPRODUCIBLE, '-cf', file, '-C', work, 'redis-hostport']);
  return file;
}

/**
 * @param {readonly string[]} names
 * @param {string} folder
 */
async function copy(names, folder) {
  for (const name of names) await cp(inProject(name), join(folder, name));
}

if (isProgram(import.meta.url)) {
  const [target = inProject('dist', 'plugin'), only] = process.argv.slice(2);
  const files = await archives(resolve(target), only === 'node' ? ['node'] : undefined);
  process.stdout.write(`${files.join('\n')}\n`);
}
