import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { behavesAsAProcess } from '../cli/as-a-process.js';
import { helm } from '../helpers/binaries.js';
import { chartStream, noCharts, streamNames } from '../helpers/charts.js';
import { execute } from '../helpers/execute.js';
import { type Call, run as runHere } from '../helpers/fake-io.js';
import { golden } from '../helpers/golden.js';
import { inProject } from '../helpers/project.js';
import { makeExecutable, runAlone } from './executable.js';
import { assertPostRendered, EXPECTED, folder, helmIn, INPUT, PROJECT, TEMPLATE, VERSION } from './packaged.js';

// The one executable, built for this and run where nothing else is: no environment, no PATH.

t.test('one executable', { timeout: 110_000 }, async (t) => {
  const target = folder(t);
  const { program, absent } = makeExecutable(target);
  if (program === undefined) return void t.pass(absent, { skip: absent });

  t.test('makes of each golden case what it should', async (t) =>
    golden(
      t,
      inProject('test', 'golden'),
      (argv, call) => runAlone(program, argv, call),
      () => {},
    ),
  );

  t.test('post-renders and lints real renderings as the code in this process does', { skip: noCharts }, async (t) => {
    const same = async (what: string, argv: readonly string[], call: Call) => {
      const { code, out, err } = await runHere(argv, call);
      t.same(await runAlone(program, argv, call), { code, out, err }, what);
    };
    // Each way of rendering in each version of the chart; every stream is read by lint, below.
    for (const name of streamNames().filter((one) => /ext\./.test(one)))
      await same(name, [], { stdin: chartStream(name) });
    const files = Object.fromEntries(
      streamNames().map((name) => [`${name.replace('/', '-')}.yaml`, chartStream(name)]),
    );
    await same('lint', ['lint', ...Object.keys(files)], { files });
  });

  t.test('as a process', async (t) => behavesAsAProcess(t, program));

  t.test('nothing in its folder or at home changes what it does', async (t) => {
    const files = {
      '.env': 'REDIS_HOSTPORT_ACL_PASSWORD=a-password\n',
      'bunfig.toml': 'preload = ["./other.js"]\n',
      '.bunfig.toml': 'preload = ["./other.js"]\n',
      'other.js': 'process.stderr.write("not asked for");\n',
      'tsconfig.json': 'no JSON',
      'package.json': 'no JSON',
    };
    const env = { HOME: '.', XDG_CONFIG_HOME: '.' };
    t.same(await runAlone(program, [], { stdin: INPUT, env, files }), { code: 0, out: EXPECTED, err: '' });
  });

  t.test('knows its version', async (t) => {
    t.same(await runAlone(program, ['--version']), { code: 0, out: `${VERSION} (executable)\n`, err: '' });
  });

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
      const ran = await runAlone(program, argv, { stdin: INPUT });
      t.equal(ran.code, code, ran.err);
      t.match(ran.out + ran.err, output);
    });
  }

  t.test('the licences go along', async (t) => {
    const text = readFileSync(join(target, 'THIRD-PARTY-LICENSES'), 'utf8');
    for (const name of ['yaml', 'ajv', 'ioredis', 'fast-json-patch']) t.match(text, new RegExp(`^${name} \\d`, 'm'));
    t.match(text, /^Bun \d/m);
    for (const words of ['JavaScriptCore', 'GNU LESSER GENERAL PUBLIC LICENSE', 'GNU LIBRARY GENERAL PUBLIC LICENSE'])
      t.match(text, words);
  });

  t.test('its check sums, and the same bytes when it is built again', async (t) => {
    const again = folder(t);
    makeExecutable(again);
    const [first, second] = [target, again].map((one) => readFileSync(join(one, 'SHA256SUMS'), 'utf8'));
    t.equal(first, second);
    const checked = execute('sha256sum', ['-c', 'SHA256SUMS'], { cwd: target, env: process.env });
    t.same(checked, { code: 0, out: 'redis-hostport: OK\nTHIRD-PARTY-LICENSES: OK\n', err: '' });
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
