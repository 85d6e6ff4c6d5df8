// The bundles: src/ with its dependencies as CommonJS, which Node.js starts sooner than ES modules.
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { build } from 'esbuild';
import { HOMEPAGE, inProject, VERSION } from './project.mjs';

/** yaml's ES modules, from which what nobody uses can be left out. */
const YAML = inProject('node_modules', 'yaml', 'browser', 'dist', 'index.js');

/**
 * What `redis-hostport` runs. Helm waits for post-rendering, so that is a file of its own, cli.cjs. It loads the others where
 * it needs them, and shares no code with them:
 *
 * - commands.cjs: the commands
 * - error-text.cjs: how an error is shown
 * - programs.cjs: how commands run programs
 * - own-validators.cjs: what checks overlays and charts of one's own
 */
const PROGRAM = {
  cli: 'src/main.ts',
  commands: 'src/cli/commands.ts',
  'error-text': 'src/report/error-text.ts',
  programs: 'src/cli/programs.ts',
  'own-validators': 'src/generated/own-validators.cjs',
};
export const PROGRAM_BUNDLES = Object.keys(PROGRAM);

/** What is installed: the program, and index.cjs, the library. */
export const installed = () => bundle({ ...PROGRAM, index: 'src/index.ts' }, [otherBundles]);

/** Everything in one file, for the executable. ioredis asks for its folder: Bun would write the one that it compiles in. */
export const everything = () => bundle({ 'redis-hostport': 'scripts/standalone-main.ts' }, [], { __dirname: '"/"' });

/**
 * @param {Record<string, string>} entryPoints
 * @param {import('esbuild').Plugin[]} [plugins]
 * @param {Record<string, string>} [define]
 * @returns {Promise<{ files: Record<string, string>, inputs: string[] }>} file name → text, and the files that went in
 */
async function bundle(entryPoints, plugins = [], define = {}) {
  const { outputFiles, metafile } = await build({
    entryPoints,
    plugins: [ordinaryRequire, ...plugins],
    absWorkingDir: inProject(),
    outdir: inProject('dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // import() as require(): a module of CommonJS is loaded sooner so.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    alias: { yaml: YAML },
    minify: true,
    legalComments: 'none',
    define: {
      ...define,
      HOSTPORT_BUILD: JSON.stringify({
        version: VERSION,
        commit: process.env.HOSTPORT_COMMIT ?? '',
        homepage: HOMEPAGE,
      }),
    },
    logLevel: 'warning',
  });
  const files = outputFiles.map(({ path, text }) => [path.slice(inProject('dist/').length), text]);
  return { files: Object.fromEntries(files), inputs: Object.keys(metafile.inputs) };
}

/** @type {import('esbuild').Plugin} */
const otherBundles = {
  name: 'other-bundles',
  setup({ onResolve }) {
    onResolve({ filter: /\/(?:(?:commands|error-text|programs)\.js|own-validators\.cjs)$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' || kind === 'require-call'
        ? { path: `./${basename(path, extname(path))}.cjs`, external: true }
        : undefined,
    );
  },
};

/** `createRequire` does not reach into a bundle: there it is a `require` like any other. @type {import('esbuild').Plugin} */
export const ordinaryRequire = {
  name: 'ordinary-require',
  setup({ onLoad }) {
    onLoad({ filter: /\/config\/own-validators\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace('createRequire(import.meta.url)', 'require'),
      loader: 'ts',
    }));
  },
};
