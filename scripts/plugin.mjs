// The archives for Helm: `npm run package:plugin -- [FOLDER] [--form node|standalone]… [--target TARGET]… [--fast] [--sign KEY [--passphrase-file FILE]]`
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { parse, stringify } from 'yaml';
import { PROGRAM_BUNDLES } from './bundle.mjs';
import { inFolder, inProject, isProgram, VERSION } from './project.mjs';
import { sign } from './sign.mjs';
import { checkSums, programName, standalone } from './standalone.mjs';

/** @typedef {{ name: string, from: string, file: string, bin: string }} Plugin its name, its files, its archive, its programs */

/**
 * Helm 3 and Helm 4 do not read each other's descriptions. The commands of Helm 4 are run by the post-renderer's program, which is
 * installed beside them.
 *
 * @type {Plugin[]}
 */
const PLUGINS = [
  { name: 'redis-hostport', from: '.', file: `redis-hostport-${VERSION}.tgz`, bin: 'bin' },
  {
    name: 'redis-hostport-cli',
    from: 'plugins/redis-hostport-cli',
    file: `redis-hostport-cli-${VERSION}.tgz`,
    bin: '../redis-hostport/bin',
  },
  { name: 'redis-hostport', from: 'plugins/helm3', file: `helm3/redis-hostport-${VERSION}.tgz`, bin: 'bin' },
];
const DESCRIPTION = 'plugin.yaml';
const COMPLETE = 'plugin.complete';

const DOCUMENTS = ['README.md', 'README.ko.md', 'CHANGELOG.md', 'LICENSE'];
const PROGRAM = [
  'bin/package.json',
  'bin/redis-hostport',
  ...PROGRAM_BUNDLES.map((name) => `dist/${name}.cjs`),
  'dist/THIRD-PARTY-LICENSES',
];

/**
 * What is in each form: fills a folder with the program, and says what is otherwise in a plugin than in the clone.
 *
 * @satisfies {Record<string, (folder: string, targets: readonly string[]) => Promise<Changes>>}
 */
const FORMS = {
  /** Needs Node.js. */
  node: async (folder) => {
    await copy(PROGRAM, inProject(), folder);
    return {};
  },
  /** Holds the executable of each target. */
  standalone: async (folder, targets) => {
    await standalone(join(folder, 'bin'), targets);
    const commands = targets.map((target) => ({ ...platform(target), command: `${BIN}/${programName(target)}` }));
    return { commands, complete: completeOf(targets) };
  },
};

/** @typedef {keyof typeof FORMS} Form */
/** @typedef {{ commands?: { os: string, arch: string, command: string }[], complete?: string }} Changes */

const BIN = `\${HELM_PLUGIN_DIR}/bin`;

/** As Go names it. @param {string} target */
export function platform(target) {
  const [os = '', cpu] = target.split('-');
  return { os, arch: cpu === 'x64' ? 'amd64' : 'arm64' };
}

/** Helm does not choose among several of these by platform. @param {readonly string[]} targets */
function completeOf(targets) {
  const machines = { amd64: 'x86_64', arm64: 'aarch64|*-arm64' };
  const cases = targets.map((target) => {
    const { os, arch } = platform(target);
    const system = { linux: 'Linux', darwin: 'Darwin' }[os] ?? 'MINGW*';
    return `  ${system}-${machines[/** @type {'amd64' | 'arm64'} */ (arch)]}) program=${programName(target)} ;;`;
  });
  return [
    '#!/bin/sh',
    'case "$(uname -s)-$(uname -m)" in',
    ...cases,
    '  *) exit 1 ;;',
    'esac',
    'exec "$HELM_PLUGIN_DIR/bin/$program" __complete "$@"',
    '',
  ].join('\n');
}

/**
 * Writes FOLDER/FORM/… of each plugin in each form, and FOLDER/SHA256SUMS.
 *
 * @param {string} target
 * @param {{ forms: readonly Form[], targets: readonly string[], fast: boolean, signed?: (file: string, description: string) => Promise<string> }} options
 * @returns {Promise<string[]>} the files
 */
