/** A metric that alerts read. */
export interface Metric {
  /** What gives it. */
  from: 'redis_exporter' | 'kube-state-metrics';
  /** The first release of it in which the metric was looked up under this name; later ones have it, too. */
  since: string;
  /** When there are no series of it although all is well; undefined: there always are. */
  comesAndGoes?: string;
}

const exporter = (more: Partial<Metric> = {}): Metric => ({ from: 'redis_exporter', since: '1.0.0', ...more });
const kube = (more: Partial<Metric> = {}): Metric => ({ from: 'kube-state-metrics', since: '1.9.0', ...more });

/**
 * Every metric the rules name. Sources, read from 1.0.0 to 1.88.0 and from 1.9.0 to 2.20.0:
 * `exporter/exporter.go` and `exporter/info.go` of oliver006/redis_exporter (fields of `CLUSTER INFO` keep their names),
 * `docs/metrics/` and `internal/store/` of kubernetes/kube-state-metrics, where they are called stable, the one of init containers aside.
 */
export const METRICS: Readonly<Record<string, Metric>> = {
  redis_up: exporter(),
  redis_uptime_in_seconds: exporter(),
  redis_loading_dump_file: exporter(),
  redis_instance_info: exporter(),
  redis_connected_slaves: exporter(),
  redis_master_link_up: exporter({ comesAndGoes: 'of replicas only' }),
  redis_db_keys: exporter(),
  redis_cluster_state: exporter(),
  redis_cluster_slots_ok: exporter(),
  redis_cluster_known_nodes: exporter(),
  redis_aof_enabled: exporter(),
  redis_aof_last_write_status: exporter(),
  redis_aof_last_bgrewrite_status: exporter(),
  redis_rdb_last_bgsave_status: exporter(),
  redis_rdb_last_save_timestamp_seconds: exporter(),
  redis_rdb_changes_since_last_save: exporter(),
  kube_statefulset_replicas: kube(),
  kube_pod_info: kube(),
  kube_pod_status_ready: kube(),
  kube_pod_container_status_waiting_reason: kube({ comesAndGoes: 'while a container waits' }),
  kube_pod_init_container_status_waiting_reason: kube({ comesAndGoes: 'while a container waits' }),
  kube_node_info: kube(),
  kube_node_spec_unschedulable: kube(),
  kube_node_status_condition: kube(),
  kube_persistentvolumeclaim_status_phase: kube({ comesAndGoes: 'where there are claims' }),
};

/** The metrics that a text names, in the order of the table. */
export function metricsIn(text: string): string[] {
  const words = new Set(text.match(/\b[a-z][a-z0-9_]*\b/g));
  return Object.keys(METRICS).filter((name) => words.has(name));
}
