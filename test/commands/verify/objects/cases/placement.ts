import { NAMES, node, pod, swap } from '../../world.js';
import { config, K, nodes, podName, type Row } from './row.js';

export const PLACEMENT_CASES: readonly Row[] = [
  // what is wrong, how the world is changed, what is found, the configuration
  ['nothing', () => {}, []],
  ['nothing, with the right nodes configured', () => {}, [], config(`nodes:\n${nodes()}`)],
  ['nothing, without persistence', (made) => Object.assign(made, { persistence: false }), []],
  [
    'two swapped, with persistence',
    (made) => swap(made, 1, 3),
    [
      {
        check: 'pods-swapped',
        message:
          /^pods 1 and 3 are swapped: pod 1 announces 10\.0\.0\.5 \(dio-master02\) but runs on dio-worker01 \(10\.0\.0\.8\)/,
        remedy: /^Delete these pods together.*with their data\..*verify --redis/,
        commands: [`${K} delete pod ${podName(1)} ${podName(3)}`],
        ordinals: [1, 3],
      },
    ],
  ],
  [
    'two swapped, without persistence: nothing is deleted',
    (made) => {
      swap(made, 1, 3);
      made.persistence = false;
    },
    [
      {
        check: 'pods-swapped',
        message: /swapped/,
        remedy: /^These pods have no persistent volume.*do not delete them.*lasts until a pod is created again/,
        commands: [
          `${K} exec ${podName(1)} -c ds-redis-redis-cluster -- redis-cli config set cluster-announce-ip 10.0.0.8`,
          `${K} exec ${podName(3)} -c ds-redis-redis-cluster -- redis-cli config set cluster-announce-ip 10.0.0.5`,
        ],
      },
    ],
  ],
  [
    'two swapped under Parallel: the order is left to chance',
    (made) => {
      swap(made, 0, 5);
      made.policy = 'Parallel';
    },
    [{ check: 'pods-swapped', message: /pods 0 and 5/, remedy: /Parallel they may be swapped again/ }],
  ],
  [
    'three in a circle',
    (made) => {
      pod(made, 0, { node: NAMES[1] });
      pod(made, 1, { node: NAMES[2] });
      pod(made, 2, { node: NAMES[0] });
    },
    [
      {
        check: 'pod-on-wrong-node',
        message: /at 10\.0\.0\.4 answers pod 2, at 10\.0\.0\.5 answers pod 0 and at 10\.0\.0\.6 answers pod 1/,
        commands: [`${K} delete pod ${podName(0)} ${podName(1)} ${podName(2)}`],
        ordinals: [0, 1, 2],
      },
    ],
  ],
  [
    'three in a circle, without persistence',
    (made) => {
      pod(made, 0, { node: NAMES[1] });
      pod(made, 1, { node: NAMES[2] });
      pod(made, 2, { node: NAMES[0] });
      made.persistence = false;
    },
    [
      {
        check: 'pod-on-wrong-node',
        message: /pod 0 announces/,
        remedy:
          /^These pods have no persistent volume: .* So do not delete them; set the IP .* Then run verify --redis/,
        commands: [
          `${K} exec ${podName(0)} -c ds-redis-redis-cluster -- redis-cli config set cluster-announce-ip 10.0.0.5`,
          `${K} exec ${podName(1)} -c ds-redis-redis-cluster -- redis-cli config set cluster-announce-ip 10.0.0.6`,
          `${K} exec ${podName(2)} -c ds-redis-redis-cluster -- redis-cli config set cluster-announce-ip 10.0.0.4`,
        ],
      },
    ],
  ],
  [
    'three in a circle under Parallel',
    (made) => {
      pod(made, 0, { node: NAMES[1] });
      pod(made, 1, { node: NAMES[2] });
      pod(made, 2, { node: NAMES[0] });
      made.policy = 'Parallel';
    },
    [{ check: 'pod-on-wrong-node', message: /pod 0/, remedy: /Parallel they may be swapped again/ }],
  ],
  [
    'on a spare node, its own cordoned',
    (made) => {
      made.nodes.push({ name: 'spare-1', ip: '10.0.0.20', labels: {}, ready: true, cordoned: false });
      pod(made, 2, { node: 'spare-1' });
      node(made, 2, { cordoned: true });
    },
    [
      {
        check: 'pod-on-wrong-node',
        message: /but runs on spare-1 \(10\.0\.0\.20\); at 10\.0\.0\.6 no pod of this release answers/,
        remedy: /^First uncordon dio-master03\. Delete the pod/,
        commands: [`${K} delete pod ${podName(2)}`],
      },
      {
        check: 'node-cordoned',
        message: /dio-master03 \(10\.0\.0\.6\) of pod 2 is cordoned/,
        commands: ['kubectl uncordon dio-master03'],
      },
    ],
  ],
  [
    'two swapped, one node down and the other cordoned',
    (made) => {
      swap(made, 1, 3);
      node(made, 1, { ready: false });
      node(made, 3, { cordoned: true });
    },
    [
      { check: 'node-not-ready', message: /dio-master02/ },
      {
        check: 'pods-swapped',
        message: /pods 1 and 3 are swapped/,
        remedy: /^First bring back dio-master02\. First uncordon dio-worker01\. Delete these pods together/,
      },
      { check: 'node-cordoned', message: /dio-worker01/ },
    ],
  ],
  [
    'on a spare node, its own down',
    (made) => {
      made.nodes.push({ name: 'spare-1', ip: '10.0.0.20', labels: {}, ready: true, cordoned: false });
      pod(made, 2, { node: 'spare-1' });
      node(made, 2, { ready: false });
    },
    [
      { check: 'node-not-ready', message: /dio-master03/ },
      {
        check: 'pod-on-wrong-node',
        message: /runs on spare-1/,
        remedy: /^First bring back dio-master03\. Delete the pod/,
      },
    ],
  ],
  [
    'clients on another network, configured, and two swapped',
    (made) => {
      for (const [index, one] of made.nodes.entries()) one.ip = `172.16.0.${index}`;
      swap(made, 1, 3);
    },
    [
      {
        check: 'pods-swapped',
        message: /pod 1 announces 10\.0\.0\.5 \(dio-master02\) but runs on dio-worker01 \(172\.16\.0\.3\)/,
      },
    ],
    config(`nodes:\n${nodes()}`),
  ],
];
