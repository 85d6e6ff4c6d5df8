import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { appendToLog, helmLog } from '../../src/cli/helm-log.js';
import { run } from '../helpers/fake-io.js';

const PLACES: readonly [env: Record<string, string>, log: string | undefined][] = [
  // environment, where the log is
  [{ HELM_CACHE_HOME: '/c' }, '/c/redis-hostport.log'],
  [{ HELM_CACHE_HOME: '', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/helm/redis-hostport.log'],
  [{ HELM_CACHE_HOME: '', XDG_CACHE_HOME: '', HOME: '/h' }, '/h/.cache/helm/redis-hostport.log'],
  [{ HELM_CACHE_HOME: 'cache', XDG_CACHE_HOME: '.', HOME: '/h' }, '/h/.cache/helm/redis-hostport.log'],
  [{ HELM_CACHE_HOME: '', HOME: '' }, undefined],
  [{}, undefined],
];

t.test('the log is in an absolute folder or nowhere', async (t) => {
  for (const [env, log] of PLACES) {
    t.equal(helmLog(env), log, JSON.stringify(env));
    const { files, code } = await run([], { stdin: 'a: [', env: { ...env, HELM_PLUGIN_NAME: 'redis-hostport' } });
    t.equal(code, 2);
    t.same(Object.keys(files), ['/dev/tty', ...(log === undefined ? [] : [log])]);
  }
});

t.test('only its owner can read it, whatever it was', (t) => {
  const log = join(t.testdir({ 'redis-hostport.log': 'a\n' }), 'redis-hostport.log');
  appendToLog(log, 'b\n');
  t.equal(readFileSync(log, 'utf8'), 'a\nb\n');
  t.equal(statSync(log).mode & 0o777, 0o600);
  t.end();
});

t.test('the last folder is made, and no other', (t) => {
  const folder = t.testdir();
  appendToLog(join(folder, 'helm', 'x.log'), 'a\n');
  t.equal(readFileSync(join(folder, 'helm', 'x.log'), 'utf8'), 'a\n');
  t.throws(() => appendToLog(join(folder, 'no', 'helm', 'x.log'), 'a\n'), { code: 'ENOENT' });
  t.end();
});

t.test('links are not followed', (t) => {
  const folder = t.testdir({ victim: 'mine\n' });
  const victim = join(folder, 'victim');
  symlinkSync(victim, join(folder, 'soft.log'));
  linkSync(victim, join(folder, 'hard.log'));
  t.throws(() => appendToLog(join(folder, 'soft.log'), 'x\n'), { code: 'ELOOP' });
  appendToLog(join(folder, 'hard.log'), 'x\n');
  t.equal(readFileSync(victim, 'utf8'), 'mine\n');
  t.end();
});

t.test('it stays small', (t) => {
  const log = join(t.testdir(), 'x.log');
  for (let lines = 0; lines < 20; lines++) appendToLog(log, `${'x'.repeat(50_000)}\n`);
  t.ok(statSync(log).size < 400_000);
  t.ok(statSync(`${log}.1`).size < 400_000);
  t.end();
});

t.test('what could wait is not opened', { skip: process.platform !== 'linux' && 'needs mkfifo and /proc' }, (t) => {
  const folder = t.testdir();
  execFileSync('mkfifo', [join(folder, 'x.log'), join(folder, 'pipe')]);
  t.throws(() => appendToLog(join(folder, 'x.log'), 'x\n'), { code: 'ENXIO' });
  t.throws(() => appendToLog(join(folder, 'pipe', 'x.log'), 'x\n'), { code: 'ENOTDIR' });
  t.throws(() => appendToLog('/proc/self/no/x.log', 'x\n'));
  t.throws(() => appendToLog('/proc/self/x.log', 'x\n'));
  mkdirSync(join(folder, 'dir.log'));
  t.throws(() => appendToLog(join(folder, 'dir.log'), 'x\n'), { code: 'EISDIR' });
  writeFileSync(join(folder, 'plain'), '');
  t.throws(() => appendToLog(join(folder, 'plain', 'x.log'), 'x\n'), { code: 'ENOTDIR' });
  t.end();
});
