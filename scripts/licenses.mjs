// The licences of what is in the bundles: minifying takes their notices out of the code, so they go along in one file.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inProject } from './project.mjs';

/** Between two parts. */
export const RULE = `\n${'-'.repeat(80)}\n\n`;

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * @param {readonly string[]} inputs the files in the bundles
 * @returns {Promise<string>} one part a package
 */
export async function licenses(inputs) {
  const folders = new Set(inputs.flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
  const parts = await Promise.all([...folders].sort().map((folder) => part(inProject(folder))));
  return ['redis-hostport contains code of these packages.\n', ...parts].join(RULE);
}

/** @param {string} folder */
async function part(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length === 0) throw new Error(`${name} ${version} is in a bundle, but ${folder} has no licence file`);
  const texts = await Promise.all(files.sort().map((file) => readFile(join(folder, file), 'utf8')));
  return [`${name} ${version} (${license})\n`, ...texts.map((text) => `${text.trimEnd()}\n`)].join('\n');
}
