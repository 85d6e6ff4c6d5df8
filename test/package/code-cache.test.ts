import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { inProject } from '../helpers/project.js';

// The compiled code that bin/redis-hostport keeps beside the bundle: made once, by post-rendering only, never trusted
// where it does not fit, and no condition for anything.

const PROJECT = inProject();
const INPUT = readFileSync(join(PROJECT, 'test/golden/runbook/input.yaml'));
const EXPECTED = readFileSync(join(PROJECT, 'test/golden/runbook/expected.yaml'), 'utf8');

/** What is installed of the package to run it, without compiled code. */
function installed(t: Test): { folder: string; dist: string; caches: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'redis-hostport-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const part of ['bin', 'dist']) cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  const dist = join(folder, 'dist');
  const caches = (): string[] => readdirSync(dist).filter((name) => name.endsWith('.cache'));
  for (const name of caches()) rmSync(join(dist, name));
  return { folder, dist, caches };
}

function run(folder: string, argv: readonly string[] = [], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(join(folder, 'bin', 'redis-hostport'), argv, {
    input: INPUT,
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, ...env },
  });
  return status === 0 && stderr === '' ? stdout : `exit ${status}: ${stderr}`;
}

t.test('made by the first post-rendering, used by the second', async (t) => {
  const { folder, dist, caches } = installed(t);
  t.equal(run(folder), EXPECTED);
  t.equal(caches().length, 1, 'one file, and none that is half written');
  t.match(caches()[0], new RegExp(`^cli\\.cjs\\.[0-9a-f]{12}\\.${process.version}-${process.arch}\\.cache$`));
  const made = readFileSync(join(dist, caches()[0] ?? ''));
  t.equal(run(folder), EXPECTED);
  t.ok(made.equals(readFileSync(join(dist, caches()[0] ?? ''))), 'not made again');
  // In a process of its own: the flags of a test process are other ones.
  const check = `const { readFileSync: read } = require('node:fs');
    const { Script } = require('node:vm');
    const [, bundle, cachedData] = process.argv;
    const script = new Script(read(bundle, 'latin1'), { cachedData: read(cachedData) });
    process.stdout.write(String(script.cachedDataRejected));`;
  const argv = ['-e', check, join(dist, 'cli.cjs'), join(dist, caches()[0] ?? '')];
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = spawnSync(process.execPath, argv, { env, encoding: 'utf8', timeout: 20_000 });
  t.equal(stdout, 'false', 'V8 takes it');
});

// argv                                          environment                            the run leaves compiled code
const RUNS: readonly (readonly [string[], Record<string, string>, boolean])[] = [
  [['--set', 'overlays.host-port=false'], {}, true],
  [['--help'], {}, false],
  [['--version'], {}, false],
  [['schema'], {}, false],
  [['--set', 'overlays.host-prot=false'], {}, false],
  [[], { NODE_DISABLE_COMPILE_CACHE: '1' }, false],
];

t.test('who makes it', async (t) => {
  const { folder, dist, caches } = installed(t);
  for (const [argv, env, makes] of RUNS) {
    run(folder, argv, env);
    t.equal(caches().length, makes ? 1 : 0, `${argv.join(' ')} ${JSON.stringify(env)}`);
    for (const name of caches()) rmSync(join(dist, name));
  }
});

t.test('a damaged one is not used', async (t) => {
  const { folder, dist, caches } = installed(t);
  run(folder);
  const [file = ''] = caches().map((name) => join(dist, name));
  truncateSync(file, 5000);
  t.equal(run(folder), EXPECTED);
  writeFileSync(file, '');
  t.equal(run(folder), EXPECTED);
});

t.test('another bundle does not find it', async (t) => {
  const { folder, dist, caches } = installed(t);
  run(folder);
  const bundle = join(dist, 'cli.cjs');
  const text = readFileSync(bundle, 'latin1');
  writeFileSync(bundle, `/*000000000000*/${text.slice(16)}`, 'latin1');
  t.equal(run(folder), EXPECTED);
  t.equal(caches().length, 2);
});

t.test('where it cannot be written, all goes on without it', async (t) => {
  const { folder, dist, caches } = installed(t);
  run(folder);
  const [name = ''] = caches();
  rmSync(join(dist, name));
  // A folder of its name is in the way of everybody, root too.
  mkdirSync(join(dist, name));
  const before = readdirSync(dist);
  t.equal(run(folder), EXPECTED);
  t.same(readdirSync(dist), before, 'nothing is left behind');
});

t.test('every command finds its code in the other bundle', async (t) => {
  const { folder } = installed(t);
  const commands = run(folder, ['--help']).match(/^ {2}[a-z]+(?= {2})/gm) ?? [];
  t.ok(commands.length > 8);
  for (const command of commands) t.match(run(folder, [command.trim(), '--help']), /^Usage: /, command);
});

t.test('the bundle is ASCII and begins with its hash', async (t) => {
  const bytes = readFileSync(join(PROJECT, 'dist', 'cli.cjs'));
  t.ok(
    bytes.every((byte) => byte < 0x80),
    'bin/redis-hostport reads it as Latin-1',
  );
  t.match(bytes.toString('latin1', 0, 16), /^\/\*[0-9a-f]{12}\*\/$/);
});
