import { spawnSync } from 'node:child_process';
import t from 'tap';
import { onPath } from '../helpers/binaries.js';
import { inProject } from '../helpers/project.js';

// helm-diff with our post-renderer, on two charts in folders: a comparison with a release needs a cluster (test/gitops).

const helmDiff = onPath('helm-diff');
const helm3 = onPath('helm3');
const skip = helmDiff && helm3 ? false : 'no helm-diff, or no helm3, on the PATH';
const CHART = inProject('test', 'fixtures', 'chart');

/** As Helm calls a plugin, which finds its Helm in HELM_BIN. */
function local(argv: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, HELM_BIN: helm3, HELM_NAMESPACE: 'redis-cluster', HELM_DIFF_COLOR: 'false' };
  const values = ['--set', 'ips={10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.8,10.0.0.9,10.0.0.10}'];
  return spawnSync(helmDiff ?? '', ['local', CHART, CHART, '--release', 'ds-redis', ...values, ...argv], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
}

t.test('the same post-renderer on both sides: no difference', { skip }, async (t) => {
  const same = local(['--post-renderer', inProject('bin', 'redis-hostport')]);
  t.same([same.status, same.stdout.trim()], [0, ''], same.stderr);
});

t.test('a post-renderer that fails fails it, with our message', { skip }, async (t) => {
  const failed = local([
    ...['--post-renderer', inProject('bin', 'redis-hostport')],
    ...['--post-renderer-args', '--set', '--post-renderer-args', 'release=other'],
  ]);
  t.not(failed.status, 0);
  t.match(failed.stdout + failed.stderr, /redis-hostport: the stream holds no release named other/);
});
