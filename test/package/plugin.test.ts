import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { helm, notOnPath } from '../helpers/binaries.js';
import { execute, type Ran } from '../helpers/execute.js';
import { whyNoExecutable } from './executable.js';
import { assertPostRendered, folder, helmIn, PROJECT, TEMPLATE, VERSION } from './packaged.js';

// The archives as a user installs them: from the file, without network.

const helm3 = helm(3);
const helm4 = helm(4);
const skip3 = helm3 === undefined && 'no Helm 3 on the PATH';
const skip4 = helm4 === undefined && 'no Helm 4 on the PATH';
const env = process.env;

const PLUGIN = `redis-hostport-${VERSION}.tgz`;
const CLI = `redis-hostport-cli-${VERSION}.tgz`;

const packaged = (target: string, ...words: string[]): Ran =>
  execute(process.execPath, [join(PROJECT, 'scripts/plugin.mjs'), target, '--fast', ...words], { cwd: target, env });

/** Helm 4 in folders of its own, with these archives installed. */
function installed(t: Test, path: string, ...archives: string[]): (argv: readonly string[]) => Ran {
  const home = folder(t);
  const inside = helmIn(home, helm4 ?? '', path);
  for (const archive of archives) {
    const { code, err } = inside(['plugin', 'install', archive, '--verify=false']);
    t.equal(code, 0, err);
  }
  return inside;
}

const pluginsIn = (home: string): string => join(home, 'data', 'plugins');

/** A home of Helm with an archive unpacked where its plugins are: Helm 3 installs from folders only. */
function unpacked(t: Test, archive: string): string {
  const home = folder(t);
  mkdirSync(pluginsIn(home), { recursive: true });
  t.equal(execute('tar', ['-xzf', archive, '-C', pluginsIn(home)], { cwd: home, env }).code, 0);
  return home;
}

/** `helm redis-hostport …` does what redis-hostport does, exit code and completion included. */
function assertCommands(t: Test, inside: (argv: readonly string[]) => Ran): void {
  const input = join(PROJECT, 'test/golden/runbook/input.yaml');
  t.match(inside(['redis-hostport', 'version']).out, VERSION);
  t.match(inside(['redis-hostport', 'lint', input]), { code: 1, out: /\d+ errors?, \d+ warnings? in 1 file/ });
  const { out } = inside(['__complete', 'redis-hostport', 'lint', '--fail-on', '']);
  t.match(out, /^error\nwarning\n/, 'completion by Helm');
}

