import t from 'tap';
import { onPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { npmPacked } from './packaged.js';

// What others' tools say of the packed package: its entry points, and its types in each way of resolution.

const tools = { publint: onPath('publint'), attw: onPath('attw') };
const skip = (name: keyof typeof tools) => (tools[name] ? false : `no ${name} on the PATH`);

t.test('publint finds nothing', { skip: skip('publint') }, async (t) => {
  const { home, tarball, env } = npmPacked(t);
  const { code, out, err } = execute(tools.publint ?? '', ['run', tarball, '--strict'], { cwd: home, env });
  t.equal(code, 0, out + err);
});

t.test('Are the types wrong? No, in none of its resolutions', { skip: skip('attw') }, async (t) => {
  const { home, tarball, env } = npmPacked(t);
  const argv = [
    tarball,
    '--format',
    'ascii',
    '--no-emoji',
    '--no-definitely-typed',
    '--exclude-entrypoints',
    './package.json',
  ];
  const { code, out, err } = execute(tools.attw ?? '', argv, { cwd: home, env });
  t.equal(code, 0, out + err);
});
