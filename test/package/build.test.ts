import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { execute } from '../helpers/execute.js';
import { folder, INPUT, PROJECT, VERSION } from './packaged.js';

// The same sources give the same bytes, wherever they are, a path with a space in it included.

/** What a build reads and dist/ is made of. */
const SOURCES = [
  'bin',
  'overlays',
  'package.json',
  'plugin.yaml',
  'plugins',
  'rules',
  'schemas',
  'scripts',
  'src',
  'templates',
  'tsconfig.json',
];
const DOCUMENTS = ['CHANGELOG.md', 'LICENSE', 'README.ko.md', 'README.md'];

function cloneOf(t: Test): string {
  const clone = join(folder(t), 'a clone');
  for (const name of [...SOURCES, ...DOCUMENTS]) cpSync(join(PROJECT, name), join(clone, name), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(clone, 'node_modules'));
  return clone;
}

const script = (clone: string, name: string, ...words: string[]) =>
  execute(process.execPath, [join(clone, 'scripts', name), ...words], { cwd: '/', env: process.env });

function filesOf(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(root.length), readFileSync(path, 'base64')]));
}

t.test('a build elsewhere', { timeout: 110_000 }, async (t) => {
  const clone = cloneOf(t);
  const before = readdirSync(join(clone, '..'));
  t.match(script(clone, 'build.mjs'), { code: 0, err: '' });
  t.same(readdirSync(join(clone, '..')), before, 'no stray folder');
  const [here, there] = [PROJECT, clone].map((root) => filesOf(join(root, 'dist')));
  for (const name of Object.keys(there ?? {})) t.ok(there?.[name] === here?.[name], name);

  const archives = [PROJECT, clone].map((root) => {
    const target = folder(t);
    t.match(script(root, 'plugin.mjs', target, '--form', 'node'), { code: 0, err: '' });
    return readFileSync(join(target, 'node', `redis-hostport-${VERSION}.tgz`));
  });
  t.ok(archives[0]?.equals(archives[1] ?? Buffer.alloc(0)), 'the archive of the plugin');

  t.test('knows the commit that it is given, and the homepage of package.json', async (t) => {
    const description = join(clone, 'package.json');
    const homepage = 'https://example.org/redis-hostport';
    writeFileSync(description, JSON.stringify({ ...JSON.parse(readFileSync(description, 'utf8')), homepage }));
    const env = { ...process.env, HOSTPORT_COMMIT: '1234abc' };
    t.match(execute(process.execPath, [join(clone, 'scripts', 'build.mjs')], { cwd: '/', env }), { code: 0, err: '' });
    const ran = (...words: string[]) =>
      execute(process.execPath, [join(clone, 'bin', 'redis-hostport'), ...words], { cwd: '/', env: {}, input: INPUT });
    t.equal(ran('--version').out, `${VERSION} (commit 1234abc, node ${process.version})\n`);
    const { runs } = JSON.parse(ran('lint', '--format', 'sarif').out);
    t.equal(runs[0].tool.driver.informationUri, homepage);
  });
});
