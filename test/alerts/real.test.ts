import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { missingProgram, type Server, shell } from '../cluster/servers.js';
import { noCharts } from '../helpers/charts.js';
import { run } from '../helpers/fake-io.js';
import { kubeStateMetrics, type Placed } from './kube-state-metrics.js';
import { freePort, noPrometheus, Prometheus, servePage, start } from './prometheus.js';

/**
 * The six real servers of test/cluster, Debian's redis_exporter, a real Prometheus with the rules as they are written. What
 * kube-state-metrics says is a page of this test. A minute of the rules' `for` is two seconds here; nothing else of them
 * is changed.
 */
process.env.TEST_CLUSTER_NET = '127.0.1';
const { CONFIG, FOR_VERIFY, NODE_IPS, NODE_NAMES, postRendered, startCluster, verifyRedis } = await import(
  '../cluster/cluster.js'
);

const skip = noCharts || (missingProgram && `no ${missingProgram} on the PATH`) || noPrometheus;
const NAMESPACE = 'redis-cluster';
const STATEFUL_SET = 'ds-redis-redis-cluster';
/** Of a part; the whole is bounded by the file. */
const LIMIT_MS = 60_000;
const FOLLOW = [0, 1, 2, 3, 4, 5];

t.test(
  'what goes wrong on real servers fires, and a failover that was asked for does not',
  { skip, timeout: 115_000 },
  async (t) => {
    const { servers, password } = await startCluster(t, await postRendered(), FOLLOW);
    const pods: Placed[] = FOLLOW.map((ordinal) => ({
      pod: `${STATEFUL_SET}-${ordinal}`,
      node: NODE_NAMES[ordinal] ?? '',
    }));
    const prometheus = await watch(t, pods, password);
    const cli = (ip: string, ...words: string[]): string => shell(`redis-cli -h ${ip} ${words.join(' ')}`, password);
    shell(`for key in $(seq 60); do echo set key:$key value; done | redis-cli -c -h ${NODE_IPS[0]}`, password);

    await t.test('failovers that were asked for, on a healthy cluster', { timeout: LIMIT_MS }, async (t) => {
      const began = Date.now();
      for (let round = 0; round < 3; round++) {
        const replica = NODE_IPS[await indexOf('slave', cli)] ?? '';
        cli(replica, 'cluster', 'failover');
        await prometheus.until('a new master', async () => cli(replica, 'role').startsWith('master'));
        await sleep(4000);
      }
      const since = Math.ceil((Date.now() - began) / 1000);
      const ever = await prometheus.query(`count_over_time(ALERTS{alertstate="firing"}[${since}s])`);
      t.same(
        ever.map(({ metric }) => metric.alertname),
        [],
        'nothing has fired',
      );
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
      const lost = await indexOf('slave', cli);
      const master = await masterOf(lost, cli);
      await servers[lost]?.kill();
      await fires(t, prometheus, {
        'redis-unreachable': [`The exporter of pod ${STATEFUL_SET}-${lost} gets no answer from its server`],
        'redis-no-replica': [`The master in pod ${STATEFUL_SET}-${master} has 0 of 1 replicas`],
      });
      await servers[lost]?.start(NODE_IPS[lost] ?? '');
      await fires(t, prometheus, {});
    });

    await t.test('a replica comes back as a stranger', { timeout: LIMIT_MS }, async (t) => {
      const stranger = await indexOf('slave', cli);
      const master = await masterOf(stranger, cli);
      await emptied(servers[stranger], NODE_IPS[stranger] ?? '');
      await fires(t, prometheus, {
        'redis-stranger': [`The server in pod ${STATEFUL_SET}-${stranger} knows only itself and belongs to no cluster`],
        'redis-no-replica': [`The master in pod ${STATEFUL_SET}-${master} has 0 of 1 replicas`],
      });
      await fixAsPrinted();
      await fires(t, prometheus, {});
    });

    await t.test('a master comes back empty, faster than the failover', { timeout: LIMIT_MS }, async (t) => {
      const victim = await indexOf('master', cli);
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

type Cli = (ip: string, ...words: string[]) => string;

async function indexOf(role: 'master' | 'slave', cli: Cli): Promise<number> {
  return NODE_IPS.findIndex((ip) => cli(ip, 'role').startsWith(role));
}

async function masterOf(replica: number, cli: Cli): Promise<number> {
  const [, ip = ''] = cli(NODE_IPS[replica] ?? '', 'role').split('\n');
  return NODE_IPS.indexOf(ip);
}

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

/**
 * Waits until these alerts fire, by id with their summaries, and no others. */
async function fires(t: Test, prometheus: Prometheus, expected: Record<string, string[]>): Promise<void> {
  const began = Date.now();
  let seen: Record<string, string[]> = {};
  const holds = async (): Promise<boolean> => {
    seen = {};
    for (const { labels, annotations } of await prometheus.firing()) {
      const { check = '' } = labels;
      seen[check] = [...(seen[check] ?? []), annotations.summary ?? ''].sort();
    }
    return JSON.stringify(Object.entries(seen).sort()) === JSON.stringify(Object.entries(expected).sort());
  };
  await prometheus.until('', holds).catch(() => {});
  t.strictSame(seen, expected, Object.keys(expected).join(' and ') || 'nothing any more');
  t.comment(`after ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

/** The exporter, Prometheus, and the rules of the configuration, once everything is scraped. */
async function watch(t: Test, pods: readonly Placed[], password: string): Promise<Prometheus> {
  const exporter = `127.0.0.1:${await freePort()}`;
  start(t, 'prometheus-redis-exporter', [`--web.listen-address=${exporter}`], { REDIS_PASSWORD: password });
  const page = await servePage(t, () => kubeStateMetrics(NAMESPACE, STATEFUL_SET, pods, NODE_NAMES));
  const { code, out, err } = await run(['alerts', '--format', 'prometheus'], {
    files: { 'redis-hostport.yaml': CONFIG },
  });
  t.same([code, err], [0, '']);
  const scrape = [
    {
      job_name: 'redis',
      metrics_path: '/scrape',
      static_configs: NODE_IPS.map((ip, ordinal) => ({
        targets: [`redis://${ip}:6379`],
        labels: { namespace: NAMESPACE, pod: `${STATEFUL_SET}-${ordinal}` },
      })),
      relabel_configs: [
        { source_labels: ['__address__'], target_label: '__param_target' },
        { source_labels: ['__param_target'], target_label: 'instance' },
        { target_label: '__address__', replacement: exporter },
      ],
    },
    { job_name: 'kube-state-metrics', honor_labels: true, static_configs: [{ targets: [`127.0.0.1:${page}`] }] },
  ];
  const prometheus = await Prometheus.start(t, scrape, thirtyTimesAsFast(out));
  await prometheus.until('all scraped', async () => (await prometheus.query('redis_up == 1')).length === 6);
  await prometheus.until('the page scraped', async () => (await prometheus.query('kube_node_info')).length === 6);
  await prometheus.until('rules that are content', async () => (await prometheus.query('ALERTS')).length === 0);
  return prometheus;
}

function thirtyTimesAsFast(rules: string): string {
  const value = parse(rules) as { groups: [{ rules: { for?: string }[] }] };
  for (const rule of value.groups[0].rules) if (rule.for) rule.for = `${2 * Number.parseInt(rule.for, 10)}s`;
  return JSON.stringify(value);
}
