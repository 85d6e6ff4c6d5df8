import type { Alert } from '../alert.js';
import { byPod, labelled, ofPods, union } from '../promql.js';
import type { Watched } from '../watched.js';

const SLOTS = 16_384;

/** Servers that belong to a cluster: one that came back empty knows only itself. */
const inCluster = (watched: Watched): string =>
  `and on (namespace, pod) ${ofPods(watched, 'redis_cluster_known_nodes')} > 1`;

const isMaster = (watched: Watched): string =>
  `and on (namespace, pod) ${ofPods(watched, 'redis_instance_info', 'role="master"')}`;

/** How far back there were keys, and how long after its start a server can have come back without them. */
const LOOK_BACK = { range: '1h', step: '30s', seconds: 3600 };

/** The keys of all servers together, which a failover does not change: now, and at most within the hour. */
function keysOfAll(watched: Watched): { now: string; before: string } {
  const now = `sum by (namespace) (${byPod(ofPods(watched, 'redis_db_keys', 'db="db0"'))})`;
  return { now, before: `max_over_time(${now}[${LOOK_BACK.range}:${LOOK_BACK.step}])` };
}

/** Twice the slowest save point of Redis' defaults, `save 3600 1`. */
const UNSAVED_SECONDS = 7200;

/** Alerts from the exporter beside each server, causes before what they cause. */
export const REDIS_ALERTS: readonly Alert[] = [
  {
    id: 'redis-unreachable',
    severity: 'critical',
    for: '1m',
    asks: 'servers',
    summary: () => 'The exporter of pod {{ $labels.pod }} gets no answer from its server',
    means: 'The server does not run, or refuses the login of the exporter.',
    remedy: 'The log of the pod says why; after a change of the password the exporter needs the new one.',
    expression: (watched) => `${byPod(ofPods(watched, 'redis_up'))} == 0`,
  },
  {
    id: 'redis-master-emptied',
    severity: 'critical',
    asks: 'servers',
    summary: () => 'Pod {{ $labels.pod }} came back empty, and its keys are gone from the cluster',
    means:
      'A master was made again without its data and was back before the others had failed it over: its replica copies the empty server.',
    remedy: 'Stop what writes, then `verify --redis`: docs/verify.md, "Without persistence".',
    details: (watched) => {
      const { now, before } = keysOfAll(watched);
      const value = (query: string): string =>
        `{{ with query ${JSON.stringify(query)} }}{{ . | first | value | humanize }}{{ else }}?{{ end }}`;
      return ` All servers, replicas included, hold ${value(now)} keys now and held up to ${value(before)} within the hour.`;
    },
    // Its keys are gone from its replicas, too: where one of them took over in time, they are gone from this pod only.
    expression: (watched) => {
      const keys = ofPods(watched, 'redis_db_keys', 'db="db0"');
      const { now, before } = keysOfAll(watched);
      return [
        `${byPod(keys)} == 0`,
        `and on (namespace, pod) (\n${watched.replicas + 0.5} * (${byPod(`max_over_time(${keys}[${LOOK_BACK.range}])`)} > 0)`,
        `< on (namespace) group_left ()\n(${before} - ${now})\n)`,
        `and on (namespace, pod) ${ofPods(watched, 'redis_uptime_in_seconds')} < ${LOOK_BACK.seconds}`,
        isMaster(watched),
        `unless on (namespace, pod) ${ofPods(watched, 'redis_loading_dump_file')} == 1`,
      ].join('\n');
    },
  },
  {
    id: 'redis-no-cluster',
    severity: 'critical',
    for: '5m',
    asks: 'servers',
    summary: () => 'Every server knows only itself: there is no cluster',
    means: 'The cluster was never made, or every pod came back without its data.',
    remedy: "Pod 0's log says what it waits for.",
    expression: (watched) => `max by (namespace) (${ofPods(watched, 'redis_cluster_known_nodes')}) == 1`,
  },
  {
    id: 'redis-node-lost',
    severity: 'critical',
    for: '5m',
    asks: 'servers',
    summary: ({ pods }) => `A server knows {{ $value }} nodes, and the configuration has ${pods.length}`,
    means:
      'The cluster counts on a node that answers nowhere: a pod came back without its data, or a stranger was let in.',
    remedy: '`verify --redis` prints the commands: let the replica take over, then forget the id.',
    expression: (watched) =>
      `max by (namespace) (${ofPods(watched, 'redis_cluster_known_nodes')}) > ${watched.pods.length}`,
  },
  {
    id: 'redis-stranger',
    severity: 'critical',
    for: '1m',
    asks: 'servers',
    summary: () => 'The server in pod {{ $labels.pod }} knows only itself and belongs to no cluster',
    means: 'It came back without its data, or never joined.',
    remedy: '`verify --redis` prints the commands that let it join, after those of redis-node-lost.',
    expression: (watched) => {
      const known = ofPods(watched, 'redis_cluster_known_nodes');
      return `${byPod(known)} == 1\nand on (namespace) max by (namespace) (${known}) > 1`;
    },
  },
  {
    id: 'redis-unknown',
    severity: 'critical',
    for: '5m',
    asks: 'servers',
    summary: ({ pods }) => `A server of the cluster knows only {{ $value }} of ${pods.length} nodes`,
    means: 'One has not heard of another, or a node was forgotten and no other has taken its place.',
    remedy: '`verify --redis` says who, and prints the `CLUSTER MEET`.',
    expression: (watched) =>
      `min by (namespace) (${ofPods(watched, 'redis_cluster_known_nodes')} > 1) < ${watched.pods.length}`,
  },
  {
    id: 'redis-state',
    severity: 'critical',
    for: '1m',
    asks: 'servers',
    summary: () => 'The server in pod {{ $labels.pod }} says that the cluster is down',
    means: 'It refuses all commands about keys: slots are not served, or it is cut off from most masters.',
    remedy: 'Fix the causes that `verify --redis` names.',
    expression: (watched) => `${byPod(ofPods(watched, 'redis_cluster_state'))} == 0\n${inCluster(watched)}`,
  },
  {
    id: 'redis-slots-uncovered',
    severity: 'critical',
    for: '1m',
    asks: 'servers',
    summary: () => `Only {{ $value }} of ${SLOTS} slots are served`,
    means: 'A master is lost and nobody has taken over its slots.',
    remedy: 'Bring the master back with its data.',
    expression: (watched) => `max by (namespace) (${ofPods(watched, 'redis_cluster_slots_ok')}) < ${SLOTS}`,
  },
  {
    id: 'redis-no-replica',
    severity: 'warning',
    for: '5m',
    asks: 'servers',
    summary: ({ replicas }) => `The master in pod {{ $labels.pod }} has {{ $value }} of ${replicas} replicas`,
    means: 'When the node of this master dies too, its keys are gone until it is back.',
    remedy: 'Bring the replica back, or add one: `verify --redis` says how.',
    expression: (watched) =>
      watched.replicas === 0
        ? undefined
        : `${byPod(ofPods(watched, 'redis_connected_slaves'))} < ${watched.replicas}\n${isMaster(watched)}\n${inCluster(watched)}`,
  },
  {
    id: 'redis-replica-behind',
    severity: 'warning',
    for: '5m',
    asks: 'servers',
    summary: () => 'The replica in pod {{ $labels.pod }} has no connection to its master',
    means: 'Were it to take over now, keys would be lost.',
    remedy: 'Its log says why; a first copy of much data takes its time.',
    expression: (watched) => `${byPod(ofPods(watched, 'redis_master_link_up'), 'min')} == 0`,
  },
  {
    id: 'redis-memory-only',
    severity: 'critical',
    asks: 'servers',
    summary: () =>
      'The master in pod {{ $labels.pod }} has {{ $value | humanize }} changes since its last save, which is over two hours ago, and no append-only file',
    means:
      'The only copy of these changes is in memory: with AOF off no save point is in force, or saves do not happen.',
    remedy: "Turn the append-only file on (the chart's redis.useAOFPersistence=yes), or set save points.",
    expression: (watched) =>
      [
        `${byPod(ofPods(watched, 'redis_rdb_changes_since_last_save'))} > 0`,
        `and on (namespace, pod) ${ofPods(watched, 'redis_aof_enabled')} == 0`,
        `and on (namespace, pod) time() - ${ofPods(watched, 'redis_rdb_last_save_timestamp_seconds')} > ${UNSAVED_SECONDS}`,
        isMaster(watched),
      ].join('\n'),
  },
  {
    id: 'redis-save-failing',
    severity: 'critical',
    for: '1m',
    asks: 'servers',
    summary: () => 'The server in pod {{ $labels.pod }} fails at {{ $labels.what }}',
    means: 'The disk is full or broken, or there is no memory to fork. Redis may refuse writes until it works again.',
    remedy: 'The log of the pod says why; make room on the volume.',
    expression: (watched) =>
      union(SAVES, ([metric, what]) => labelled(`${byPod(ofPods(watched, metric), 'min')} == 0`, 'what', what)),
  },
];

const SAVES = [
  ['redis_aof_last_write_status', 'writing the append-only file'],
  ['redis_aof_last_bgrewrite_status', 'rewriting the append-only file'],
  ['redis_rdb_last_bgsave_status', 'saving a snapshot'],
] as const;
