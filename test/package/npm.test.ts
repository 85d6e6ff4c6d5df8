import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { execute } from '../helpers/execute.js';
import { EXPECTED, INPUT, npmPacked, PROJECT, VERSION } from './packaged.js';

// The npm package: small, all that is needed, nothing else, and installed without network.

const LIMIT = 600_000;

/** For those who work on redis-hostport. */
const OF_THE_CLONE = ['docs/architecture.md'];

t.test('npm pack', { timeout: 110_000 }, async (t) => {
  const { home, tarball, files: names, env } = npmPacked(t);
  const user = join(home, 'user');
  mkdirSync(user);

  t.test('its size', async (t) => {
    const { size } = statSync(tarball);
    t.ok(size < LIMIT, `${size} bytes are less than ${LIMIT}`);
  });

  t.test('its files', async (t) => {
    const own = names.filter((name) => !/^(docs|examples|overlays|schemas)\//.test(name));
    t.same(own.sort(), [...FILES].sort());
    for (const part of ['docs', 'examples', 'overlays', 'schemas']) {
      const there = readdirSync(join(PROJECT, part), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length + 1));
      const shipped = there.filter((name) => !OF_THE_CLONE.includes(name));
      t.same(names.filter((name) => name.startsWith(`${part}/`)).sort(), shipped.sort(), `all of ${part}`);
    }
    for (const page of names.filter((name) => name.endsWith('.md'))) {
      const text = readFileSync(join(PROJECT, page), 'utf8');
      for (const [, link = ''] of text.matchAll(/\]\(([^)#:\s]+)/g)) {
        const path = join(dirname(page), link);
        t.ok(
          names.some((name) => name === path || name.startsWith(`${path}/`)),
          `${page}: ${link} is in the package`,
        );
      }
    }
  });

  t.test('bin/packed-lint installs it into a clone in which nothing is built', async (t) => {
    const clone = join(home, 'a clone');
    mkdirSync(clone);
    for (const name of ['bin', 'package.json']) cpSync(join(PROJECT, name), join(clone, name), { recursive: true });
    const lint = () =>
      execute(join(clone, 'bin', 'packed-lint'), [], {
        cwd: user,
        env: { ...env, REDIS_HOSTPORT_PACKAGE: tarball },
        input: INPUT,
      });
    t.match(lint(), { code: 1, out: /\d+ errors?, \d+ warnings? in 1 file/ });
    t.same(
      readdirSync(join(clone, '.packed', 'node_modules')).filter((name) => !name.startsWith('.')),
      ['redis-hostport'],
    );
    t.match(lint(), { code: 1, err: '' }, 'and finds it the next time');
  });

  t.test('installed into an empty  offline', async (t) => {
    writeFileSync(join(user, 'package.json'), '{}');
    const installed = execute('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: user, env });
    t.equal(installed.code, 0, installed.err);
    const there = readdirSync(join(user, 'node_modules')).filter((name) => !name.startsWith('.'));
    t.same(there, ['redis-hostport'], 'no dependencies');
    const npx = ['--no-install', 'redis-hostport'];
    t.equal(execute('npx', [...npx, '--version'], { cwd: user, env }).out, `${VERSION} (node ${process.version})\n`);
    const { code, out, err } = execute('npx', npx, { cwd: user, env, input: INPUT });
    t.equal(code, 0, err);
    t.equal(out, EXPECTED);
  });
});

const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.ko.md',
  'README.md',
  'bin/package.json',
  'bin/packed-lint',
  'bin/redis-hostport',
  'dist/THIRD-PARTY-LICENSES',
  'dist/cli.cjs',
  'dist/commands.cjs',
  'dist/error-text.cjs',
  'dist/index.cjs',
  'dist/index.js',
  'dist/own-validators.cjs',
  'dist/programs.cjs',
  ...['cjs', 'esm'].flatMap((kind) =>
    [
      'base/fault.d.ts',
      'generated/types.d.ts',
      'index.d.ts',
      'library/api.d.ts',
      'package.json',
      'report/report.d.ts',
    ].map((name) => `dist/types/${kind}/${name}`),
  ),
  'package.json',
  'plugin.yaml',
];
