// Builds src/generated/ (types, validators, the shipped data, the rules' texts) and dist/ (the bundles, the library's declarations).
// `npm run build`, or only src/generated/ with --generate
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { installed } from './bundle.mjs';
import { declarations } from './declarations.mjs';
import { generate } from './generate.mjs';
import { licenses } from './licenses.mjs';
import { inProject } from './project.mjs';

await mkdir(inProject('src', 'generated'), { recursive: true });
for (const [name, text] of Object.entries(await generate())) {
  const file = inProject('src', 'generated', name);
  // Programs that watch files see only what has changed.
  if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await writeFile(file, text);
}
if (!process.argv.includes('--generate')) await dist();

async function dist() {
  const { files, inputs } = await installed();
  const types = await declarations();
  const all = {
    ...files,
    'index.js': "export { lint, postRender, version } from './index.cjs';\n",
    ...typesIn('types/esm', 'module', types),
    ...typesIn('types/cjs', 'commonjs', types),
    'THIRD-PARTY-LICENSES': await licenses(inputs),
  };
  await rm(inProject('dist'), { recursive: true, force: true });
  for (const [name, text] of Object.entries(all)) {
    const file = inProject('dist', name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/**
 * The same types for `import` and for `require`: TypeScript takes the kind of module from the nearest package.json.
 *
 * @param {string} folder
 * @param {'module' | 'commonjs'} type
 * @param {Record<string, string>} types
 */
function typesIn(folder, type, types) {
  const texts = { 'package.json': `${JSON.stringify({ type })}\n`, ...types };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
}
