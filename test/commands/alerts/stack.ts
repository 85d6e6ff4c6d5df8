import { NAMES } from '../verify/world.js';

/** A series as promtool takes it. */
export interface Series {
  series: string;
  /** promtool's notation, one value a minute: `1x240`, `0x5 1x235`. */
  values: string;
}

/** What one pod's exporter and kube-state-metrics say of it; a number stays so, a text is promtool's notation. */
export interface PodMetrics {
  /** undefined: there is no such pod. `''`: it has no node yet. */
  node: string | undefined;
  ready: number | string;
  /** The exporter's metrics without `redis_`; undefined: there is no exporter. */
  redis: Record<string, number | string> | undefined;
  role: 'master' | 'slave';
}

export interface NodeMetrics {
  name: string;
  ready: number;
  cordoned: number;
}

/** All that Prometheus sees of a release of six pods; tests change what they are about. */
export interface Stack {
  asked: number | undefined;
  nodes: NodeMetrics[];
  pods: PodMetrics[];
  /** More series. */
  also: Series[];
  /** Series that start so are left out. */
  not: string[];
  /** Labels that every series of ours has; two sets stand for targets that are scraped twice. */
  everywhere: string[];
}

export const MINUTES = 240;

export function stack(change: (made: Stack) => void = () => {}): Stack {
  const made: Stack = {
    asked: 6,
    nodes: NAMES.map((name) => ({ name, ready: 1, cordoned: 0 })),
    pods: NAMES.map((node, ordinal) => ({
      node,
      ready: 1,
      role: ordinal < 3 ? 'master' : 'slave',
      redis: {
        up: 1,
        uptime_in_seconds: `90000+60x${MINUTES}`,
        loading_dump_file: 0,
        connected_slaves: ordinal < 3 ? 1 : 0,
        'db_keys{db="db0"}': 333,
        cluster_state: 1,
        cluster_slots_ok: 16_384,
        cluster_known_nodes: 6,
        aof_enabled: 1,
        aof_last_write_status: 1,
        aof_last_bgrewrite_status: 1,
        rdb_last_bgsave_status: 1,
        rdb_last_save_timestamp_seconds: 0,
        rdb_changes_since_last_save: 7,
        ...(ordinal < 3 ? {} : { 'master_link_up{master_host="10.0.0.4"}': 1 }),
      },
    })),
    also: [],
    not: [],
    everywhere: [''],
  };
  change(made);
  return made;
}

const NAMESPACE = 'namespace="redis-cluster"';
export const podOf = (ordinal: number): string => `ds-redis-redis-cluster-${ordinal}`;

/** The series of a stack. */
export function seriesOf({ asked, nodes, pods, also, not, everywhere }: Stack): Series[] {
  const own = [
    ...(asked === undefined
      ? []
      : [one('kube_statefulset_replicas', `${NAMESPACE},statefulset="ds-redis-redis-cluster"`, asked)]),
    ...nodes.flatMap(({ name, ready, cordoned }) => [
      one('kube_node_info', `node="${name}"`, 1),
      one('kube_node_spec_unschedulable', `node="${name}"`, cordoned),
      one('kube_node_status_condition', `node="${name}",condition="Ready",status="true"`, ready),
    ]),
    ...pods.flatMap(ofPod),
  ];
  const kept = own.filter(({ series }) => !not.some((start) => series.startsWith(start)));
  return [
    ...everywhere.flatMap((labels) =>
      kept.map(({ series, values }) => ({ series: labels ? series.replace(/}$/, `,${labels}}`) : series, values })),
    ),
    ...also,
  ];
}

function ofPod({ node, ready, redis, role }: PodMetrics, ordinal: number): Series[] {
  if (node === undefined) return [];
  const labels = `${NAMESPACE},pod="${podOf(ordinal)}"`;
  const exporter = Object.entries(redis ?? {}).map(([name, value]) => {
    const [, metric = '', own = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(name) ?? [];
    return one(`redis_${metric}`, own === '' ? labels : `${labels},${own}`, value);
  });
  return [
    one('kube_pod_info', node === '' ? `${labels},uid="u"` : `${labels},node="${node}",uid="u"`, 1),
    one('kube_pod_status_ready', `${labels},condition="true"`, ready),
    ...exporter,
    ...(redis ? [one('redis_instance_info', `${labels},role="${role}"`, 1)] : []),
  ];
}

export function one(metric: string, labels: string, value: number | string): Series {
  return { series: `${metric}{${labels}}`, values: typeof value === 'number' ? `${value}x${MINUTES}` : value };
}
