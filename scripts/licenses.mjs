// The licences of what is in the bundles: minifying takes their notices out of the code, so they go along in one file.
import { readdir, readFile } from 'node:fs/promises';

/** Between two parts. */
export const RULE = `\n${'-'.repeat(80)}\n\n`;

/** @param {URL} root @param {string[]} inputs the files in the bundles @returns {Promise<string>} one part a package */
export async function licenses(root, inputs) {
  const folders = new Set(
    inputs.map((file) => /node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+\//.exec(file)?.[0]),
  );
  folders.delete(undefined);
  const parts = await Promise.all([...folders].sort().map((folder) => part(new URL(folder, root))));
  return ['redis-hostport contains code of these packages.\n', ...parts].join(RULE);
}

async function part(folder) {
  const { name, version, license } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length === 0)
    throw new Error(`${name} ${version} is in the bundle, but ${folder.pathname} has no licence file`);
  const texts = await Promise.all(files.sort().map((file) => readFile(new URL(file, folder), 'utf8')));
  return [`${name} ${version} (${license})\n`, ...texts.map((text) => `${text.trimEnd()}\n`)].join('\n');
}
