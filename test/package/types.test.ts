import { dirname, join } from 'node:path';
import t from 'tap';
import { onPath } from '../helpers/binaries.js';
import { folder, PROJECT, run } from './packaged.js';

// What others' tools say of the packed package: its entry points, and its types in each way of resolution.

const tools = { publint: onPath('publint'), attw: onPath('attw') };
const skip = (name: keyof typeof tools) => (tools[name] ? false : `no ${name} on the PATH`);

function packed(t: Parameters<typeof folder>[0]): { home: string; tarball: string; env: Record<string, string> } {
  const home = folder(t);
  const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: home, npm_config_cache: join(home, 'cache') };
  const { out } = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], { cwd: PROJECT, env });
  return { home, tarball: join(home, JSON.parse(out)[0].filename), env };
}

t.test('publint finds nothing', { skip: skip('publint') }, async (t) => {
  const { home, tarball, env } = packed(t);
  const { code, out, err } = run(tools.publint ?? '', ['run', tarball, '--strict'], { cwd: home, env });
  t.equal(code, 0, out + err);
});

t.test('Are the types wrong? No, in none of its resolutions', { skip: skip('attw') }, async (t) => {
  const { home, tarball, env } = packed(t);
  const argv = [
    tarball,
    '--format',
    'ascii',
    '--no-emoji',
    '--no-definitely-typed',
    '--exclude-entrypoints',
    './package.json',
  ];
  const { code, out, err } = run(tools.attw ?? '', argv, { cwd: home, env });
  t.equal(code, 0, out + err);
});
