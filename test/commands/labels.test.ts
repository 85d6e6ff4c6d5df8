import { spawnSync } from 'node:child_process';
import t from 'tap';
import { run } from '../helpers/fake-io.js';
import { SIX } from './setups.js';

/** The words that kubectl would be called with, one list a call. */
async function calls(overlays: Record<string, unknown>, argv: string[] = []): Promise<string[][]> {
  const config = { apiVersion: 'redis-hostport/v1', kind: 'Config', nodes: SIX, overlays };
  const { out, err } = await run(['labels', ...argv], { files: { 'redis-hostport.yaml': JSON.stringify(config) } });
  t.equal(err, '');
  const { stdout } = spawnSync('sh', ['-c', `kubectl() { printf '%s\\t' "$@"; echo; }\n${out}`], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/\t$/, '').split('\t'));
}

t.test('one call a node, as the overlays look for it', async (t) => {
  // overlays, what node 5 gets
  const rows: [Record<string, unknown>, string[]][] = [
    [{}, ['redis-pod-name=redis-cluster-5', 'redis-system=true']],
    [{ 'announce-host-ip': {} }, ['redis-pod-name=redis-cluster-5', 'redis-system=true']],
    [{ 'node-affinity': false, 'announce-host-ip': {} }, ['redis-system=true']],
    [
      { 'node-affinity': { key: 'k8s.example.com/redis', value: 'r{ordinal}' } },
      ['k8s.example.com/redis=r5', 'redis-system=true'],
    ],
    [
      { 'node-affinity': { requiredKey: 'pool' }, 'announce-host-ip': { requiredKey: 'cache', requiredValue: '' } },
      ['redis-pod-name=redis-cluster-5', 'pool=true', 'cache='],
    ],
  ];
  for (const [overlays, labels] of rows) {
    const all = await calls(overlays);
    t.equal(all.length, 6);
    t.same(all[5], ['label', 'node', 'dio-worker03', ...labels, '--overwrite'], JSON.stringify(overlays));
  }
});

t.test('and takes them away', async (t) => {
  const [first] = await calls({}, ['--remove']);
  t.same(first, ['label', 'node', 'dio-master01', 'redis-pod-name-', 'redis-system-']);
});

t.test('a context goes where kubectl wants it, whatever it is called', async (t) => {
  const [first] = await calls({}, ['--context', "kim's $(cluster)"]);
  t.same(first?.slice(0, 4), ['--context', "kim's $(cluster)", 'label', 'node']);
});
