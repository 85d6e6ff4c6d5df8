import { copyFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import t from 'tap';
import { helm } from '../helpers/binaries.js';
import { whyNoExecutable } from './executable.js';
import { assertPostRendered, folder, helmIn, PROJECT, run, TEMPLATE, VERSION } from './packaged.js';

// The archives as a user installs them: from the file, without network.

const helm4 = helm(4);

t.test('plugin archives', { timeout: 110_000 }, async (t) => {
  const absent = whyNoExecutable();
  if (absent) return void t.pass(absent, { skip: absent });
  const target = folder(t);
  const env = process.env;
  const built = run(process.execPath, [join(PROJECT, 'scripts/plugin.mjs'), target], { cwd: target, env });
  t.equal(built.code, 0, built.err);

  // form        its command                  PATH that Helm runs it with
  for (const [form, command, path] of [
    ['node', 'bin/redis-hostport', `${dirname(process.execPath)}:/usr/bin:/bin`],
    ['standalone', 'redis-hostport', ''],
  ] as const) {
    const archive = join(target, form, `redis-hostport-${VERSION}.tgz`);
    t.test(`${form}: what is in it`, async (t) => {
      const names = run('tar', ['-tzf', archive], { cwd: target, env }).out.trim().split('\n');
      t.same(new Set(names.map((name) => name.split('/')[0])), new Set(['redis-hostport']), 'one top folder');
      for (const name of ['plugin.yaml', 'README.md', 'LICENSE', command])
        t.ok(names.includes(`redis-hostport/${name}`), name);
      t.ok(
        names.some((name) => name.endsWith('/THIRD-PARTY-LICENSES')),
        'the licences of what is bundled',
      );
      t.notOk(
        names.some((name) => /^redis-hostport\/(src|test|node_modules)\//.test(name)),
        'nothing else',
      );
      const { out } = run('tar', ['-xzOf', archive, 'redis-hostport/plugin.yaml'], { cwd: target, env });
      t.match(out, `- command: \${HELM_PLUGIN_DIR}/${command}\n`);
      t.match(out, `version: ${VERSION}\n`);
    });

    const skip = helm4 === undefined && 'no Helm 4 on the PATH';
    t.test(`${form}: Helm 4 installs and runs it`, { skip }, async (t) => {
      const home = folder(t);
      const inside = helmIn(home, helm4 ?? '', path);
      copyFileSync(archive, join(home, basename(archive)));
      const installed = inside(['plugin', 'install', `./${basename(archive)}`, '--verify=false']);
      t.equal(installed.code, 0, installed.err);
      t.match(inside(['plugin', 'list']).out, new RegExp(`^redis-hostport\\s+${VERSION}\\s+postrenderer/v1`, 'm'));
      assertPostRendered(t, inside([...TEMPLATE, '--post-renderer', 'redis-hostport']));
    });
  }
});
