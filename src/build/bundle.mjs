// The bundle: everything that runs, with its dependencies, in one CommonJS file.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * @param {URL} root
 * @returns {Promise<{ text: string, inputs: string[] }>} the bundle, which begins with its own hash, and the files in it
 */
export async function bundle(root) {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const { outputFiles, metafile } = await build({
    entryPoints: [new URL('src/cli/main.ts', root).pathname],
    absWorkingDir: root.pathname,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    // bin/redis-hostport reads it as Latin-1, which V8 keeps at one byte a character.
    charset: 'ascii',
    legalComments: 'none',
    define: { HOSTPORT_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
  const text = outputFiles[0].text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { text: `/*${hash}*/${text}`, inputs: Object.keys(metafile.inputs) };
}
