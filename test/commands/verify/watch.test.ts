import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../../helpers/fake-io.js';
import { inProject } from '../../helpers/project.js';
import { kubectl, swap, world } from './world.js';

const RIGHT = kubectl(world());
const SWAPPED = kubectl(world((made) => swap(made, 1, 3)));

/** Runs `verify --watch` on a file that holds the next of these at each look. */
async function watched(looks: readonly string[], options: readonly string[] = [], onTerminal = false) {
  const waited: number[] = [];
  const pause = async (milliseconds: number): Promise<boolean> => {
    if (milliseconds === 0) return true;
    waited.push(milliseconds);
    return waited.length < looks.length;
  };
  const files = { 'cluster.json': () => looks[waited.length] ?? '' };
  return { ...(await run(['verify', 'cluster.json', ...options], { files, pause, onTerminal })), waited };
}

t.test('in a pipe one line for each finding that came or went', async (t) => {
  const { code, out, err, waited } = await watched([RIGHT, SWAPPED, SWAPPED, RIGHT], ['--watch', '5']);
  t.equal(code, 0, 'the last look was all right');
  t.equal(err, '');
  t.strictSame(waited, [5000, 5000, 5000, 5000]);
  const [came, went, ...rest] = out.split('\n');
  t.match(came, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \+ error pods-swapped: pods 1 and 3 are swapped/);
  t.match(went, /^\S+Z - error pods-swapped: pods 1 and 3/);
  t.strictSame(rest, ['']);
});

t.test('as JSON one object a line', async (t) => {
  const { code, out } = await watched([SWAPPED, RIGHT, SWAPPED], ['--watch', '--format', 'json']);
  t.equal(code, 1);
  const lines = out.trim().split('\n');
  const objects: { event: string; check: string; ordinals: number[] }[] = lines.map((line) => JSON.parse(line));
  t.match(objects, [
    { time: /Z$/, event: 'came', check: 'pods-swapped', severity: 'error', ordinals: [1, 3] },
    { event: 'went', check: 'pods-swapped' },
    { event: 'came', check: 'pods-swapped' },
  ]);
});

t.test('a look that fails is no end', async (t) => {
  const { code, out, err } = await watched([RIGHT, '{', SWAPPED], ['--watch', '5']);
  t.match([code, out, err], [1, /^\S+ \+ error pods-swapped/, /^redis-hostport: not valid JSON/]);
  const last = await watched([RIGHT, '{'], ['--watch', '5']);
  t.equal(last.code, 2, 'it is not known');
});

t.test('on a terminal one screen', async (t) => {
  const { out } = await watched([RIGHT, SWAPPED, SWAPPED], ['--watch', '5', '--color', 'never'], true);
  const screens = out.split('\u001b[2J\u001b[3J\u001b[H');
  t.equal(screens.length, 4, 'three of them');
  t.match(screens[1], /^Verified .*, again every 5 seconds\. Ctrl-C ends it\.\n\n.*All is right/s);
  t.notMatch(screens[1], /Changed since/);
  t.match(screens[3], /WRONG.*Changed since:\n\S+ \+ error pods-swapped/s, 'what changed stays');
});

// arguments, what is said
const REFUSED: [string[], RegExp][] = [
  [['--watch'], /--watch asks again and again, and standard input can be read once/],
  [['--watch', '0', '-n', 'x'], /--watch takes seconds, from 1 to 86400, not 0/],
  [['cluster.json', '--watch=1', '--format', 'junit'], /--watch prints text or json, not junit/],
  [['cluster.json', '--watch=1', '--format', 'json=x'], /--watch prints text or json, not json to a file/],
];

t.test('what cannot be meant', async (t) => {
  for (const [options, err] of REFUSED) {
    const outcome = await run(['verify', ...options], { files: { 'cluster.json': RIGHT } });
    t.match(outcome, { code: 2, out: '', err }, options.join(' '));
  }
});

t.test('Ctrl-C ends it with the last exit code', { skip: process.platform === 'win32' && 'no signals' }, async (t) => {
  const file = join(t.testdir({ 'cluster.json': SWAPPED }), 'cluster.json');
  const child = spawn(process.execPath, [inProject('bin', 'redis-hostport'), 'verify', file, '--watch', '60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  t.match(String(line), /\+ error pods-swapped/);
  // The line is printed before it waits; only then the signal is its own.
  const again = setInterval(() => child.kill('SIGINT'), 200);
  const [code] = await once(child, 'exit');
  clearInterval(again);
  t.equal(code, 1);
});
