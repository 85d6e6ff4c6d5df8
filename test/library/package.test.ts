import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { execute } from '../helpers/execute.js';
import { inProject } from '../helpers/project.js';
import { npmPacked } from '../package/packaged.js';

// The library as a user has it: packed, installed beside a program of theirs, type-checked and run.

const ROOT = inProject();
const HERE = t.testdir();
const PACKAGE = join(HERE, 'node_modules', 'redis-hostport');

/** Only what is packed: the files npm would publish. */
function install(t: Test): void {
  const { tarball } = npmPacked(t);
  mkdirSync(PACKAGE, { recursive: true });
  t.equal(execute('tar', ['-xzf', tarball, '-C', PACKAGE, '--strip-components=1']).code, 0);
}

const USE = `
const stream: string = 'kind: Service\\n';
const result = postRender(stream, { config: { overlays: { 'host-port': { ports: ['a'] }, mine: { x: 1 } } }, env: {} });
if (result.ok) {
  const text: string = result.output;
  const changed: boolean = result.changed;
  console.log(text, changed);
} else {
  const code: 'usage' | 'config' | 'input' | 'match' | 'refused' | 'edit' = result.error.code;
  const line: number | undefined = result.error.position?.line;
  console.log(code, line ?? 'nowhere', result.error.remedy !== undefined);
}
const bytes = postRender(new Uint8Array([35]));
if (bytes.ok) bytes.output.subarray(1);
const checked = lint(stream, { config: { lint: { rules: { 'image-moved': 'off' } } } });
if (checked.ok) for (const { rule, severity, line } of checked.findings) console.log(rule, severity, line);
const config: Config = { apiVersion: 'redis-hostport/v1', kind: 'Config', nodes: [{ name: 'a', ip: '10.0.0.4' }] };
postRender(stream, { config, overlays: ['x', {}], readFile: (path) => path });
console.log(version);
// @ts-expect-error a setting that is none
postRender(stream, { config: { overlais: {} } });
// @ts-expect-error the output is text
if (result.ok) result.output.subarray(1);
// @ts-expect-error without asking there is no output
postRender(stream).output;
`;

t.test('packed types and code', (t) => {
  t.ok(existsSync(join(ROOT, 'dist', 'index.js')), 'the build made the library: npm run build');
  install(t);
  const types = join(PACKAGE, 'dist', 'types', 'esm');
  for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.d.ts')))
    t.notMatch(
      readFileSync(join(types, name), 'utf8'),
      /from '[^.]|require\(|\bany;/,
      `${name} needs no other package`,
    );
  const imports = 'import { type Config, lint, postRender, version } from "redis-hostport";';
  writeFileSync(join(HERE, 'esm.mts'), `${imports}\n${USE}`);
  writeFileSync(
    join(HERE, 'cjs.cts'),
    `import hostport = require("redis-hostport");\nconst { lint, postRender, version } = hostport;\ntype Config = hostport.Config;\n${USE}`,
  );
  writeFileSync(join(HERE, 'bundler.ts'), `${imports}\n${USE}`);
  writeFileSync(join(HERE, 'package.json'), JSON.stringify({ name: 'somebody-elses', private: true }));
  writeFileSync(join(HERE, 'console.d.ts'), 'declare const console: { log(...words: unknown[]): void };\n');
  symlinkSync(join(ROOT, 'node_modules', 'typescript'), join(HERE, 'node_modules', 'typescript'));
  const tsc = (...args: string[]) => {
    const options = { strict: true, exactOptionalPropertyTypes: true, target: 'es2022', lib: ['es2022'], types: [] };
    writeFileSync(
      join(HERE, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: args.filter((one) => /ts$/.test(one)) }),
    );
    const words = args.filter((one) => !/ts$/.test(one));
    const compiler = join(HERE, 'node_modules', 'typescript', 'bin', 'tsc');
    return execute(process.execPath, [compiler, '-p', HERE, ...words], { cwd: HERE });
  };
  t.equal(tsc('--module', 'nodenext', '--outDir', 'out', 'esm.mts', 'cjs.cts', 'console.d.ts').out, '');
  t.equal(tsc('--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit', 'bundler.ts', 'console.d.ts').out, '');
  t.equal(
    tsc('--module', 'commonjs', '--moduleResolution', 'node10', '--noEmit', 'bundler.ts', 'console.d.ts').out,
    '',
  );
  for (const file of ['esm.mjs', 'cjs.cjs']) {
    const { out, err } = execute(process.execPath, [join('out', file)], { cwd: HERE });
    t.equal(err, '', file);
    t.match(out, /^config nowhere false\n|^match nowhere true\n/, file);
    t.match(out, /\d+\.\d+\.\d+\n$/, file);
  }
  rmSync(join(HERE, 'node_modules'), { recursive: true });
  t.end();
});
