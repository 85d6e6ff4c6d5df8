// The bundles: src/ with its dependencies as CommonJS, which Node.js starts sooner than ES modules.
import { build } from 'esbuild';
import { inProject, VERSION } from './project.mjs';

/** yaml's ES modules, from which what nobody uses can be left out. */
const YAML = inProject('node_modules', 'yaml', 'browser', 'dist', 'index.js');

/**
 * What is installed. Helm waits for post-rendering, so that is a file of its own; each file has all that it needs.
 *
 * - cli.cjs: post-rendering; it loads commands.cjs where a command is named
 * - commands.cjs: the commands
 * - index.cjs: the library
 */
export const installed = () =>
  bundle({ cli: 'src/main.ts', commands: 'src/cli/commands.ts', index: 'src/index.ts' }, [otherBundle]);

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
    plugins,
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
      HOSTPORT_VERSION: JSON.stringify(VERSION),
      HOSTPORT_COMMIT: JSON.stringify(process.env.HOSTPORT_COMMIT ?? ''),
    },
    logLevel: 'warning',
  });
  const files = outputFiles.map(({ path, text }) => [path.slice(inProject('dist/').length), text]);
  return { files: Object.fromEntries(files), inputs: Object.keys(metafile.inputs) };
}

/** @type {import('esbuild').Plugin} */
const otherBundle = {
  name: 'other-bundle',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/commands\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './commands.cjs', external: true } : undefined,
    );
  },
};
