import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { notOnPath, onPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { whyNoExecutable } from './executable.js';
import { EXPECTED, folder, INPUT, PROJECT, VERSION } from './packaged.js';

// Executables for other platforms, made here; that of linux-arm64 is run, too, where there is an emulator.

// target               file                                 begins with
const PLATFORMS = [
  ['linux-arm64', 'redis-hostport-linux-arm64', '7f454c460201'],
  ['darwin-arm64', 'redis-hostport-darwin-arm64', 'cffaedfe0c000001'],
  ['windows-x64', 'redis-hostport-windows-x64.exe', '4d5a'],
] as const;
const TARGETS = PLATFORMS.map(([target]) => target);

/** Debian's qemu-user-static and libc6-arm64-cross. */
const QEMU = ['-L', '/usr/aarch64-linux-gnu'];
const qemu = onPath('qemu-aarch64-static');

t.test('executables for other platforms', { timeout: 110_000 }, async (t) => {
  const absent = whyNoExecutable(...TARGETS);
  if (absent) return void t.pass(absent, { skip: absent });
  const target = folder(t);
  const words = [join(PROJECT, 'scripts', 'standalone.mjs'), target, ...TARGETS];
  const built = execute(process.execPath, words, { cwd: target, env: process.env });
  t.equal(built.code, 0, built.err);

  for (const [name, file, magic] of PLATFORMS) {
    const start = readFileSync(join(target, file)).subarray(0, magic.length / 2);
    t.equal(start.toString('hex'), magic, name);
  }

  t.test('check sums', async (t) => {
    const { code, out } = execute('sha256sum', ['-c', 'SHA256SUMS'], { cwd: target, env: process.env });
    t.equal(code, 0);
    for (const [, file] of PLATFORMS) t.match(out, `${file}: OK`);
  });

  t.test('linux-arm64 runs', { skip: notOnPath('qemu-aarch64-static') }, async (t) => {
    const ran = (...argv: string[]) =>
      execute(qemu ?? '', [...QEMU, join(target, 'redis-hostport-linux-arm64'), ...argv], {
        cwd: target,
        env: {},
        input: INPUT,
      });
    t.match(ran('--version').out, VERSION);
    t.same(ran(), { code: 0, out: EXPECTED, err: '' });
  });

  t.test('another platform is refused, and what there is is said', async (t) => {
    const { code, err } = execute(process.execPath, [...words.slice(0, 2), 'plan9-x64'], {
      cwd: target,
      env: process.env,
    });
    t.equal(code, 1);
    t.match(err, 'There is no executable for plan9-x64, but for linux-x64, linux-arm64');
  });
});
