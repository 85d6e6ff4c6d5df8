import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { type Server, shell } from '../cluster/servers.js';
import { fires, withMinutesOf } from './fires.js';
import type { Placed } from './kube-state-metrics.js';
import { everFired, NODE_IPS, STATEFUL_SET, skip, startWatched } from './watched.js';

/**
 * The six real servers of test/cluster, Debian's redis_exporter, a real Prometheus with the rules as they are written. What
 * kube-state-metrics says is a page of this test. A minute of the rules' `for` is two seconds here; nothing else of them
 * is changed.
 */
const { FOR_VERIFY, verifyRedis } = await import('../cluster/cluster.js');

/** Of a part; the whole is bounded by the file. */
const LIMIT_MS = 90_000;

t.test(
  'what goes wrong on real servers fires, and a failover that was asked for does not',
  { skip, timeout: 280_000 },
  async (t) => {
    const watched = await startWatched(t, (rules) => withMinutesOf(rules, 2));
    const { servers, pods, prometheus, indexOf, masterOf, failOver } = watched;

    await t.test('failovers that were asked for, on a healthy cluster', { timeout: LIMIT_MS }, async (t) => {
      const began = Date.now();
      for (let round = 0; round < 3; round++) {
        await failOver(indexOf('slave'));
        await sleep(4000);
      }
      t.same(await everFired(watched, (Date.now() - began) / 1000), [], 'nothing has fired');
    });

    await t.test('two pods are exchanged', { timeout: LIMIT_MS }, async (t) => {
      exchange(pods, 1, 3);
      await fires(t, prometheus, {
        'pods-swapped': [
          `Pods ${STATEFUL_SET}-1 and ${STATEFUL_SET}-3 run on the nodes of each other: node3 and node1`,
        ],
      });
      exchange(pods, 1, 3);
      await fires(t, prometheus, {});
    });

    await t.test('a replica is lost', { timeout: LIMIT_MS }, async (t) => {
      const lost = indexOf('slave');
      const master = masterOf(lost);
      await servers[lost]?.kill();
      await fires(t, prometheus, {
        'redis-unreachable': [`The exporter of pod ${STATEFUL_SET}-${lost} gets no answer from its server`],
        'redis-no-replica': [`The master in pod ${STATEFUL_SET}-${master} has 0 of 1 replicas`],
      });
      await servers[lost]?.start(NODE_IPS[lost] ?? '');
      await fires(t, prometheus, {});
    });

    await t.test('a replica comes back as a stranger', { timeout: LIMIT_MS }, async (t) => {
      const stranger = indexOf('slave');
      const master = masterOf(stranger);
      await emptied(servers[stranger], NODE_IPS[stranger] ?? '');
      await fires(t, prometheus, {
        'redis-stranger': [`The server in pod ${STATEFUL_SET}-${stranger} knows only itself and belongs to no cluster`],
        'redis-no-replica': [`The master in pod ${STATEFUL_SET}-${master} has 0 of 1 replicas`],
      });
      await fixAsPrinted();
      await fires(t, prometheus, {});
    });

    await t.test('a master comes back empty, faster than the failover', { timeout: LIMIT_MS }, async (t) => {
      const victim = indexOf('master');
      await emptied(servers[victim], NODE_IPS[victim] ?? '');
      await fires(t, prometheus, {
        'redis-master-emptied': [
          `Pod ${STATEFUL_SET}-${victim} came back empty, and its keys are gone from the cluster`,
        ],
        'redis-stranger': [`The server in pod ${STATEFUL_SET}-${victim} knows only itself and belongs to no cluster`],
      });
      const [alert] = (await prometheus.firing()).filter(({ labels }) => labels.check === 'redis-master-emptied');
      t.match(alert?.annotations.description, /hold \d+ keys now and held up to 1[0-9]+ within the hour/);
    });
  },
);

/** A pod that is made again without its data. */
async function emptied(server: Server | undefined, ip: string): Promise<void> {
  await server?.kill();
  await server?.wipe();
  await server?.start(ip);
}

function exchange(pods: Placed[], one: number, other: number): void {
  const [a, b] = [pods[one], pods[other]];
  if (a && b) [a.node, b.node] = [b.node, a.node];
}

/** The commands of `verify --redis`, one finding after the other, until it finds nothing. */
async function fixAsPrinted(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const { code, out } = await verifyRedis(['--format', 'json', '--fail-on', 'warning']);
    if (code === 0) return;
    const { findings } = JSON.parse(out) as { findings: { commands: string[] }[] };
    const next = findings.find(({ commands }) => commands.length > 0);
    for (const command of next?.commands ?? []) shell(command, FOR_VERIFY.env.SONG_PASSWORD);
    await sleep(1000);
  }
}
