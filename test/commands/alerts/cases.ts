import { MINUTES, one, podOf, type Stack } from './stack.js';

/** One state of the stack, and every alert that fires in it. */
export interface Case {
  what: string;
  change: (made: Stack) => void;
  /** The summaries that fire, by id. */
  fires: Readonly<Record<string, readonly string[]>>;
  /** When it is looked at; default: after 20 minutes. */
  at?: string;
  /** Arguments of `redis-hostport alerts`. */
  options?: readonly string[];
  /** Whole annotations `description`, by id, where other metrics have their say in them. */
  says?: Readonly<Record<string, string>>;
}

const LABELS = (ordinal: number): string => `namespace="redis-cluster",pod="${podOf(ordinal)}"`;
const swap = (made: Stack, one: number, other: number): void => {
  const [a, b] = [made.pods[one], made.pods[other]];
  if (a && b) [a.node, b.node] = [b.node, a.node];
};
const change = <T extends object>(of: T | undefined, values: Partial<T>): void => {
  Object.assign(of ?? {}, values);
};
const redis = (made: Stack, ordinal: number, values: Record<string, number | string>): void => {
  Object.assign(made.pods[ordinal]?.redis ?? {}, values);
};
const everyRedis = (made: Stack, values: Record<string, number | string>): void => {
  for (const ordinal of made.pods.keys()) redis(made, ordinal, values);
};
const TWICE = { everywhere: ['job="a"', 'job="b"'] };
const ANNOUNCE = ['--set', 'overlays.announce-host-ip={}'];
const EMPTIED = { 'db_keys{db="db0"}': `333x14 0x${MINUTES}`, uptime_in_seconds: `90000+60x14 5+60x${MINUTES}` };

