import { IPS, NAMES, node, pod, swap, type World } from '../../world.js';
import { config, nodes, type Row, status } from './row.js';

const OUTSIDE = NAMES.map((_, index) => `redis-${index}.example.org`);

/** The chart's hostMode. */
function announceNames(made: World, ips: string[]): void {
  made.announces = 'hosts';
  made.ips = ips;
  made.services = [];
  for (const one of made.pods) Object.assign(one ?? {}, { ips });
}

export const ADDRESSES_CASES: readonly Row[] = [
  // what is wrong, how the world is changed, what is found, the configuration
  [
    'a list that is too short, and doubled',
    (made) => {
      const ips = ['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.8', '10.0.0.8'];
      made.ips = ips;
      for (const one of made.pods) Object.assign(one ?? {}, { ips });
      made.services = [];
      pod(made, 4, { node: NAMES[3] });
    },
    [
      { check: 'announce-ip-list', message: /lists 5 IPs for 6 pods: pod 5 announces none/, ordinals: [5] },
      { check: 'announce-ip-list', message: /pods 3 and 4 all announce 10\.0\.0\.8/, ordinals: [3, 4] },
    ],
    config('overlays: { node-affinity: false }\n'),
  ],
  [
    'host names that are announced, and clients that are sent to IPs all the same',
    (made) => {
      announceNames(made, NAMES);
      made.env = [{ name: 'REDIS_CLUSTER_PREFERRED_ENDPOINT_TYPE', value: 'ip' }];
    },
    [
      {
        check: 'announce-pod-ip',
        message: /the pods announce their own IPs/,
        remedy:
          /^Set REDIS_CLUSTER_PREFERRED_ENDPOINT_TYPE to hostname, as the chart's cluster\.externalAccess\.hostMode/,
      },
    ],
  ],
  [
    'an IP that no node has any more',
    (made) => {
      node(made, 2, { ip: '10.0.0.16' });
    },
    [
      {
        check: 'announce-ip-stray',
        message: /pod 2 announces 10\.0\.0\.6, and no node has that address/,
        ordinals: [2],
      },
    ],
  ],
  [
    'clients on another network, not configured',
    (made) => {
      for (const [index, one] of made.nodes.entries()) one.ip = `172.16.0.${index}`;
    },
    [{ check: 'announce-ip-unchecked', message: /cannot be known: no node has one of the announced IPs/ }],
  ],
  [
    'a configuration of other nodes',
    () => {},
    [
      { check: 'config-nodes', message: /lists 3 nodes, and there are 6 pods/ },
      { check: 'config-nodes', message: /gives dio-master01 the IP 10\.0\.0\.5, which dio-master02 has/ },
      { check: 'config-nodes', message: /gives dio-master02 the IP 10\.0\.0\.4, which dio-master01 has/ },
      { check: 'config-nodes', message: /the cluster has no node other \(nodes\[2\] of the configuration\)/ },
      {
        check: 'config-nodes',
        message: /pod 0 announces 10\.0\.0\.4, and nodes\[0\] of the configuration is dio-master01 with 10\.0\.0\.5/,
      },
      { check: 'config-nodes', message: /pod 1 announces 10\.0\.0\.5, and nodes\[1\]/ },
      { check: 'config-nodes', message: /pod 2 announces 10\.0\.0\.6, and nodes\[2\] .* is other with 10\.0\.0\.66/ },
    ],
    config(`nodes:\n${nodes(['dio-master01', 'dio-master02', 'other'], ['10.0.0.5', '10.0.0.4', '10.0.0.66'])}`),
  ],
  [
    'pods that announce themselves',
    (made) => {
      made.announces = 'pod';
      made.services = [];
    },
    [{ check: 'announce-pod-ip', message: /announce their own IPs/ }],
  ],
  [
    'pods that announce their node: any order is right',
    (made) => {
      made.announces = 'host';
      swap(made, 0, 4);
      swap(made, 1, 3);
    },
    [],
    config(`nodes:\n${nodes()}overlays: { announce-host-ip: {} }\n`),
  ],
  [
    'pods that announce their node, one of them on a node of others, and clients with another IP for one',
    (made) => {
      made.announces = 'host';
      made.nodes.push({ name: 'spare-1', ip: '10.0.0.20', labels: {}, ready: true, cordoned: false });
      pod(made, 5, { node: 'spare-1' });
    },
    [
      {
        check: 'config-nodes',
        message: /pod 0 announces 10\.0\.0\.4, the node's own IP, and clients reach dio-master01 at 192\.0\.2\.1/,
      },
      {
        check: 'config-nodes',
        message: /pod 5 runs on spare-1 \(10\.0\.0\.20\), which is not one of the configured nodes/,
      },
    ],
    config(`nodes:\n${nodes(NAMES, ['192.0.2.1', ...IPS.slice(1)])}overlays: { announce-host-ip: {} }\n`),
  ],
  [
    'pods that announce their node, and a node that was replaced: the label of the new one stays',
    (made) => {
      made.announces = 'host';
      const labels = { 'redis-pod-name': 'redis-cluster-5', 'redis-system': 'true' };
      node(made, 5, { name: 'dio-worker04', ip: '10.0.0.77', labels });
      pod(made, 5, { node: 'dio-worker04' });
    },
    [
      {
        check: 'config-nodes',
        message: /the cluster has no node dio-worker03 \(nodes\[5\]/,
        remedy: /Was the node replaced\? Then write the new one in its place/,
        commands: [],
      },
      {
        check: 'config-nodes',
        message: /pod 5 runs on dio-worker04 \(10\.0\.0\.77\)/,
        remedy: /If it replaces dio-worker03, write it into `nodes` .* keep its label/,
        commands: [],
      },
    ],
    config(`nodes:\n${nodes()}overlays: { announce-host-ip: {} }\n`),
  ],
  [
    'host names of the nodes, two pods swapped',
    (made) => {
      announceNames(made, NAMES);
      swap(made, 1, 3);
    },
    [
      {
        check: 'pods-swapped',
        message:
          /pod 1 announces dio-master02 but runs on dio-worker01 \(10\.0\.0\.8\), pod 3 announces dio-worker01 but/,
      },
    ],
  ],
  [
    'host names that Kubernetes does not know',
    (made) => announceNames(made, OUTSIDE),
    [
      {
        check: 'announce-ip-unchecked',
        message: /no node has one of the announced host names \(hostMode\): redis-0\.example\.org/,
      },
    ],
  ],
  [
    'the same with a configuration that knows them, two pods swapped',
    (made) => {
      announceNames(made, OUTSIDE);
      swap(made, 1, 3);
    },
    [
      {
        check: 'pods-swapped',
        message: /pod 1 announces redis-1\.example\.org \(dio-master02\) but runs on dio-worker01/,
      },
    ],
    config(`nodes:\n${nodes(NAMES, OUTSIDE)}`),
  ],
  [
    'no nodes in the input',
    (made) => {
      made.nodes = [];
      for (const [index, one] of made.pods.entries())
        Object.assign(one ?? {}, status({ hostIP: IPS[index], conditions: [{ type: 'Ready', status: 'True' }] }));
    },
    [{ check: 'nodes-not-given', message: /labels, and whether they take pods, were not checked/ }],
  ],
  [
    'pods that announce what nobody can follow',
    (made) => {
      made.announces = 'else';
    },
    [
      {
        check: 'announce-pod-ip',
        message: /sets REDIS_CLUSTER_ANNOUNCE_IP to \$\(hostname -i\), which verify cannot follow/,
        remedy: /verify --redis/,
      },
    ],
  ],
];
