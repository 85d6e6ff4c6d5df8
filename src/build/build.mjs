// Builds dist/ and src/generated/: types and validators from schemas/, the shipped data from overlays/, one bundle.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { generate } from './generate.mjs';

const root = new URL('../../', import.meta.url);
const path = (name) => new URL(name, root).pathname;

await mkdir(path('src/generated'), { recursive: true });
for (const [name, text] of Object.entries(await generate(root))) {
  const file = path(`src/generated/${name}`);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(file, text);
}
if (process.argv.includes('--generate')) process.exit(0);

const { version } = JSON.parse(await readFile(path('package.json'), 'utf8'));
await rm(path('dist'), { recursive: true, force: true });
await build({
  entryPoints: { cli: path('src/cli/main.ts') },
  outdir: path('dist'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: false,
  legalComments: 'none',
  define: { HOSTPORT_VERSION: JSON.stringify(version) },
  logLevel: 'warning',
});
