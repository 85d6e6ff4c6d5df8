// The archives for `helm plugin install`: one that needs Node.js, one with the executable. `npm run package:plugin [FOLDER]`
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { standalone } from './standalone.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../', import.meta.url));
const DOCUMENTS = ['README.md', 'README.ko.md', 'CHANGELOG.md', 'LICENSE'];
const COMMAND = `\${HELM_PLUGIN_DIR}/bin/redis-hostport`;

/** What is in each form: fills the plugin's folder. */
const FORMS = {
  node: async (folder) => {
    await mkdir(join(folder, 'bin'));
    await mkdir(join(folder, 'dist'));
    for (const name of ['package.json', 'redis-hostport']) await cp(join(root, 'bin', name), join(folder, 'bin', name));
    const files = (await readdir(join(root, 'dist'))).filter((name) => PARTS.test(name));
    if (files.length < 3) throw new Error(`${join(root, 'dist')} is not complete. Run \`npm run build\` first.`);
    for (const name of files) await cp(join(root, 'dist', name), join(folder, 'dist', name));
  },
  standalone: async (folder) => {
    await standalone(folder);
    const description = join(folder, 'plugin.yaml');
    const text = await readFile(description, 'utf8');
    if (!text.includes(COMMAND)) throw new Error(`plugin.yaml does not run ${COMMAND}.`);
    await writeFile(description, text.replace(COMMAND, `\${HELM_PLUGIN_DIR}/redis-hostport`));
  },
};
const PARTS = /^(cli\.cjs|commands\.cjs|THIRD-PARTY-LICENSES)$/;

/**
 * Writes FOLDER/FORM/redis-hostport-VERSION.tgz of each form. Helm 4 takes name and version from the file's name, and
 * the plugin from the folder of that name in it.
 */
export async function archives(target, forms = Object.keys(FORMS)) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const work = await mkdtemp(join(tmpdir(), 'redis-hostport-plugin-'));
  try {
    const written = [];
    for (const form of forms) written.push(await archive(work, form, join(target, form), version));
    return written;
  } finally {
    await rm(work, { recursive: true });
  }
}

async function archive(work, form, target, version) {
  const folder = join(work, form, 'redis-hostport');
  await mkdir(folder, { recursive: true });
  for (const name of [...DOCUMENTS, 'plugin.yaml']) await cp(join(root, name), join(folder, name));
  await FORMS[form](folder);
  await mkdir(target, { recursive: true });
  const file = join(target, `redis-hostport-${version}.tgz`);
  // The system's tar: it is wherever the executable can be built, and this is all we ask of it.
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name'];
  await run('tar', [...owner, '-czf', file, '-C', join(work, form), 'redis-hostport']);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = await archives(resolve(process.argv[2] ?? join(root, 'dist', 'plugin')));
  process.stdout.write(`${files.join('\n')}\n`);
}
