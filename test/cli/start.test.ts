import { build } from 'esbuild';
import t from 'tap';
import { inProject } from '../helpers/project.js';

// Helm waits for each start: what post-rendering loads at once holds no package that takes longer to load than it helps.

t.test('what src/main.ts imports statically', async (t) => {
  const { metafile } = await build({
    entryPoints: [inProject('src', 'main.ts')],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  const reached = new Set(
    Object.keys(metafile.outputs).filter((file) => metafile.outputs[file]?.entryPoint?.endsWith('main.ts')),
  );
  // The set grows while it is walked.
  for (const file of reached)
    for (const { path, kind } of metafile.outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && metafile.outputs[path]) reached.add(path);
  const inputs = [...reached].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
  const packages = inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  t.strictSame([...new Set(packages)].sort(), ['ajv', 'diff', 'fast-json-patch', 'fastest-levenshtein']);
  t.notOk(
    inputs.some((file) => file.endsWith('src/cli/commands.ts')),
    'nor the commands',
  );
});
