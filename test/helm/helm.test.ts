import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { helm, helmFolders } from '../helpers/binaries.js';
import { execute, type Ran } from '../helpers/execute.js';
import { objectsIn } from '../helpers/objects.js';
import { inProject } from '../helpers/project.js';

// Real Helm 3 and Helm 4 on a chart of our own with the shapes of the real one.

const PROJECT = inProject();
const CHART = join(PROJECT, 'test', 'fixtures', 'chart');
const BIN = join(PROJECT, 'bin', 'redis-hostport');
const IPS = 'ips={10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.8,10.0.0.9,10.0.0.10}';
const PASSWORD = 'correct horse battery';

type Tap = Test;
type Helm = (argv: readonly string[], env?: Record<string, string>) => Ran;

/** Helm with cache, configuration and plugins of its own, in an empty working folder. */
function isolated(t: Tap, program: string): { run: Helm; home: string } {
  const home = mkdtempSync(join(tmpdir(), 'redis-hostport-helm-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  const run: Helm = (argv, env) =>
    execute(program, argv, { cwd: home, env: { ...process.env, ...helmFolders(home), ...env } });
  return { run, home };
}

/** A kubeconfig for an API server of which Helm 3 can ask what kinds there are. */
async function discovery(t: Tap, home: string): Promise<string> {
  const server = spawn(process.execPath, [join(PROJECT, 'test', 'helm', 'discovery-server.mjs')]);
  t.teardown(() => server.stdin.end());
  const [port] = await once(server.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
  const file = join(home, 'kubeconfig');
  const cluster = { name: 'c', cluster: { server: `http://127.0.0.1:${String(port).trim()}` } };
  const context = { name: 'c', context: { cluster: 'c', user: 'u' } };
  const users = [{ name: 'u', user: {} }];
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    contexts: [context],
    users,
    'current-context': 'c',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const template = ['template', 'ds-redis', CHART, '-n', 'redis-cluster', '--set', IPS];

for (const major of [3, 4] as const) {
  const program = helm(major);
  const skip = program === undefined && `no Helm ${major} on the PATH`;
  t.test(`Helm ${major}`, { skip }, async (t) => {
    const { run, home } = isolated(t, program ?? '');
    const plugin = major === 4 ? run(['plugin', 'install', PROJECT]) : undefined;
    if (plugin) t.equal(plugin.code, 0, `helm plugin install: ${plugin.err}`);
    const renderer = ['--post-renderer', major === 4 ? 'redis-hostport' : BIN];

    t.test('template: the runbook result', async (t) => {
      const { code, out, err } = run([...template, ...renderer], { REDIS_HOSTPORT_ACL_PASSWORD: PASSWORD });
      t.equal(code, 0, err);
      assertRunbook(t, out);
      if (major === 3) {
        const plain = run(template).out.split('\n');
        const kept = out.split('\n').filter((line) => plain.includes(line));
        t.ok(kept.length >= plain.length, 'every rendered line is still there');
      }
    });

    t.test('install --dry-run=client', async (t) => {
      const options = ['--dry-run=client', '--disable-openapi-validation', ...renderer];
      const argv = ['install', 'ds-redis', CHART, '-n', 'redis-cluster', '--set', IPS, ...options];
      const KUBECONFIG = await discovery(t, home);
      const { code, out, err } = run(argv, { REDIS_HOSTPORT_ACL_PASSWORD: PASSWORD, KUBECONFIG });
      t.equal(code, 0, err);
      t.match(out, /hostPort: 16379/);
      t.match(out, /STATUS: pending-install/);
    });

    t.test('a configuration beside the caller, and renderer arguments', async (t) => {
      writeFileSync(
        join(home, 'redis-hostport.yaml'),
        'apiVersion: redis-hostport/v1\nkind: Config\noverlays: {node-affinity: false}\n',
      );
      const args = ['--post-renderer-args', '--set', '--post-renderer-args', 'overlays.ordered-ready=false'];
      const { code, out, err } = run([...template, ...renderer, ...args]);
      rmSync(join(home, 'redis-hostport.yaml'));
      t.equal(code, 0, err);
      t.notMatch(out, /preferredDuringSchedulingIgnoredDuringExecution:\s+- weight: 6/);
      t.match(out, /podManagementPolicy: Parallel/);
      t.match(out, /hostPort: 6379/);
    });

    t.test('a refusal reaches the user', async (t) => {
      const { code, out, err } = run(['template', 'ds-redis', CHART, ...renderer]);
      t.not(code, 0);
      t.notMatch(out, 'kind: StatefulSet');
      if (major === 3) t.match(err, /would never start.*overlays\.ordered-ready: false/s);
      const log = join(home, 'cache', 'redis-hostport.log');
      t.equal(existsSync(log), major === 4, 'Helm 4 throws standard error away: it is in the log');
      if (major === 4) t.match(readFileSync(log, 'utf8'), /would never start.*overlays\.ordered-ready: false/s);
    });

    t.test('--output-dir', async (t) => {
      const folder = join(home, 'out');
      const { code, err } = run([...template, '--output-dir', folder, ...renderer]);
      const written = join(folder, 'redis-cluster', 'templates');
      if (major === 3) {
        // It hands over nothing, after it has written the chart's own files.
        t.not(code, 0);
        t.match(err, /the input is empty.*With --output-dir Helm 3 passes nothing on/s);
        return;
      }
      t.equal(code, 0, err);
      t.match(
        readdirSync(written)
          .map((file) => readFileSync(join(written, file), 'utf8'))
          .join(''),
        'hostPort: 16379',
      );
    });

    t.test('a config line with trailing spaces: Helm 4 passes one double-quoted line', async (t) => {
      const values = join(home, 'values.yaml');
      writeFileSync(values, 'configuration: "maxmemory-policy noeviction  "\n');
      const { code, out, err } = run([...template, '-f', values, ...renderer], {
        REDIS_HOSTPORT_ACL_PASSWORD: PASSWORD,
      });
      t.equal(code, 0, err);
      assertRunbook(t, out);
    });
  });
}

function assertRunbook(t: Tap, out: string): void {
  const objects = objectsIn(out);
  const { spec } = objects.find((one) => one.kind === 'StatefulSet');
  t.equal(spec.podManagementPolicy, 'OrderedReady');
  const { containers, affinity, volumes } = spec.template.spec;
  t.same(
    containers[0].ports.map((port: { hostPort: number }) => port.hostPort),
    [6379, 16379],
  );
  const terms = affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution;
  t.same(
    terms.map((term: { weight: number }) => term.weight),
    [6, 5, 4, 3, 2, 1],
  );
  t.equal(volumes[0].configMap.defaultMode, 493, 'defaultMode: 0755 stays');
  const config: string = objects.find((one) => one?.data?.['redis-default.conf']).data['redis-default.conf'];
  const hash = '9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72';
  t.equal(config.split('\n').at(-1), `user song on #${hash} ~* &* +@all`, 'the user has a line of its own');
  t.notMatch(out, PASSWORD);
}
