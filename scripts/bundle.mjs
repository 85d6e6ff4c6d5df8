// The bundles: everything that runs, with its dependencies, in three CommonJS files.
//
//   cli.cjs       what post-rendering uses: all that src/main.ts imports statically
//   commands.cjs  the other commands, the library, and what post-rendering hardly ever uses; uses the modules of cli.cjs
//   index.cjs     the library's door
//
// Helm waits for post-rendering, so what it does not use is kept out of the file that it loads.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

/** yaml's ES modules: without those of its functions that nobody uses, and without a wrapper around each of its files. */
const YAML = 'node_modules/yaml/browser/dist/index.js';

/** Modules of functions which post-rendering does not call unless something is wrong. */
const HARDLY_USED = ['src/config/findings.ts'];

/** @param {URL} root @returns {Promise<{ files: Record<string, string>, inputs: string[] }>} file name → text, and what went in */
export async function bundles(root) {
  const lazy = new Set(HARDLY_USED);
  const probe = await bundle(root, MAIN, [leavingOut(root, lazy), callingLater(root)]);
  const own = new Set(probe.inputs.filter((file) => file.startsWith('src/')));
  const shared = [];
  const later = [
    ...[...lazy].map((file) => `export * from './${file}';`),
    "export * as library from './src/index.ts';",
  ];
  const commands = await bundle(root, later.join('\n'), [taking(root, own, shared)]);
  const cli = await bundle(root, [MAIN, ...(await handingOut(root, shared))].join('\n'), [
    leavingOut(root, lazy),
    callingLater(root),
  ]);
  return {
    files: {
      'cli.cjs': asExpression(cli.text),
      'commands.cjs': `let made;module.exports=(share)=>made??=(()=>{const shared=share();const module={exports:{}};${commands.text}return module.exports})();\n`,
      'index.cjs': "'use strict';\nmodule.exports = require('./commands.cjs')(require('./cli.cjs').shared).library;\n",
    },
    inputs: [...new Set([...cli.inputs, ...commands.inputs])],
  };
}

const MAIN = "export { main, warmUp } from './src/main.ts';";

/** The modules of cli.cjs for commands.cjs, put together when that is loaded: hardly a run of post-rendering needs them. */
async function handingOut(root, shared) {
  const names = await exportsOf(root, shared);
  const aliases = (index, infix) => names[index].map((name) => `${name}${infix}${name}_${index}`);
  return [
    ...shared.map((file, index) => `import { ${aliases(index, ' as ')} } from './${file}';`),
    `export const shared = () => [${shared.map((_, index) => `{ ${aliases(index, ': ')} }`)}];`,
  ];
}

/** What each module exports. */
async function exportsOf(root, files) {
  const { metafile } = await build({
    entryPoints: files,
    absWorkingDir: root.pathname,
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const outputs = Object.values(metafile.outputs);
  return files.map((file) => outputs.find(({ entryPoint }) => entryPoint === file).exports);
}

/**
 * The bundle as an expression that begins with its own hash. Node.js loads it as a module; vm.Script gives the function
 * in it, and nothing needs to be put around 500 kB of text before V8 sees them.
 */
function asExpression(text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const require = "const load=require;require=(id)=>id==='./commands.cjs'?load(id)(module.exports.shared):load(id);";
  return `/*${hash}*/(run=>typeof module==='object'?run(exports,require,module):run)(function(exports,require,module){${require}${text}})\n`;
}

/** Leaves the project's modules that are imported later to commands.cjs, and notes them. */
function leavingOut(root, lazy) {
  return {
    name: 'leaving-out',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^\.{1,2}\// }, async ({ path, kind, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === RESOLVING) return undefined;
        const found = await resolve(path, { kind, resolveDir, pluginData: RESOLVING });
        lazy.add(relative(root.pathname, found.path));
        return { path: './commands.cjs', external: true };
      });
    },
  };
}

/** Functions that load commands.cjs when they are first called. */
function callingLater(root) {
  return {
    name: 'calling-later',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\/commands\.cjs$/ }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, importer }) => {
        const file = relative(root.pathname, join(dirname(importer), path)).replace(/\.js$/, '.ts');
        return HARDLY_USED.includes(file) ? { path: file, namespace: 'later' } : undefined;
      });
      onLoad({ filter: /.*/, namespace: 'later' }, async ({ path }) => {
        const exported = [...(await readFile(new URL(path, root), 'utf8')).matchAll(/^export (\w+) (\w+)/gm)];
        const other = exported.find(([, what]) => what !== 'function');
        if (other) throw new Error(`${path}: ${other[0]} is no function, which could be called later`);
        return { contents: exported.map(([, , name]) => later(name)).join('\n') };
      });
    },
  };
}

const later = (name) => `export const ${name} = (...all) => require('./commands.cjs').${name}(...all);`;

/** Takes the modules of cli.cjs from there, and notes them. */
function taking(root, own, shared) {
  return {
    name: 'taking',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^\.{1,2}\// }, async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === RESOLVING) return undefined;
        const found = await resolve(path, { kind, resolveDir, pluginData: RESOLVING });
        const file = relative(root.pathname, found.path);
        return own.has(file) ? { path: file, namespace: 'shared' } : undefined;
      });
      onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => {
        if (!shared.includes(path)) shared.push(path);
        return { contents: `module.exports = shared[${shared.indexOf(path)}];` };
      });
    },
  };
}

const RESOLVING = Symbol('resolving');

/** node:net takes longer to load than reading a StatefulSet; hardly a run asks it anything. */
const netWhenNeeded = {
  name: 'net-when-needed',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:net$/ }, () => ({ path: 'node:net', namespace: 'when-needed' }));
    onLoad({ filter: /.*/, namespace: 'when-needed' }, () => ({
      contents: `
        export const isIP = (text) => require('net').isIP(text);
        export const isIPv4 = (text) => require('net').isIPv4(text);
        export const isIPv6 = (text) => require('net').isIPv6(text);
        export function SocketAddress(options) { return new (require('net').SocketAddress)(options); }`,
    }));
  },
};

/** @returns {Promise<{ text: string, inputs: string[] }>} one bundle of an entry's text, and the files in it */
export async function bundle(root, contents, plugins = []) {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root.pathname, loader: 'js' },
    absWorkingDir: root.pathname,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    alias: { yaml: new URL(YAML, root).pathname },
    plugins: [...plugins, netWhenNeeded],
    minify: true,
    // bin/redis-hostport reads it as Latin-1, which V8 keeps at one byte a character.
    charset: 'ascii',
    legalComments: 'none',
    define: {
      HOSTPORT_VERSION: JSON.stringify(version),
      HOSTPORT_COMMIT: JSON.stringify(process.env.HOSTPORT_COMMIT ?? ''),
    },
    logLevel: 'warning',
  });
  return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}