t.test('plugin archives', { timeout: 110_000 }, async (t) => {
  const absent = whyNoExecutable();
  const forms = absent ? ['--form', 'node'] : [];
  if (absent) t.pass(absent, { skip: absent });
  const target = folder(t);
  const built = packaged(target, ...forms);
  t.equal(built.code, 0, built.err);
  t.equal(execute('sha256sum', ['-c', 'SHA256SUMS'], { cwd: target, env }).code, 0, 'their check sums');

  // form        its command                       PATH that Helm runs it with
  for (const [form, command, path] of [
    ['node', 'bin/redis-hostport', `${dirname(process.execPath)}:/usr/bin:/bin`],
    ['standalone', 'bin/redis-hostport-linux-x64', '/usr/bin:/bin'],
  ] as const) {
    if (form === 'standalone' && absent) continue;
    const archive = (name: string): string => join(target, form, name);
    const home3 = unpacked(t, archive(`helm3/${PLUGIN}`));
    t.test(`${form}: what is in it`, async (t) => {
      for (const home of [home3, unpacked(t, archive(PLUGIN))]) {
        t.same(readdirSync(pluginsIn(home)), ['redis-hostport'], 'one top folder');
        const plugin = join(pluginsIn(home), 'redis-hostport');
        const names = readdirSync(plugin, { recursive: true, encoding: 'utf8' });
        for (const one of ['plugin.yaml', 'README.md', 'LICENSE', command]) t.ok(names.includes(one), one);
        t.ok(
          names.some((one) => one.endsWith('/THIRD-PARTY-LICENSES')),
          'the licences of what is bundled',
        );
        t.notOk(
          names.some((one) => /^(src|test|node_modules|plugins)$/.test(one)),
          'nothing else',
        );
        const { version, runtimeConfig, platformCommand } = parse(readFileSync(join(plugin, 'plugin.yaml'), 'utf8'));
        t.equal(version, VERSION);
        t.equal((runtimeConfig ?? { platformCommand }).platformCommand[0].command, `\${HELM_PLUGIN_DIR}/${command}`);
      }
    });

    t.test(`${form}: Helm 4 installs and runs both`, { skip: skip4 }, async (t) => {
      const inside = installed(t, path, archive(PLUGIN), archive(CLI));
      const list = inside(['plugin', 'list']).out;
      t.match(list, new RegExp(`^redis-hostport\\s+${VERSION}\\s+postrenderer/v1`, 'm'));
      t.match(list, new RegExp(`^redis-hostport-cli\\s+${VERSION}\\s+cli/v1`, 'm'));
      assertPostRendered(t, inside([...TEMPLATE, '--post-renderer', 'redis-hostport']));
      assertCommands(t, inside);
    });

    t.test(`${form}: Helm 3 runs its own`, { skip: skip3 }, async (t) => {
      const inside = helmIn(home3, helm3 ?? '', path);
      t.match(inside(['plugin', 'list']).out, new RegExp(`^redis-hostport\\s+${VERSION}`, 'm'));
      const program = join(pluginsIn(home3), 'redis-hostport', command);
      assertPostRendered(t, inside([...TEMPLATE, '--post-renderer', program]));
      assertCommands(t, inside);
    });
  }

  t.test('as a command of Helm, verify asks kubectl about the namespace that Helm took', { skip: skip4 }, async (t) => {
    const programs = folder(t);
    writeFileSync(join(programs, 'kubectl'), '#!/bin/sh\necho "asked: $*" >&2\nexit 1\n');
    chmodSync(join(programs, 'kubectl'), 0o755);
    const path = `${programs}:${dirname(process.execPath)}:/usr/bin:/bin`;
    const inside = installed(t, path, join(target, 'node', PLUGIN), join(target, 'node', CLI));
    const { code, err } = inside(['redis-hostport', 'verify', '-n', 'redis-cluster', '--kube-context', 'lab']);
    t.equal(code, 2);
    t.match(err, 'asked: --context=lab -n redis-cluster get pods,nodes,statefulsets,services -o json');
  });
});

t.test('a signed plugin', { skip: skip4 || notOnPath('gpg') }, async (t) => {
  const home = folder(t);
  const [keys, target] = [join(home, 'keys'), join(home, 'out')];
  for (const one of [keys, target]) mkdirSync(one, { mode: 0o700 });
  const PASSPHRASE = 'a passphrase of this test';
  writeFileSync(join(home, 'passphrase'), `${PASSPHRASE}\n`);
  const gpg = (argv: readonly string[], input = ''): Buffer => {
    const ran = spawnSync('gpg', argv, { env: { ...env, GNUPGHOME: keys }, input, timeout: 60_000 });
    t.equal(ran.status, 0, ran.stderr.toString());
    return ran.stdout;
  };
  t.teardown(() => spawnSync('gpgconf', ['--homedir', keys, '--kill', 'all'], { timeout: 20_000 }));
  const quick = ['--quick-generate-key', 'Test <test@example.org>', 'ed25519', 'sign', 'never'];
  gpg(['--batch', '--pinentry-mode', 'loopback', '--passphrase-fd', '0', ...quick], PASSPHRASE);
  writeFileSync(join(home, 'keyring.gpg'), gpg(['--export', 'test@example.org']));

  const signed = (source: string, input = ''): Ran =>
    execute(
      process.execPath,
      [
        join(PROJECT, 'scripts/plugin.mjs'),
        target,
        ...['--form', 'node', '--sign', 'test@example.org', '--passphrase-file', source],
      ],
      { cwd: home, env: { ...env, GNUPGHOME: keys }, input: Buffer.from(input) },
    );
  const wrong = signed('-', 'not the passphrase');
  t.equal(wrong.code, 1);
  t.match(wrong.err, /gpg could not sign .*redis-hostport-.*\.tgz\.prov with the key test@example\.org/);
  t.match(signed('-', PASSPHRASE), { code: 0 });
  const { code, out, err } = signed(join(home, 'passphrase'));
  t.equal(code, 0, err);
  t.notMatch(out + err + wrong.err, PASSPHRASE);
  t.notOk(existsSync(join(target, 'node', 'helm3', `${PLUGIN}.prov`)), 'none for Helm 3, which reads none');

  const inside = helmIn(home, helm4 ?? '', `${dirname(process.execPath)}:/usr/bin:/bin`);
  for (const archive of [PLUGIN, CLI]) {
    const file = join(target, 'node', archive);
    t.match(inside(['plugin', 'verify', file, '--keyring', 'keyring.gpg']), {
      code: 0,
      out: /Signed by: Test <test@example.org>/,
    });
    t.match(inside(['plugin', 'install', file, '--keyring', 'keyring.gpg']), {
      code: 0,
      out: /Plugin Hash Verified: sha256:/,
    });
  }
  t.match(inside(['plugin', 'list']).out, /^redis-hostport\s.*\ssigned\s/m);
  t.match(inside(['plugin', 'list']).out, /^redis-hostport-cli\s.*\ssigned\s/m);

  t.test('another archive under its name is refused', async (t) => {
    const file = join(target, 'node', PLUGIN);
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from('\n')]));
    const { code, err } = inside(['plugin', 'verify', file, '--keyring', 'keyring.gpg']);
    t.equal(code, 1);
    t.match(err, 'sha256 sum does not match');
  });
});

