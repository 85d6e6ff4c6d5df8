import type { Test } from 'tap';
import { noServers, type Server, shell } from '../cluster/servers.js';
import { noCharts } from '../helpers/charts.js';
import { run } from '../helpers/fake-io.js';
import { kubeStateMetrics, type Placed } from './kube-state-metrics.js';
import { freePort, noPrometheus, Prometheus, servePage, start } from './prometheus.js';

// Before test/cluster is imported, which runs beside these tests.
process.env.TEST_CLUSTER_NET ??= '127.0.1';
const { CONFIG, NODE_IPS, NODE_NAMES, postRendered, startCluster } = await import('../cluster/cluster.js');

export { NODE_IPS };
export const skip = noCharts || noServers || noPrometheus;
export const STATEFUL_SET = 'ds-redis-redis-cluster';
const NAMESPACE = 'redis-cluster';
const ORDINALS = [0, 1, 2, 3, 4, 5];

/** Six real servers, Debian's redis_exporter, and a real Prometheus with rules of ours. */
export interface Watched {
  servers: readonly Server[];
  /** What kube-state-metrics says of the pods; a test changes it. */
  pods: Placed[];
  prometheus: Prometheus;
  /** redis-cli at a node, as the user of the chart. */
  cli: (ip: string, ...words: string[]) => string;
  /** The first server with this role, by ordinal. */
  indexOf: (role: 'master' | 'slave') => number;
  masterOf: (replica: number) => number;
  /** Asks a replica to take over, and waits until it has. */
  failOver: (replica: number) => Promise<void>;
}

/**
 * The servers with some keys, watched until everything is scraped and nothing fires.
 *
 * @param adapted what becomes of the rules before Prometheus reads them
 */
export async function startWatched(t: Test, adapted: (rules: string) => string): Promise<Watched> {
  const { servers, password } = await startCluster(t, await postRendered(), ORDINALS);
  const pods = ORDINALS.map((ordinal) => ({ pod: `${STATEFUL_SET}-${ordinal}`, node: NODE_NAMES[ordinal] ?? '' }));
  const prometheus = await Prometheus.start(t, await scraped(t, pods, password), adapted(await rules(t)));
  await prometheus.until('all scraped', async () => (await prometheus.query('redis_up == 1')).length === 6);
  await prometheus.until('the page scraped', async () => (await prometheus.query('kube_node_info')).length === 6);
  await prometheus.until('rules that are content', async () => (await prometheus.query('ALERTS')).length === 0);
  const cli = (ip: string, ...words: string[]): string => shell(`redis-cli -h ${ip} ${words.join(' ')}`, password);
  shell(`for key in $(seq 60); do echo set key:$key value; done | redis-cli -c -h ${NODE_IPS[0]}`, password);
  return {
    servers,
    pods,
    prometheus,
    cli,
    indexOf: (role) => NODE_IPS.findIndex((ip) => cli(ip, 'role').startsWith(role)),
    masterOf: (replica) => NODE_IPS.indexOf(cli(NODE_IPS[replica] ?? '', 'role').split('\n')[1] ?? ''),
    failOver: async (replica) => {
      const ip = NODE_IPS[replica] ?? '';
      cli(ip, 'cluster', 'failover');
      await prometheus.until('a new master', async () => cli(ip, 'role').startsWith('master'));
    },
  };
}

async function rules(t: Test): Promise<string> {
  const { code, out, err } = await run(['alerts', '--format', 'prometheus'], {
    files: { 'redis-hostport.yaml': CONFIG },
  });
  t.same([code, err], [0, '']);
  return out;
}

/** The scrape jobs: the exporter, asked for each server, and a page that stands for kube-state-metrics. */
async function scraped(t: Test, pods: readonly Placed[], password: string): Promise<unknown[]> {
  const exporter = `127.0.0.1:${await freePort()}`;
  start(t, 'prometheus-redis-exporter', [`--web.listen-address=${exporter}`], { REDIS_PASSWORD: password });
  const page = await servePage(t, () => kubeStateMetrics(NAMESPACE, STATEFUL_SET, pods, NODE_NAMES));
  return [
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
}

/** Every alert that has fired in the last seconds, if only for one evaluation. */
export async function everFired({ prometheus }: Watched, seconds: number): Promise<(string | undefined)[]> {
  const ever = await prometheus.query(`count_over_time(ALERTS{alertstate="firing"}[${Math.ceil(seconds)}s])`);
  return ever.map(({ metric }) => metric.alertname);
}
