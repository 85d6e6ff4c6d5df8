import type { Check } from '../../finding.js';
import type { LiveRelease } from '../release.js';
import { configurationFaults, listFaults, podAddresses } from './addresses.js';
import { doubledLabels, missingLabels, missingSetLabels, strayLabels } from './labels.js';
import { cordonedNodes, goneNodes, nodesNotGiven, notReadyNodes } from './nodes.js';
import { unscheduledPods } from './pending.js';
import { misplacedPods, strayAddresses, swappedPods, temporaryAddresses, uncheckedAddresses } from './placement.js';
import { missingPods, notReadyPods, scaledToZero } from './pods.js';
import { notPostRendered, unboundPods } from './ports.js';
import { oldRevisions } from './revisions.js';
import { ingressAstray, ingressAtNodes, serviceFaults } from './services.js';

/** What is checked in what kubectl gives, in the order in which it is best put right. */
export const CHECKS: readonly Check<LiveRelease>[] = [
  // id, severity, what it looks for, how
  {
    id: 'announce-pod-ip',
    severity: 'error',
    description: 'The pods announce their own IPs, not those of nodes.',
    find: podAddresses,
  },
  {
    id: 'announce-ip-list',
    severity: 'error',
    description: 'The start script lists fewer IPs than there are pods, or one twice.',
    find: listFaults,
  },
  {
    id: 'config-nodes',
    severity: 'error',
    description: 'The nodes of the configuration are not what runs.',
    find: configurationFaults,
  },
  {
    id: 'announce-ip-stray',
    severity: 'error',
    description: 'A pod announces an IP that no node has.',
    find: strayAddresses,
  },
  {
    id: 'announce-ip-unchecked',
    severity: 'warning',
    description: 'No node is known to have any of the announced IPs.',
    find: uncheckedAddresses,
  },
  {
    id: 'not-post-rendered',
    severity: 'error',
    description: 'The StatefulSet binds no ports on the nodes.',
    find: notPostRendered,
  },
  { id: 'nodes-not-given', severity: 'warning', description: 'There are no nodes in the input.', find: nodesNotGiven },
  {
    id: 'node-not-ready',
    severity: 'error',
    description: 'The node of a pod does not report.',
    find: notReadyNodes,
  },
  { id: 'node-gone', severity: 'error', description: 'The node of a pod is not in the cluster.', find: goneNodes },
  { id: 'node-cordoned', severity: 'warning', description: 'The node of a pod takes no new pod.', find: cordonedNodes },
  { id: 'node-label-missing', severity: 'error', description: "No node has a pod's label.", find: missingLabels },
  {
    id: 'node-label-required',
    severity: 'error',
    description: 'A node lacks the label that the StatefulSet requires of all its nodes.',
    find: missingSetLabels,
  },
  { id: 'node-label-doubled', severity: 'error', description: 'Several nodes have one label.', find: doubledLabels },
  {
    id: 'node-label-stray',
    severity: 'error',
    description: 'A label is on another node than the one whose IP the pod announces.',
    find: strayLabels,
  },
  { id: 'scaled-to-zero', severity: 'error', description: 'The StatefulSet asks for no pods.', find: scaledToZero },
  { id: 'pod-missing', severity: 'error', description: 'An ordinal has no pod.', find: missingPods },
  { id: 'pod-pending', severity: 'error', description: 'A pod waits for a node.', find: unscheduledPods },
  {
    id: 'pod-not-ready',
    severity: 'error',
    description: 'A pod is not Ready, has failed, or is being deleted.',
    find: notReadyPods,
  },
  {
    id: 'pods-swapped',
    severity: 'error',
    description: 'Two pods run on the nodes of each other.',
    find: swappedPods,
  },
  {
    id: 'pod-on-wrong-node',
    severity: 'error',
    description: 'A pod runs on another node than the one whose IP it announces.',
    find: misplacedPods,
  },
  {
    id: 'host-port-missing',
    severity: 'error',
    description: 'A running pod binds no port on its node, though the StatefulSet says so.',
    find: unboundPods,
  },
  {
    id: 'service-ip',
    severity: 'error',
    description: "A Service's loadBalancerIP is not what its pod announces.",
    find: serviceFaults,
  },
  {
    id: 'service-ingress-astray',
    severity: 'error',
    description: "A Service takes the port at a node's IP and leads to another pod than the one that announces it.",
    find: ingressAstray,
  },
  {
    id: 'service-ingress',
    severity: 'warning',
    description: "A Service takes the port at a node's IP, so that the host port there is never used.",
    find: ingressAtNodes,
  },
  {
    id: 'pod-old-revision',
    severity: 'warning',
    description: 'A pod runs an earlier revision of the StatefulSet.',
    find: oldRevisions,
  },
  {
    id: 'announce-ip-temporary',
    severity: 'warning',
    description: 'A running server was given another IP than its start script announces.',
    find: temporaryAddresses,
  },
];