t.test('executables of several platforms in one plugin', { timeout: 110_000 }, async (t) => {
  const targets = ['linux-x64', 'linux-arm64'];
  const absent = whyNoExecutable(...targets);
  if (absent) return void t.pass(absent, { skip: absent });
  const target = folder(t);
  const words = ['--form', 'standalone', ...targets.flatMap((one) => ['--target', one])];
  t.match(packaged(target, ...words), { code: 0 });
  const file = join(target, 'standalone', PLUGIN);
  const { out } = execute('tar', ['-xzOf', file, 'redis-hostport/plugin.yaml'], { cwd: target, env });
  t.same(parse(out).runtimeConfig.platformCommand, [
    { os: 'linux', arch: 'amd64', command: `\${HELM_PLUGIN_DIR}/bin/redis-hostport-linux-x64` },
    { os: 'linux', arch: 'arm64', command: `\${HELM_PLUGIN_DIR}/bin/redis-hostport-linux-arm64` },
  ]);
  t.test('Helm 4 picks', { skip: skip4 }, async (t) => {
    const inside = installed(t, '/usr/bin:/bin', file, join(target, 'standalone', CLI));
    assertPostRendered(t, inside([...TEMPLATE, '--post-renderer', 'redis-hostport']));
    assertCommands(t, inside);
  });
  const both = packaged(target, '--form', 'standalone', '--target', 'linux-x64', '--target', 'linux-x64-musl');
  t.match(both, { code: 1, err: 'Helm cannot distinguish these' });
});

t.test('each description says the version of package.json', async (t) => {
  for (const path of ['.', 'plugins/redis-hostport-cli', 'plugins/helm3'])
    t.equal(parse(readFileSync(join(PROJECT, path, 'plugin.yaml'), 'utf8')).version, VERSION, path);
});

t.test('from the clone', async (t) => {
  const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;
  t.test('Helm 4', { skip: skip4 }, async (t) => {
    const inside = helmIn(folder(t), helm4 ?? '', PATH);
    for (const path of ['.', 'plugins/redis-hostport-cli'])
      t.match(inside(['plugin', 'install', join(PROJECT, path)]), { code: 0 }, path);
    assertPostRendered(t, inside([...TEMPLATE, '--post-renderer', 'redis-hostport']));
    assertCommands(t, inside);
  });
  t.test('Helm 3', { skip: skip3 }, async (t) => {
    const home = folder(t);
    mkdirSync(join(home, 'data', 'plugins'), { recursive: true });
    const inside = helmIn(home, helm3 ?? '', PATH);
    t.match(inside(['plugin', 'install', join(PROJECT, 'plugins/helm3')]), { code: 0 });
    assertCommands(t, inside);
  });
});