export const CASES: readonly Case[] = [
  { what: 'all is well', change: () => {}, fires: {} },
  { what: 'all is well after four hours', change: () => {}, at: '4h', fires: {} },
  { what: 'everything is scraped twice', change: (made) => change(made, TWICE), fires: {} },
  {
    what: 'two pods are swapped',
    change: (made) => swap(made, 1, 3),
    fires: {
      'pods-swapped': [
        'Pods ds-redis-redis-cluster-1 and ds-redis-redis-cluster-3 run on the nodes of each other: dio-worker01 and dio-master02',
      ],
    },
  },
  {
    what: 'two pods are swapped and everything is scraped twice',
    change: (made) => {
      swap(made, 5, 0);
      change(made, TWICE);
    },
    fires: {
      'pods-swapped': [
        'Pods ds-redis-redis-cluster-0 and ds-redis-redis-cluster-5 run on the nodes of each other: dio-worker03 and dio-master01',
      ],
    },
  },
  {
    what: 'three pods each have the node of the next one',
    change: (made) => {
      swap(made, 0, 1);
      swap(made, 1, 2);
    },
    fires: {
      'pod-on-wrong-node': [
        'Pod ds-redis-redis-cluster-0 runs on dio-master02 and belongs on dio-master01',
        'Pod ds-redis-redis-cluster-1 runs on dio-master03 and belongs on dio-master02',
        'Pod ds-redis-redis-cluster-2 runs on dio-master01 and belongs on dio-master03',
      ],
    },
  },
  {
    what: 'a pod is elsewhere',
    change: (made) => change(made.pods[4], { node: 'gpu.example.com' }),
    fires: {
      'pod-on-wrong-node': ['Pod ds-redis-redis-cluster-4 runs on gpu.example.com and belongs on dio-worker02'],
    },
  },
  {
    what: 'with announce-host-ip every order of pods is right',
    options: ANNOUNCE,
    change: (made) => {
      swap(made, 0, 1);
      swap(made, 1, 2);
      swap(made, 3, 5);
    },
    fires: {},
  },
  {
    what: 'with announce-host-ip a pod is on a node that is none of the set',
    options: ANNOUNCE,
    change: (made) => change(made.pods[4], { node: 'gpu1' }),
    fires: {
      'pod-on-wrong-node': ['Pod ds-redis-redis-cluster-4 runs on gpu1, which is not a node of the set'],
    },
  },
  {
    what: 'a pod waits for its claim and its cordoned node',
    change: (made) => {
      change(made.pods[2], { node: '', ready: 0, redis: undefined });
      change(made.nodes[2], { cordoned: 1 });
      made.also.push(
        one(
          'kube_persistentvolumeclaim_status_phase',
          'namespace="redis-cluster",persistentvolumeclaim="redis-data-ds-redis-redis-cluster-2",phase="Pending"',
          1,
        ),
      );
    },
    fires: {
      'pod-pending': ['Pod ds-redis-redis-cluster-2 waits for a node'],
      'node-cordoned': ['Node dio-master03 is cordoned, and no pod of the release is on it'],
    },
    says: {
      'pod-pending':
        "No node takes the pod: its claim is not bound, its node is cordoned, not Ready or without label, or another pod holds the host ports. Its claim is not bound. Its node dio-master03 is cordoned. `verify` quotes the scheduler's words.",
    },
  },
  {
    what: 'a pod waits for a node that another pod of the release has',
    change: (made) => {
      change(made.pods[2], { node: '', ready: 0, redis: undefined });
      change(made.pods[3], { node: 'dio-master03' });
    },
    fires: {
      'pod-pending': ['Pod ds-redis-redis-cluster-2 waits for a node'],
      'pod-on-wrong-node': ['Pod ds-redis-redis-cluster-3 runs on dio-master03 and belongs on dio-worker01'],
    },
    says: {
      'pod-pending':
        "No node takes the pod: its claim is not bound, its node is cordoned, not Ready or without label, or another pod holds the host ports. Another pod of the release holds the host ports on dio-master03. `verify` quotes the scheduler's words.",
    },
  },
  {
    what: 'a pod waits with announce-host-ip',
    options: ANNOUNCE,
    change: (made) => change(made.pods[2], { node: '', ready: 0, redis: undefined }),
    fires: { 'pod-pending': ['Pod ds-redis-redis-cluster-2 waits for a node'] },
  },
  {
    what: 'a pod has waited for less than five minutes',
    change: (made) => change(made.pods[2], { node: '', ready: 0, redis: undefined }),
    at: '4m',
    fires: {},
  },
  {
    what: 'a pod is not there',
    change: (made) => change(made.pods[5], { node: undefined }),
    fires: {
      'pod-missing': ['There is no pod ds-redis-redis-cluster-5'],
      'exporter-silent': ['The exporter of pod ds-redis-redis-cluster-5 is silent'],
    },
  },
  {
    what: 'the StatefulSet asks for fewer pods than there are nodes',
    change: (made) => {
      change(made.pods[5], { node: undefined });
      change(made, { asked: 5 });
    },
    fires: {
      'config-nodes': ['StatefulSet ds-redis-redis-cluster asks for 5 pods, and these rules were made for 6 nodes'],
      'exporter-silent': ['The exporter of pod ds-redis-redis-cluster-5 is silent'],
    },
  },
  {
    what: 'the StatefulSet asks for no pods',
    change: (made) => {
      for (const pod of made.pods) change(pod, { node: undefined });
      change(made, { asked: 0 });
      // Other namespaces have pods.
      made.also.push(one('kube_pod_info', 'namespace="default",pod="web-0",node="dio-master01"', 1));
      made.also.push(one('kube_pod_status_ready', 'namespace="default",pod="web-0",condition="true"', 1));
    },
    fires: {
      'scaled-to-zero': ['StatefulSet ds-redis-redis-cluster asks for 0 pods'],
      'exporter-silent': [0, 1, 2, 3, 4, 5].map((ordinal) => `The exporter of pod ${podOf(ordinal)} is silent`),
    },
  },
  {
    what: 'a pod cannot pull its image',
    change: (made) => {
      change(made.pods[0], { ready: 0, redis: undefined });
      made.also.push(
        one(
          'kube_pod_container_status_waiting_reason',
          `${LABELS(0)},container="metrics",reason="ImagePullBackOff"`,
          1,
        ),
      );
    },
    fires: { 'pod-not-ready': ['Pod ds-redis-redis-cluster-0 is not Ready'] },
    says: {
      'pod-not-ready':
        'Its containers do not run, its readiness probe fails, or it is being deleted. Container metrics waits: ImagePullBackOff. Its events and its log say why; on a dead node see docs/verify.md, "A node is lost".',
    },
  },
  {
    what: 'a node does not report',
    change: (made) => {
      change(made.nodes[4], { ready: 0 });
      change(made.pods[4], { ready: 0, redis: undefined });
    },
    fires: {
      'node-not-ready': ['Node dio-worker02 is not Ready'],
      'pod-not-ready': ['Pod ds-redis-redis-cluster-4 is not Ready'],
    },
  },
  {
    what: 'a node was deleted',
    change: (made) => void made.nodes.splice(4, 1),
    fires: { 'node-gone': ['The cluster has no node dio-worker02'] },
  },
  {
    what: 'a node is cordoned while its pod runs there',
    change: (made) => change(made.nodes[1], { cordoned: 1 }),
    fires: {},
  },
  {
    what: 'kube-state-metrics is silent',
    change: (made) => made.not.push('kube_'),
    fires: { 'kube-state-metrics-silent': ['kube-state-metrics says nothing of StatefulSet ds-redis-redis-cluster'] },
  },
  {
    what: 'an exporter is silent',
    change: (made) => change(made.pods[1], { redis: undefined }),
    fires: { 'exporter-silent': ['The exporter of pod ds-redis-redis-cluster-1 is silent'] },
  },
  {
    what: 'metrics are turned off',
    change: (made) => made.not.push('redis_db_keys', 'kube_node_info'),
    fires: {
      'metrics-missing': [
        'There is no metric redis_db_keys, which alerts need',
        'There is no metric kube_node_info, which alerts need',
      ],
    },
  },
  {
    what: 'a server does not answer its exporter',
    change: (made) => change(made.pods[3], { redis: { up: 0 } }),
    fires: { 'redis-unreachable': ['The exporter of pod ds-redis-redis-cluster-3 gets no answer from its server'] },
  },
  {
    what: 'a master came back empty, faster than the failover',
    change: (made) => {
      redis(made, 1, { ...EMPTIED, cluster_known_nodes: `6x14 1x${MINUTES}`, cluster_state: `1x14 0x${MINUTES}` });
      redis(made, 4, { 'db_keys{db="db0"}': `333x14 0x${MINUTES}` });
    },
    fires: {
      'redis-master-emptied': ['Pod ds-redis-redis-cluster-1 came back empty, and its keys are gone from the cluster'],
      'redis-stranger': ['The server in pod ds-redis-redis-cluster-1 knows only itself and belongs to no cluster'],
    },
    says: {
      'redis-master-emptied':
        'A master was made again without its data and was back before the others had failed it over: its replica copies the empty server. All servers, replicas included, hold 1.332k keys now and held up to 1.998k within the hour. Stop what writes, then `verify --redis`: docs/verify.md, "Without persistence".',
    },
  },
  {
    what: 'a master is emptied within a scrape, without replicas',
    options: ['--set', 'install.replicas=0'],
    change: (made) => redis(made, 1, EMPTIED),
    at: '15m',
    fires: {
      'redis-master-emptied': ['Pod ds-redis-redis-cluster-1 came back empty, and its keys are gone from the cluster'],
    },
  },
  {
    what: 'a master came back empty after its replica had taken over: a stranger, and no key is lost',
    change: (made) => {
      redis(made, 1, {
        'db_keys{db="db0"}': `333x8 stale _x4 0x${MINUTES}`,
        uptime_in_seconds: `90000+60x8 _x5 5+60x${MINUTES}`,
        cluster_known_nodes: `6x8 _x5 1x${MINUTES}`,
        cluster_state: `1x8 _x5 0x${MINUTES}`,
      });
      made.also.push(one('redis_instance_info', `${LABELS(4)},role="master"`, `_x9 1x${MINUTES}`));
      redis(made, 4, { connected_slaves: 1 });
    },
    fires: {
      'redis-stranger': ['The server in pod ds-redis-redis-cluster-1 knows only itself and belongs to no cluster'],
    },
  },
  {
    what: 'a replica came back empty as a stranger',
    change: (made) => {
      redis(made, 4, { ...EMPTIED, cluster_known_nodes: `6x14 1x${MINUTES}` });
      made.also.push(one('redis_instance_info', `${LABELS(4)},role="master"`, `_x15 1x${MINUTES}`));
    },
    fires: {
      'redis-stranger': ['The server in pod ds-redis-redis-cluster-4 knows only itself and belongs to no cluster'],
    },
  },
  {
    what: 'a master is emptied on purpose',
    change: (made) => redis(made, 1, { 'db_keys{db="db0"}': EMPTIED['db_keys{db="db0"}'] }),
    fires: {},
  },
  {
    what: 'a master that had no keys is started again',
    change: (made) => redis(made, 1, { ...EMPTIED, 'db_keys{db="db0"}': 0 }),
    fires: {},
  },
  {
    what: 'a master is still loading its data',
    change: (made) => redis(made, 1, { ...EMPTIED, loading_dump_file: 1 }),
    fires: {},
  },
  {
    what: 'a replica came back empty and copies its master',
    change: (made) => redis(made, 4, EMPTIED),
    fires: {},
  },
  {
    what: 'no server knows another',
    change: (made) => everyRedis(made, { cluster_known_nodes: 1, cluster_state: 0, cluster_slots_ok: 0 }),
    fires: {
      'redis-no-cluster': ['Every server knows only itself: there is no cluster'],
      'redis-slots-uncovered': ['Only 0 of 16384 slots are served'],
    },
  },
  {
    what: 'an id was never forgotten',
    change: (made) => everyRedis(made, { cluster_known_nodes: 7 }),
    fires: { 'redis-node-lost': ['A server knows 7 nodes, and the configuration has 6'] },
  },
  {
    what: 'a stranger',
    change: (made) => redis(made, 5, { cluster_known_nodes: 1, cluster_state: 0, cluster_slots_ok: 0 }),
    fires: {
      'redis-stranger': ['The server in pod ds-redis-redis-cluster-5 knows only itself and belongs to no cluster'],
    },
  },
  {
    what: 'a node was forgotten',
    change: (made) => everyRedis(made, { cluster_known_nodes: 5 }),
    fires: { 'redis-unknown': ['A server of the cluster knows only 5 of 6 nodes'] },
  },
  {
    what: 'a server is cut off from the others',
    change: (made) => redis(made, 2, { cluster_state: 0 }),
    fires: { 'redis-state': ['The server in pod ds-redis-redis-cluster-2 says that the cluster is down'] },
  },
  {
    what: 'slots are not served',
    change: (made) => everyRedis(made, { cluster_slots_ok: 10_923 }),
    fires: { 'redis-slots-uncovered': ['Only 10923 of 16384 slots are served'] },
  },
  {
    what: 'a lost replica',
    change: (made) => redis(made, 1, { connected_slaves: 0 }),
    fires: { 'redis-no-replica': ['The master in pod ds-redis-redis-cluster-1 has 0 of 1 replicas'] },
  },
  {
    what: 'a failover takes a minute',
    change: (made) => redis(made, 1, { connected_slaves: `1x10 0 1x${MINUTES}`, cluster_state: `1x10 0 1x${MINUTES}` }),
    at: '11m',
    fires: {},
  },
  {
    what: 'without replicas none is missed',
    options: ['--set', 'install.replicas=0'],
    change: (made) => everyRedis(made, { connected_slaves: 0 }),
    fires: {},
  },
  {
    what: 'a replica has lost its master',
    change: (made) => redis(made, 4, { 'master_link_up{master_host="10.0.0.4"}': 0 }),
    fires: { 'redis-replica-behind': ['The replica in pod ds-redis-redis-cluster-4 has no connection to its master'] },
  },
  {
    what: 'neither an append-only file nor saves for over two hours',
    change: (made) => everyRedis(made, { aof_enabled: 0, rdb_changes_since_last_save: 12_345 }),
    at: '3h',
    fires: {
      'redis-memory-only': [0, 1, 2].map(
        (ordinal) =>
          `The master in pod ${podOf(ordinal)} has 12.35k changes since its last save, which is over two hours ago, and no append-only file`,
      ),
    },
  },
  {
    what: 'no append-only file, and the last save is an hour old',
    change: (made) => everyRedis(made, { aof_enabled: 0, rdb_last_save_timestamp_seconds: 7200 }),
    at: '3h',
    fires: {},
  },
  {
    what: 'no append-only file, and nothing to save',
    change: (made) => everyRedis(made, { aof_enabled: 0, rdb_changes_since_last_save: 0 }),
    at: '3h',
    fires: {},
  },
  {
    what: 'the disk is full',
    change: (made) =>
      redis(made, 0, { aof_last_write_status: 0, rdb_last_bgsave_status: 0, aof_last_bgrewrite_status: 0 }),
    fires: {
      'redis-save-failing': [
        'The server in pod ds-redis-redis-cluster-0 fails at writing the append-only file',
        'The server in pod ds-redis-redis-cluster-0 fails at rewriting the append-only file',
        'The server in pod ds-redis-redis-cluster-0 fails at saving a snapshot',
      ],
    },
  },
  {
    what: 'another cluster of the same names is swapped, in a Prometheus that sees both',
    options: ['--match', 'cluster=here'],
    change: (made) => {
      change(made, { everywhere: ['cluster="here"'] });
      made.also.push(
        ...[1, 3].map((ordinal) => one('kube_pod_info', `${LABELS(ordinal)},node="elsewhere",cluster="there"`, 1)),
      );
    },
    fires: {},
  },
];
