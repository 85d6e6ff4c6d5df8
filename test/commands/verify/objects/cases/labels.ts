import { node, pod } from '../../world.js';
import { config, nodes, pending, type Row } from './row.js';

export const LABELS_CASES: readonly Row[] = [
  // what is wrong, how the world is changed, what is found, the configuration
  [
    'two nodes that report one IP, the later one wrong: no label is moved for it',
    (made) => node(made, 3, { ip: '10.0.0.4' }),
    [
      {
        check: 'node-ip-doubled',
        message: /nodes dio-master01 and dio-worker01 report the same IP, 10\.0\.0\.4: what is sent there/,
        remedy: /--node-ip.*cloned.*Labels and pods are not to be moved/,
        commands: ['kubectl get nodes -o wide'],
        ordinals: [0, 3],
      },
    ],
  ],
  [
    'two nodes that report one IP, the earlier one wrong',
    (made) => node(made, 0, { ip: '10.0.0.8' }),
    [{ check: 'node-ip-doubled', message: /10\.0\.0\.8/, ordinals: [0, 3] }],
    config(`nodes:\n${nodes()}`),
  ],
  [
    'two nodes that report one IP, and the pod of one of them waits',
    (made) => {
      node(made, 3, { ip: '10.0.0.4' });
      pod(made, 0, { node: undefined, ready: false, ...pending('0/6 nodes are available') });
    },
    [
      { check: 'node-ip-doubled', message: /10\.0\.0\.4/, ordinals: [0, 3] },
      { check: 'pod-pending', message: /pod 0 is Pending/ },
    ],
  ],
  [
    'another machine with the IP of a node, and without a pod',
    (made) => {
      made.nodes.push({ name: 'clone', ip: '10.0.0.4', labels: {}, ready: true, cordoned: false });
    },
    [{ check: 'node-ip-doubled', message: /dio-master01 and clone report/, ordinals: [0] }],
  ],
  [
    'two other machines with one IP',
    (made) => {
      for (const name of ['spare-1', 'spare-2'])
        made.nodes.push({ name, ip: '10.0.0.99', labels: {}, ready: true, cordoned: false });
    },
    [],
  ],
  [
    'a label twice, and on neither the node whose IP the pod announces',
    (made) => {
      node(made, 0, { labels: { 'redis-system': 'true' } });
      node(made, 1, { labels: { 'redis-system': 'true', 'redis-pod-name': 'redis-cluster-0' } });
      made.nodes.push({
        name: 'spare-1',
        ip: '10.0.0.20',
        labels: { 'redis-pod-name': 'redis-cluster-0' },
        ready: true,
        cordoned: false,
      });
    },
    [
      { check: 'node-label-missing', message: /redis-cluster-1/ },
      {
        check: 'node-label-doubled',
        message: /2 nodes have the label redis-pod-name=redis-cluster-0, dio-master02 and spare-1/,
        remedy: /^Leave the label on the node whose IP the pod announces\.$/,
        commands: [],
      },
    ],
  ],
  [
    'a label twice, and one missing',
    (made) => {
      node(made, 4, { labels: { 'redis-system': 'true', 'redis-pod-name': 'redis-cluster-3' } });
    },
    [
      {
        check: 'node-label-missing',
        message: /redis-cluster-4.*\(dio-worker02, whose IP it announces, has redis-pod-name=redis-cluster-3\)/,
      },
      {
        check: 'node-label-doubled',
        message: /2 nodes have the label redis-pod-name=redis-cluster-3, dio-worker01 and dio-worker02/,
        commands: ['kubectl label node dio-worker02 redis-pod-name=redis-cluster-4 --overwrite'],
      },
    ],
  ],
  [
    'a label on a machine that no pod announces',
    (made) => {
      node(made, 1, { labels: { 'redis-system': 'true' } });
      made.nodes.push({
        name: 'spare-1',
        ip: '10.0.0.20',
        labels: { 'redis-pod-name': 'redis-cluster-1' },
        ready: true,
        cordoned: false,
      });
    },
    [
      {
        check: 'node-label-stray',
        message:
          /redis-cluster-1 is on spare-1 \(10\.0\.0\.20\), but pod 1 announces 10\.0\.0\.5, the IP of dio-master02/,
        commands: [
          'kubectl label node dio-master02 redis-pod-name=redis-cluster-1 --overwrite',
          'kubectl label node spare-1 redis-pod-name-',
        ],
      },
    ],
  ],
  [
    'another key and value for the labels',
    (made) => {
      for (const [index, one] of made.nodes.entries()) one.labels = { slot: `r${index}` };
    },
    [],
    config("overlays: { node-affinity: { key: slot, value: 'r{ordinal}' } }\n"),
  ],
  [
    'no labels, and nothing that steers by them',
    (made) => {
      for (const one of made.nodes) one.labels = {};
    },
    [],
    config('overlays: { node-affinity: false }\n'),
  ],
  [
    'a node without the label that all nodes need',
    (made) => {
      made.required = true;
      node(made, 3, { labels: { 'redis-pod-name': 'redis-cluster-3' } });
    },
    [
      {
        check: 'node-label-required',
        message:
          /dio-worker01 \(10\.0\.0\.8\) of pod 3 lacks the label redis-system=true, which the StatefulSet requires/,
        commands: ['kubectl label node dio-worker01 redis-system=true --overwrite'],
      },
    ],
    config('overlays: { node-affinity: { placement: dominant } }\n'),
  ],
];
