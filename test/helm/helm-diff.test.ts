import t from 'tap';
import { onPath } from '../helpers/binaries.js';
import { execute, type Ran } from '../helpers/execute.js';
import { inProject } from '../helpers/project.js';

// helm-diff with our post-renderer, on two charts in folders: a comparison with a release needs a cluster (test/gitops).

const helmDiff = onPath('helm-diff');
const helm3 = onPath('helm3');
const skip = helmDiff && helm3 ? false : 'no helm-diff, or no helm3, on the PATH';
const CHART = inProject('test', 'fixtures', 'chart');

/** As Helm calls a plugin, which finds its Helm in HELM_BIN. */
function local(argv: readonly string[]): Ran {
  const env = { ...process.env, HELM_BIN: helm3, HELM_NAMESPACE: 'redis-cluster', HELM_DIFF_COLOR: 'false' };
  const values = ['--set', 'ips={10.0.0.4,10.0.0.5,10.0.0.6,10.0.0.8,10.0.0.9,10.0.0.10}'];
  return execute(helmDiff ?? '', ['local', CHART, CHART, '--release', 'ds-redis', ...values, ...argv], { env });
}

t.test('the same post-renderer on both sides: no difference', { skip }, async (t) => {
  const same = local(['--post-renderer', inProject('bin', 'redis-hostport')]);
  t.same([same.code, same.out.trim()], [0, ''], same.err);
});

t.test('a post-renderer that fails fails it, with our message', { skip }, async (t) => {
  const failed = local([
    ...['--post-renderer', inProject('bin', 'redis-hostport')],
    ...['--post-renderer-args', '--set', '--post-renderer-args', 'release=other'],
  ]);
  t.not(failed.code, 0);
  t.match(failed.out + failed.err, /redis-hostport: the stream holds no release named other/);
});
