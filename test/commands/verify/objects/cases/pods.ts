import { NAMES, node, pod, type World } from '../../world.js';
import { config, K, nodes, pending, podName, type Row, status } from './row.js';

/** Pod 2 with a status in which it is not Ready. */
const isSo =
  (value: object, more: (made: World) => void = () => {}) =>
  (made: World): void => {
    pod(made, 2, { ready: false, ...status({ hostIP: '10.0.0.6', ...value }) });
    more(made);
  };

const low = (resource: string): string =>
  `The node was low on resource: ${resource}. Threshold quantity: 1, available: 0. Container redis was using 1, request is 0, has larger consumption of ${resource}. `;

const evicted = (message: string) => isSo({ phase: 'Failed', reason: 'Evicted', message });

const LOST = {
  reason: 'NodeLost',
  message: 'Node dio-master03 which was running pod ds-redis-redis-cluster-2 is unresponsive',
};

const DESCRIBE_POD = `${K} describe pod ${podName(2)}`;
const DESCRIBE_NODE = 'kubectl describe node dio-master03';

const notReady = (message: RegExp, remedy: RegExp, commands = [DESCRIBE_POD]): Row[2] => [
  { check: 'pod-not-ready', message, remedy, commands },
];

/** The phases and reasons of a pod that is on its node, and not Ready. */
const STATES: readonly Row[] = [
  [
    'evicted for memory',
    evicted(low('memory')),
    notReady(
      /pod 2 on dio-master03 has failed \(Evicted: The node was low on resource: memory.*\)$/,
      /short of memory/,
    ),
  ],
  [
    'evicted under memory pressure',
    evicted('The node had condition: [MemoryPressure]. '),
    notReady(/has failed/, /memory/),
  ],
  [
    'evicted for disk',
    evicted(low('ephemeral-storage')),
    notReady(/ephemeral-storage/, /^The node's disk was full.*a request for ephemeral-storage above what it uses/),
  ],
  ['evicted for inodes', evicted(low('inodes')), notReady(/inodes/, /^The node's disk was full/)],
  [
    'evicted under disk pressure',
    evicted('The node had condition: [DiskPressure]. '),
    notReady(/Disk/, /disk was full/),
  ],
  ['evicted for process ids', evicted(low('pids')), notReady(/pids/, /^The node was short of process ids/)],
  [
    'evicted by its own limit of disk',
    evicted('Usage of EmptyDir volume "redis-data" exceeds the limit "1Gi". '),
    notReady(/exceeds the limit "1Gi"\)$/, /^The pod itself wrote more.*raise the limit/),
  ],
  [
    'evicted for what nobody knows',
    evicted(''),
    notReady(/has failed \(Evicted\)$/, /replaces a failed pod by itself/),
  ],
  [
    'refused for labels, after a restart of the kubelet',
    isSo({ phase: 'Failed', reason: 'NodeAffinity', message: 'Pod was rejected: Predicate NodeAffinity failed' }),
    notReady(/NodeAffinity/, /^The labels of the node are no longer/),
  ],
  [
    'ended with its node',
    isSo({
      phase: 'Failed',
      reason: 'Terminated',
      message: 'Pod was terminated in response to imminent node shutdown.',
    }),
    notReady(/imminent node shutdown\)$/, /^Its node was shut down/),
  ],
  [
    'ended by itself',
    isSo({
      phase: 'Succeeded',
      conditions: [{ type: 'Ready', status: 'False', reason: 'PodCompleted' }],
      containerStatuses: [{ name: 'redis', ready: false, state: { terminated: { reason: 'Completed', exitCode: 0 } } }],
    }),
    notReady(/pod 2 on dio-master03 has ended, its containers with exit code 0$/, /StatefulSet replaces the pod/),
  ],
  [
    'on a node that is lost',
    isSo({ phase: 'Unknown', ...LOST }, (made) => node(made, 2, { ready: false })),
    [
      { check: 'node-not-ready', message: /dio-master03/ },
      ...notReady(/its node does not report/, /See to node dio-master03 first/, [DESCRIBE_NODE]),
    ],
  ],
  [
    'on a node that is lost, and not in the input',
    isSo({ phase: 'Running', ...LOST }, (made) => {
      made.nodes = made.nodes.filter(({ name }) => name !== 'dio-master03');
    }),
    [
      { check: 'node-gone', message: /no node dio-master03/ },
      { check: 'node-label-missing', message: /redis-cluster-2/ },
      ...notReady(/its node does not report/, /See to node dio-master03 first/, [DESCRIBE_NODE]),
    ],
  ],
  [
    'on a node that was lost and reports again',
    isSo({ phase: 'Unknown', ...LOST }),
    notReady(
      /its state is unknown \(NodeLost: Node dio-master03 which.*\), though its node reports again$/,
      /^The kubelet/,
      [DESCRIBE_POD, DESCRIBE_NODE],
    ),
  ],
  [
    'without any status',
    (made) => pod(made, 2, { ready: false, ...status({}) }),
    notReady(/the kubelet says nothing of its containers yet$/, /kubelet of dio-master03/, [
      DESCRIBE_POD,
      DESCRIBE_NODE,
    ]),
  ],
  [
    'given to a node, and no more',
    (made) =>
      pod(made, 2, {
        ready: false,
        ...status({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] }),
      }),
    notReady(/says nothing of its containers yet/, /for some seconds/, [DESCRIBE_POD, DESCRIBE_NODE]),
  ],
  [
    'running, and not ready',
    (made) => pod(made, 2, { ready: false }),
    [{ check: 'pod-not-ready', message: /pod 2 on dio-master03 is not Ready: its readiness probe fails$/ }],
  ],
];

