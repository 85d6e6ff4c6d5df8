import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { helm } from '../helpers/binaries.js';
import {
  assertPostRendered,
  EXPECTED,
  folder,
  helmIn,
  INPUT,
  PROJECT,
  type Ran,
  run,
  TEMPLATE,
  VERSION,
} from './packaged.js';

// The one executable, built anew and run where nothing else is: no environment, no PATH.

const platform = process.platform !== 'linux' && 'the executable is made on Linux';

t.test('one executable', { skip: platform, timeout: 110_000 }, async (t) => {
  const target = folder(t);
  const built = run(process.execPath, [join(PROJECT, 'src/build/standalone.mjs'), target], {
    cwd: target,
    env: process.env,
  });
  t.equal(built.code, 0, built.err);
  const program = join(target, 'redis-hostport');
  const alone = (argv: readonly string[], input?: Buffer): Ran =>
    run(program, argv, { cwd: folder(t), env: { PATH: '' }, ...(input && { input }) });

  t.test('post-renders as the golden case does', async (t) => {
    t.same(alone([], INPUT), { code: 0, out: EXPECTED, err: '' });
  });

  t.test('knows its version', async (t) => t.same(alone(['--version']), { code: 0, out: `${VERSION}\n`, err: '' }));

  // Each of these is loaded only when it is asked for.
  // arguments            exit  output
  for (const [argv, code, output] of [
    [['lint'], 1, /\d+ errors?, \d+ warnings? in 1 file/],
    [['diff'], 0, /^\+.*hostPort: 6379$/m],
    [['schema'], 0, /"\$schema"/],
    [['--help'], 0, /^Usage: redis-hostport/],
    [['lint', '--no-such-option'], 2, /no-such-option/],
  ] as const) {
    t.test(`runs ${argv.join(' ')}`, async (t) => {
      const ran = alone(argv, INPUT);
      t.equal(ran.code, code, ran.err);
      t.match(ran.out + ran.err, output);
    });
  }

  t.test('the licences go along', async (t) => {
    const text = readFileSync(join(target, 'THIRD-PARTY-LICENSES'), 'utf8');
    for (const name of ['yaml', 'ajv', 'ioredis', 'fast-json-patch']) t.match(text, new RegExp(`^${name} \\d`, 'm'));
    t.match(text, `Node.js ${process.version}`);
    t.match(text, 'Copyright Node.js contributors');
  });

  for (const major of [3, 4] as const) {
    const found = helm(major);
    const skip = found === undefined && `no Helm ${major} on the PATH`;
    t.test(`Helm ${major} runs it`, { skip }, async (t) => {
      const home = folder(t);
      const inside = helmIn(home, found ?? '', '');
      if (major === 4) makePlugin(program, join(home, 'data', 'plugins', 'redis-hostport'));
      assertPostRendered(t, inside([...TEMPLATE, '--post-renderer', major === 3 ? program : 'redis-hostport']));
    });
  }

  t.ok(statSync(program).mode & 0o111, 'may be run');
});

/** Helm 4 takes a post-renderer from a plugin's folder only. */
function makePlugin(program: string, plugin: string): void {
  mkdirSync(plugin, { recursive: true });
  copyFileSync(program, join(plugin, 'redis-hostport'));
  const description = readFileSync(join(PROJECT, 'plugin.yaml'), 'utf8');
  writeFileSync(join(plugin, 'plugin.yaml'), description.replace('/bin/', '/'));
}