async function archives(target, { forms, targets, fast, signed }) {
  const platforms = targets.map((one) => JSON.stringify(platform(one)));
  if (new Set(platforms).size < targets.length)
    throw new Error('Helm cannot distinguish these: one executable for each operating system and processor.');
  return inFolder(async (work) => {
    const files = [];
    for (const form of forms) {
      const program = join(work, form);
      const changes = await FORMS[form](program, targets);
      for (const plugin of PLUGINS) {
        const folder = join(work, `${form}-${files.length}`, plugin.name);
        await mkdir(folder, { recursive: true });
        if (plugin.bin === 'bin') await linked(program, folder);
        await copy(DOCUMENTS, inProject(), folder);
        const description = await describe(plugin, folder, changes);
        const file = join(target, form, plugin.file);
        await archive(folder, file, fast);
        files.push(file);
        // Helm 3 verifies no signature of a plugin.
        if (signed && plugin.from !== 'plugins/helm3') files.push(await signed(file, description));
      }
    }
    await writeFile(join(target, 'SHA256SUMS'), await checkSums(target, files));
    return files;
  });
}

/**
 * @param {Plugin} plugin
 * @param {string} folder
 * @param {Changes} changes
 * @returns {Promise<string>} the description that it writes
 */
async function describe({ from, bin }, folder, { commands, complete }) {
  const read = (/** @type {string} */ name) => readFile(inProject(from, name), 'utf8');
  const place = (/** @type {string} */ text) => text.replaceAll(/(?<=HELM_PLUGIN_DIR\}?)\/bin(?=\/)/g, `/${bin}`);
  const text = await read(DESCRIPTION);
  const value = parse(text);
  if (commands) (value.runtimeConfig ?? value).platformCommand = commands;
  const description = place(commands ? stringify(value, { lineWidth: 0 }) : text);
  await writeFile(join(folder, DESCRIPTION), description);
  if (from !== '.') await writeFile(join(folder, COMPLETE), place(complete ?? (await read(COMPLETE))), { mode: 0o755 });
  return description;
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
  '--dereference',
];

/**
 * Helm 4 takes name and version from the file's name, and the plugin from the folder of that name in it.
 *
 * @param {string} folder
 * @param {string} file
 * @param {boolean} [fast] without compression: time matters more than size
 */
export async function archive(folder, file, fast) {
  await mkdir(dirname(file), { recursive: true });
  // The system's tar: it is wherever the executable can be built, and this is all we ask of it.
  const tar = spawn('tar', [...REPRODUCIBLE, '-c', '-C', dirname(folder), basename(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(tar, 'close');
  // Pieces of a megabyte: an executable is a hundred of them.
  await pipeline(tar.stdout, createGzip({ level: fast ? 0 : 6, chunkSize: 2 ** 20 }), createWriteStream(file));
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar could not pack ${folder}.`);
}

/**
 * Links: an executable has a hundred megabytes.
 *
 * @param {string} from
 * @param {string} folder
 */
async function linked(from, folder) {
  for (const name of await readdir(from)) await symlink(join(from, name), join(folder, name));
}

/**
 * @param {readonly string[]} names
 * @param {string} from
 * @param {string} folder
 */
async function copy(names, from, folder) {
  for (const name of names) await cp(join(from, name), join(folder, name));
}

/** @type {import('node:util').ParseArgsConfig['options']} */
const OPTIONS = {
  form: { type: 'string', multiple: true },
  target: { type: 'string', multiple: true },
  fast: { type: 'boolean' },
  sign: { type: 'string' },
  'passphrase-file': { type: 'string' },
};

if (isProgram(import.meta.url)) {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const {
    form: forms = Object.keys(FORMS),
    target: targets = ['linux-x64'],
    fast = false,
    sign: key,
    'passphrase-file': passphraseFile,
  } = /** @type {{ form?: Form[], target?: string[], fast?: boolean, sign?: string, 'passphrase-file'?: string }} */ (
    values
  );
  const unknown = forms.find((form) => !Object.hasOwn(FORMS, form));
  if (unknown) throw new Error(`There is no form ${unknown}, but ${Object.keys(FORMS).join(' and ')}.`);
  const files = await archives(resolve(positionals[0] ?? inProject('dist', 'plugin')), {
    forms: /** @type {Form[]} */ (forms),
    targets,
    fast,
    ...(key !== undefined && { signed: await sign(key, passphraseFile) }),
  });
  process.stdout.write(`${files.join('\n')}\n`);
}
