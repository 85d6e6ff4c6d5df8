// Builds dist/ and src/generated/: types and validators from schemas/, the shipped data from overlays/, one bundle, the library.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { bundles } from './bundle.mjs';
import { generate } from './generate.mjs';
import { library } from './library.mjs';
import { licenses } from './licenses.mjs';

const root = new URL('../', import.meta.url);
const path = (name) => new URL(name, root).pathname;

await mkdir(path('src/generated'), { recursive: true });
for (const [name, text] of Object.entries(await generate(root))) {
  const file = path(`src/generated/${name}`);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (before !== text) await writeFile(file, text);
}
if (process.argv.includes('--generate')) process.exit(0);

const { files, inputs } = await bundles(root);
await rm(path('dist'), { recursive: true, force: true });
await mkdir(path('dist'));
for (const [name, part] of Object.entries({ ...files, ...(await library(root)) }))
  await writeFile(path(`dist/${name}`), part);
await writeFile(path('dist/THIRD-PARTY-LICENSES'), await licenses(root, inputs));
warmUp();

/** Post-renders the demo once, so that the compiled code is there for this Node.js before the first real run. */
function warmUp() {
  const sample = path('examples/demo/rendered.yaml');
  if (!existsSync(sample)) return;
  const env = { ...process.env, REDIS_HOSTPORT_CONFIG: undefined };
  spawnSync(process.execPath, [path('bin/redis-hostport')], { input: readFileSync(sample), env, cwd: path('dist') });
}
