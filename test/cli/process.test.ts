import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { COMMANDS } from '../../src/cli/commands.js';
import { inProject } from '../helpers/project.js';
import { behavesAsAProcess, SERVICE, start } from './as-a-process.js';

const PROJECT = inProject();

behavesAsAProcess(t, join(PROJECT, 'bin', 'redis-hostport'));

t.test('a clone in which npm ci has not run yet', async (t) => {
  const clone = mkdtempSync(join(tmpdir(), 'redis-hostport-'));
  t.teardown(() => rmSync(clone, { recursive: true }));
  cpSync(join(PROJECT, 'bin'), join(clone, 'bin'), { recursive: true });
  writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
  const { code, out, err } = await start(join(clone, 'bin', 'redis-hostport'), [], SERVICE);
  t.same([code, out], [2, '']);
  t.match(err, /not built yet.\nRun `npm ci` in /);
});

t.test('every command is in the other bundle', async (t) => {
  const program = join(PROJECT, 'bin', 'redis-hostport');
  const helps = await Promise.all(Object.keys(COMMANDS).map((name) => start(program, [name, '--help'], '')));
  for (const { code, out } of helps) t.match([code, out], [0, /^Usage: /]);
});