export const PODS_CASES: readonly Row[] = [
  // what is wrong, how the world is changed, what is found, the configuration
  ...STATES,
  [
    'a node NotReady, its pod not Ready',
    (made) => {
      node(made, 4, { ready: false });
      pod(made, 4, { ready: false });
    },
    [
      {
        check: 'node-not-ready',
        message: /dio-worker02 \(10\.0\.0\.9\) of pod 4 is not Ready: Kubelet stopped posting/,
      },
      {
        check: 'pod-not-ready',
        message: /pod 4 on dio-worker02 is not Ready: its node does not report, so nothing probes it/,
        remedy: /See to node dio-worker02 first/,
        commands: ['kubectl describe node dio-worker02'],
      },
    ],
  ],
  [
    'a pod on its way out, on a dead node',
    (made) => {
      node(made, 4, { ready: false });
      pod(made, 4, {
        also: { metadata: { name: podName(4), namespace: 'redis-cluster', deletionTimestamp: '2025-10-01T08:00:00Z' } },
      });
    },
    [
      { check: 'node-not-ready', message: /dio-worker02/ },
      {
        check: 'pod-not-ready',
        message: /is being deleted \(2025-10-01T08:00:00Z\).*cannot say/,
        remedy: /Only if dio-worker02 is switched off for certain/,
        commands: [`${K} delete pod ${podName(4)} --force --grace-period=0`],
      },
    ],
  ],
  [
    'the same without persistence',
    (made) => {
      made.persistence = false;
      node(made, 4, { ready: false });
      pod(made, 4, {
        also: { metadata: { name: podName(4), namespace: 'redis-cluster', deletionTimestamp: '2025-10-01T08:00:00Z' } },
      });
    },
    [
      { check: 'node-not-ready', message: /dio-worker02/ },
      {
        check: 'pod-not-ready',
        message: /cannot say/,
        remedy: /harm the data\. These pods have no persistent volume:/,
      },
    ],
  ],
  [
    'a pod that no node takes: its node is cordoned, the later ones wait',
    (made) => {
      pod(made, 3, {
        node: undefined,
        ready: false,
        ...pending('0/6 nodes are available: 1 node(s) were unschedulable. '),
      });
      node(made, 3, { cordoned: true });
      made.pods[4] = undefined;
      made.pods[5] = undefined;
    },
    [
      {
        check: 'pod-missing',
        message: /pods 4 and 5 are not there: with podManagementPolicy OrderedReady.*pod 3 is not/,
        remedy: /See to pod 3/,
      },
      {
        check: 'pod-pending',
        message: /pod 3 is Pending, no node takes it: 0\/6 nodes are available: 1 node\(s\) were unschedulable$/,
        remedy: /Its node dio-worker01 is cordoned/,
        commands: ['kubectl uncordon dio-worker01'],
      },
      { check: 'node-cordoned', message: /dio-worker01/ },
    ],
  ],
  [
    'a pod that no node takes: another one holds its host ports, and the label is missing',
    (made) => {
      pod(made, 5, {
        node: undefined,
        ready: false,
        ...pending("0/6 nodes are available: 6 node(s) didn't have free ports"),
      });
      pod(made, 4, { node: NAMES[5] });
      node(made, 5, { labels: { 'redis-system': 'true' } });
    },
    [
      { check: 'node-label-missing', message: /no node has the label redis-pod-name=redis-cluster-5/ },
      {
        check: 'pod-pending',
        message: /free ports/,
        remedy:
          /lacks the label redis-pod-name=redis-cluster-5\. On its node dio-worker03 the host ports are held by pod ds-redis-redis-cluster-4 \(namespace redis-cluster\)/,
        commands: ['kubectl label node dio-worker03 redis-pod-name=redis-cluster-5 --overwrite'],
      },
      { check: 'pod-on-wrong-node', message: /pod 4 announces 10\.0\.0\.9 \(dio-worker02\) but runs on dio-worker03/ },
    ],
  ],
  [
    'a pod that is not there, and no reason',
    (made) => {
      made.pods[5] = undefined;
    },
    [
      {
        check: 'pod-missing',
        message: /pod 5 is not there, and nothing in the input says why/,
        commands: [`${K} describe statefulset ds-redis-redis-cluster`],
      },
    ],
  ],
  [
    'no pods in the input',
    (made) => {
      made.pods = made.pods.map(() => undefined);
    },
    [
      {
        check: 'pod-missing',
        message: /pods 0, 1, 2, 3, 4 and 5 are not there: no pods are in the input$/,
        remedy: /asked for\? kubectl/,
      },
    ],
  ],
  [
    'a pod that no node takes: its node is gone',
    (made) => {
      made.nodes = made.nodes.filter(({ name }) => name !== 'dio-worker03');
      pod(made, 5, { node: undefined, ready: false, ...pending('0/5 nodes are available') });
    },
    [
      { check: 'config-nodes', message: /the cluster has no node dio-worker03/ },
      { check: 'node-label-missing', message: /redis-cluster-5/ },
      {
        check: 'pod-pending',
        message: /pod 5 is Pending/,
        remedy: /^Its node dio-worker03 is not in the cluster\.$/,
        commands: [`${K} describe pod ${podName(5)}`],
      },
    ],
    config(`nodes:\n${nodes()}`),
  ],
  [
    'a pod that no node takes: its node is down',
    (made) => {
      node(made, 4, { ready: false });
      pod(made, 4, { node: undefined, ready: false, ...pending('0/6 nodes are available') });
    },
    [
      { check: 'node-not-ready', message: /dio-worker02/ },
      { check: 'pod-pending', message: /pod 4 is Pending/, remedy: /^Its node dio-worker02 is not Ready\.$/ },
    ],
  ],
  [
    'a pod on its way out',
    (made) =>
      pod(made, 2, {
        also: { metadata: { name: podName(2), namespace: 'redis-cluster', deletionTimestamp: '2025-10-01T08:00:00Z' } },
      }),
    [
      {
        check: 'pod-not-ready',
        message: /is being deleted \(2025-10-01T08:00:00Z\), and the new one is created when it is gone$/,
        remedy: /^Verify again when it is back\.$/,
        commands: [],
      },
    ],
  ],
  [
    'a crash loop',
    (made) =>
      pod(made, 2, {
        ready: false,
        ...status({
          hostIP: '10.0.0.6',
          conditions: [{ type: 'Ready', status: 'False' }],
          containerStatuses: [
            {
              name: 'ds-redis-redis-cluster',
              ready: false,
              restartCount: 7,
              state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
              lastState: { terminated: { exitCode: 1 } },
            },
          ],
        }),
      }),
    [{ check: 'pod-not-ready', message: /CrashLoopBackOff, back-off 5m0s, last exit code 1, 7 restarts/ }],
  ],
  [
    'a pod that the kubelet refused',
    (made) =>
      pod(made, 2, {
        ready: false,
        ...status({
          hostIP: '10.0.0.6',
          phase: 'Failed',
          reason: 'NodePorts',
          message: "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports",
        }),
      }),
    [
      {
        check: 'pod-not-ready',
        message: /pod 2 on dio-master03 has failed \(NodePorts: Pod was rejected.*free ports\)/,
        remedy: /Another pod or process of the node holds the host port/,
        commands: [`${K} describe pod ${podName(2)}`],
      },
    ],
  ],
  [
    'a nodeSelector that no node has',
    (made) => {
      const waiting = pending("0/6 nodes are available: 6 node(s) didn't match Pod's node affinity/selector");
      const spec = { nodeSelector: { disk: 'nvme' }, containers: [] };
      pod(made, 5, { node: undefined, ready: false, also: { ...waiting.also, spec } });
    },
    [
      {
        check: 'pod-pending',
        message: /node affinity\/selector/,
        remedy: /Its nodeSelector asks for disk=nvme, which no node has/,
        commands: ['kubectl label node dio-worker03 disk=nvme --overwrite'],
      },
    ],
  ],
  [
    "a load balancer that gives a Service the IP of its pod's node",
    (made) => {
      made.ingress = { 2: '10.0.0.6' };
    },
    [
      {
        check: 'service-ingress',
        message: /-2-svc is served at 10\.0\.0\.6, the IP of node dio-master03.*stays hidden/,
      },
    ],
  ],
  [
    "a Service with the IP of its pod's node as an external IP",
    (made) => {
      made.externalIps = { 2: '10.0.0.6' };
    },
    [{ check: 'service-ingress', message: /-2-svc is served at 10\.0\.0\.6, the IP of node dio-master03/ }],
  ],
  [
    'a load balancer that gives a Service the IP of another node, whose pod announces it',
    (made) => {
      made.announces = 'host';
      made.ingress = { 2: '10.0.0.4' };
    },
    [
      {
        check: 'service-ingress-astray',
        message:
          /clients that ask 10\.0\.0\.4 want pod 0, which announces it, and get pod 2 on dio-master03 \(10\.0\.0\.6\)/,
        ordinals: [2, 0],
      },
      { check: 'service-ingress', message: /the IP of node dio-master01/ },
    ],
  ],
  [
    'an upgrade without the post-renderer',
    (made) => {
      made.hostPorts = false;
      for (const one of made.pods) Object.assign(one ?? {}, { hostPorts: false });
    },
    [
      {
        check: 'not-post-rendered',
        message: /no host port for tcp-redis \(6379\) and tcp-redis-bus \(16379\).*without the post-renderer/,
        commands: [
          'helm -n redis-cluster upgrade ds-redis oci://registry-1.docker.io/bitnamicharts/redis-cluster --version 10.2.0 --reuse-values --post-renderer redis-hostport',
        ],
      },
    ],
  ],
  [
    'the same without persistence',
    (made) => {
      made.hostPorts = false;
      made.persistence = false;
      for (const one of made.pods) Object.assign(one ?? {}, { hostPorts: false });
    },
    [
      {
        check: 'not-post-rendered',
        message: /no host port/,
        remedy: /^Run the upgrade again with it; .* These pods have no persistent volume: .* Save the data first: docs/,
      },
    ],
  ],
  [
    'a pod older than the post-renderer, with persistence',
    (made) => pod(made, 2, { hostPorts: false, revision: 'r1' }),
    [
      {
        check: 'host-port-missing',
        message: /pod 2 binds no port on the node/,
        remedy: /^Delete one after the other/,
        commands: [`${K} delete pod ${podName(2)}`],
      },
      {
        check: 'pod-old-revision',
        message: /pod 2 still runs an earlier revision of the StatefulSet than r2$/,
        remedy: /^The roll is under way/,
        commands: [`${K} rollout status statefulset/ds-redis-redis-cluster`],
      },
    ],
  ],
  [
    'pods older than the post-renderer, without persistence',
    (made) => {
      pod(made, 2, { hostPorts: false, revision: 'r1' });
      made.persistence = false;
    },
    [
      {
        check: 'host-port-missing',
        message: /pod 2 binds no port on the node/,
        remedy: /no persistent volume/,
        commands: [],
      },
      { check: 'pod-old-revision', message: /pod 2 still runs an earlier revision/, remedy: /no persistent volume/ },
    ],
  ],
  [
    'another list since, and a roll that leaves the pods to the operator',
    (made) => {
      pod(made, 2, { revision: 'r1' });
      made.ips[2] = '10.0.0.66';
      made.services[2] = '10.0.0.66';
      made.updateStrategy = { type: 'OnDelete' };
    },
    [
      { check: 'service-ip', message: /has loadBalancerIP 10\.0\.0\.66, but pod 2 announces 10\.0\.0\.6$/ },
      {
        check: 'pod-old-revision',
        message: /IPs to announce have changed since/,
        commands: [`${K} delete pod ${podName(2)}`],
      },
    ],
  ],
  [
    'scaled to nothing',
    (made) => {
      made.pods = [];
    },
    [
      {
        check: 'scaled-to-zero',
        message: /asks for 0 pods/,
        commands: [`${K} scale statefulset ds-redis-redis-cluster --replicas=6`],
      },
    ],
  ],
  [
    'scaled to nothing, with an IP twice in the list, which no pod announces',
    (made) => {
      made.pods = [];
      made.ips = ['10.0.0.4', '10.0.0.4'];
    },
    [{ check: 'scaled-to-zero', message: /asks for 0 pods/ }],
  ],
  [
    'a node that was deleted',
    (made) => {
      made.nodes = made.nodes.filter(({ name }) => name !== 'dio-worker03');
      pod(made, 5, status({ hostIP: '10.0.0.10', conditions: [{ type: 'Ready', status: 'True' }] }));
    },
    [
      { check: 'node-gone', message: /the cluster has no node dio-worker03, on which pod 5 is said to run/ },
      { check: 'node-label-missing', message: /redis-cluster-5/ },
    ],
  ],
];
