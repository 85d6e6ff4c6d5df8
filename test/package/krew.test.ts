import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { notOnPath, onPath } from '../helpers/binaries.js';
import { execute } from '../helpers/execute.js';
import { whyNoExecutable } from './executable.js';
import { folder, PROJECT, VERSION } from './packaged.js';

// `kubectl redis-hostport`: installed by krew from the manifest, and completed as kubectl asks.

t.test('the manifest for krew', { timeout: 110_000 }, async (t) => {
  const absent = whyNoExecutable();
  if (absent) return void t.pass(absent, { skip: absent });
  const home = folder(t);
  const words = [join(PROJECT, 'scripts/krew.mjs'), 'https://example.org/releases/', home, 'linux-x64', '--fast'];
  const { code, out, err } = execute(process.execPath, words, { cwd: home, env: process.env });
  t.equal(code, 0, err);
  const manifest = out.trim();
  const { metadata, spec } = parse(readFileSync(manifest, 'utf8'));
  const archive = join(home, `redis-hostport-${VERSION}-linux-x64.tar.gz`);
  t.equal(metadata.name, 'redis-hostport');
  t.match(spec.platforms, [
    {
      selector: { matchLabels: { os: 'linux', arch: 'amd64' } },
      uri: `https://example.org/releases/redis-hostport-${VERSION}-linux-x64.tar.gz`,
    },
  ]);
  const sum = execute('sha256sum', [archive], { cwd: home, env: process.env }).out;
  t.equal(spec.platforms[0].sha256, sum.split(' ')[0]);

  const [krew, kubectl] = [onPath('krew'), onPath('kubectl')];
  const skip = notOnPath('krew', 'kubectl');
  t.test('installed, completed', { skip }, async (t) => {
    const bin = join(home, 'krew', 'bin');
    const env = { HOME: home, KREW_ROOT: join(home, 'krew'), PATH: `${bin}:/usr/bin:/bin` };
    const installed = execute(krew ?? '', ['install', `--manifest=${manifest}`, `--archive=${archive}`], {
      cwd: home,
      env,
    });
    t.equal(installed.code, 0, installed.err);
    const ask = (...argv: string[]): string => execute(kubectl ?? '', argv, { cwd: home, env }).out;
    t.match(ask('redis-hostport', 'version'), VERSION);
    const script = join(bin, 'kubectl_complete-redis_hostport');
    writeFileSync(script, ask('redis-hostport', 'completion', 'kubectl'));
    chmodSync(script, 0o755);
    t.match(ask('__complete', 'redis-hostport', 'verify', '--redi'), /^--redis\t/m);
  });
});

t.test('without a URL', async (t) => {
  const { code, err } = execute(process.execPath, [join(PROJECT, 'scripts/krew.mjs')], {
    cwd: PROJECT,
    env: process.env,
  });
  t.equal(code, 1);
  t.match(err, 'Say under which URL the archives will lie');
});
