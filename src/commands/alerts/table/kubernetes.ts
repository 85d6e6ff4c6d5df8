import type { Alert } from '../alert.js';
import { anyOf, byPod, labelled, ofNodes, ofPod, ofPods, ofStatefulSet, quoted, series, union } from '../promql.js';
import type { Watched } from '../watched.js';

/** The recorded series of pods that are not on their own node: label `home` is that node, the value is the ordinal. */
export const AWAY = 'redis_hostport:pod_away';

/**
 * Pods on another node than their own. A pod that has no node yet has an empty label `node`; `max by` leaves the labels
 * which come and go with a pod (its IP, its uid).
 */
export function awayExpression(watched: Watched): string {
  return union(watched.pods, (pod) => {
    const elsewhere = ofPod(watched, pod, 'kube_pod_info', `node!~${quoted(`${anyOf([pod.node])}|`)}`);
    return labelled(`${pod.ordinal} * max by (namespace, pod, node) (${elsewhere})`, 'home', pod.node);
  });
}

const away = (watched: Watched): string => ofPods(watched, AWAY);

/** The same series with node and home exchanged, and the pod's name as `other`. */
function exchanged(watched: Watched): string {
  const steps = [
    ['other', 'pod'],
    ['was', 'node'],
    ['node', 'home'],
    ['home', 'was'],
  ] as const;
  return steps.reduce(
    (vector, [to, from]) => `label_replace(${vector}, ${quoted(to)}, "$1", ${quoted(from)}, "(.*)")`,
    away(watched),
  );
}

/** A sentence of an annotation that stands there while a query, made with a label of the alert, has an answer. */
function whileTrue(query: string, label: 'home' | 'pod', sentence: string): string {
  return `{{ if printf ${JSON.stringify(query)} $labels.${label} | query }} ${sentence}{{ end }}`;
}

/** What a pod without a node waits for, as far as metrics show it; node labels and strangers' host ports they do not. */
function waitsFor(watched: Watched): string {
  const { namespace, claim, anyNode } = watched;
  const phase = 'kube_persistentvolumeclaim_status_phase';
  const ofClaim = [`namespace=${quoted(namespace)}`, `persistentvolumeclaim="${claim}-%s"`, 'phase!="Bound"'];
  const node = (metric: string, ...own: string[]): string => series(watched, metric, 'node=%q', ...own);
  const ready = node('kube_node_status_condition', 'condition="Ready"', 'status="true"');
  return [
    whileTrue(`${series(watched, phase, ...ofClaim)} == 1`, 'pod', 'Its claim is not bound.'),
    ...(anyNode
      ? []
      : [
          whileTrue(`absent(${node('kube_node_info')})`, 'home', 'There is no node {{ $labels.home }}.'),
          whileTrue(`${ready} == 0`, 'home', 'Its node {{ $labels.home }} is not Ready.'),
          whileTrue(`${node('kube_node_spec_unschedulable')} == 1`, 'home', 'Its node {{ $labels.home }} is cordoned.'),
          whileTrue(
            ofPods(watched, 'kube_pod_info', 'node=%q'),
            'home',
            'Another pod of the release holds the host ports on {{ $labels.home }}.',
          ),
        ]),
  ].join('');
}

/** Which container does not run, and why. */
function waitingContainers(watched: Watched): string {
  return [CONTAINERS, INIT_CONTAINERS]
    .map((metric) => {
      const waiting = `${series(watched, metric, `namespace=${quoted(watched.namespace)}`, 'pod=%q')} == 1`;
      const sentence = 'Container {{ .Labels.container }} waits: {{ .Labels.reason }}.';
      return `{{ range printf ${JSON.stringify(waiting)} $labels.pod | query }} ${sentence}{{ end }}`;
    })
    .join('');
}

const CONTAINERS = 'kube_pod_container_status_waiting_reason';
const INIT_CONTAINERS = 'kube_pod_init_container_status_waiting_reason';

/** Alerts from kube-state-metrics, causes before what they cause. */
export const KUBERNETES_ALERTS: readonly Alert[] = [
  {
    id: 'config-nodes',
    severity: 'critical',
    for: '10m',
    asks: 'objects',
    summary: ({ statefulSet, pods }) =>
      `StatefulSet ${statefulSet} asks for {{ $value }} pods, and these rules were made for ${pods.length} nodes`,
    means: 'The configuration from which the rules were made is not what runs, so other alerts miss pods.',
    remedy: 'Correct `nodes` in the configuration, then write and apply the rules again.',
    expression: (watched) => {
      const asked = ofStatefulSet(watched, 'kube_statefulset_replicas');
      return `max by (namespace, statefulset) (${asked} != ${watched.pods.length}) > 0`;
    },
  },
  {
    id: 'node-not-ready',
    severity: 'critical',
    for: '1m',
    asks: 'objects',
    summary: () => 'Node {{ $labels.node }} is not Ready',
    means: "The node's kubelet does not report. Its pod stays where it is, and its replica takes over after some 15 s.",
    remedy: 'Bring the node back. If it is lost for good, replace it: docs/verify.md, "A node is lost".',
    expression: (watched) =>
      `max by (node) (${ofNodes(watched, 'kube_node_status_condition', 'condition="Ready"', 'status="true"')}) == 0`,
  },
  {
    id: 'node-gone',
    severity: 'critical',
    for: '1m',
    asks: 'objects',
    summary: () => 'The cluster has no node {{ $labels.node }}',
    means: 'A node of the set was deleted or renamed.',
    remedy: 'A node that replaces it needs the labels: docs/verify.md, "A node is lost".',
    // Not when kube-state-metrics knows no node at all: that is metrics-missing.
    expression: (watched) =>
      union(watched.pods, ({ node }) => {
        const info = series(watched, 'kube_node_info', `node=${quoted(node)}`);
        return `absent(${info}) and on () count(${series(watched, 'kube_node_info')}) > 0`;
      }),
  },
  {
    id: 'node-cordoned',
    severity: 'warning',
    for: '5m',
    asks: 'objects',
    summary: () => 'Node {{ $labels.node }} is cordoned, and no pod of the release is on it',
    means: 'The pod that belongs there waits, or has gone to another node.',
    remedy: 'Uncordon the node when the work on it is done.',
    expression: (watched) =>
      `max by (node) (${ofNodes(watched, 'kube_node_spec_unschedulable')}) == 1\n` +
      `unless on (node) ${ofPods(watched, 'kube_pod_info')}`,
  },
  {
    id: 'scaled-to-zero',
    severity: 'critical',
    for: '5m',
    asks: 'objects',
    summary: ({ statefulSet }) => `StatefulSet ${statefulSet} asks for 0 pods`,
    means: 'It was scaled down and not up again.',
    remedy: 'Scale it up, to as many pods as there are nodes.',
    expression: (watched) =>
      `max by (namespace, statefulset) (${ofStatefulSet(watched, 'kube_statefulset_replicas')}) == 0`,
  },
  {
    id: 'pod-missing',
    severity: 'critical',
    for: '5m',
    asks: 'objects',
    summary: () => 'There is no pod {{ $labels.pod }}',
    means:
      'An earlier pod is not Ready (OrderedReady), or the API server refuses to make it, often Pod Security because of the host ports.',
    remedy: 'Fix the earlier pod; else the events of the StatefulSet say why.',
    expression: (watched) =>
      union(watched.pods, (pod) => {
        const asked = ofStatefulSet(watched, 'kube_statefulset_replicas');
        return `absent(${ofPod(watched, pod, 'kube_pod_info')}) and on () ${asked} > ${pod.ordinal}`;
      }),
  },
  {
    id: 'pod-pending',
    severity: 'critical',
    for: '5m',
    asks: 'objects',
    summary: () => 'Pod {{ $labels.pod }} waits for a node',
    means:
      'No node takes the pod: its claim is not bound, its node is cordoned, not Ready or without label, or another pod holds the host ports.',
    remedy: "`verify` quotes the scheduler's words.",
    details: waitsFor,
    expression: (watched) =>
      watched.anyNode
        ? byPod(ofPods(watched, 'kube_pod_info', 'node=""'))
        : union(watched.pods, (pod) =>
            labelled(byPod(ofPod(watched, pod, 'kube_pod_info', 'node=""')), 'home', pod.node),
          ),
  },
  {
    id: 'pod-not-ready',
    severity: 'critical',
    for: '5m',
    asks: 'objects',
    summary: () => 'Pod {{ $labels.pod }} is not Ready',
    means: 'Its containers do not run, its readiness probe fails, or it is being deleted.',
    remedy: 'Its events and its log say why; on a dead node see docs/verify.md, "A node is lost".',
    details: waitingContainers,
    expression: (watched) =>
      `${byPod(ofPods(watched, 'kube_pod_status_ready', 'condition="true"'))} == 0\n` +
      `unless on (namespace, pod) ${ofPods(watched, 'kube_pod_info', 'node=""')}`,
  },
  {
    id: 'pods-swapped',
    severity: 'critical',
    for: '1m',
    asks: 'objects',
    summary: () =>
      'Pods {{ $labels.pod }} and {{ $labels.other }} run on the nodes of each other: {{ $labels.node }} and {{ $labels.home }}',
    means: 'Clients who ask for the keys of one reach the other, while every server says cluster_state:ok.',
    remedy:
      '`verify --redis` prints what puts it right at once without a loss; docs/verify.md, "Pods on the wrong node".',
    // Of each pair the pod with the smaller ordinal: one alert, not two.
    expression: (watched) =>
      watched.anyNode
        ? undefined
        : `${away(watched)}\n< on (namespace, node, home) group_left (other)\n${exchanged(watched)}`,
  },
  {
    id: 'pod-on-wrong-node',
    severity: 'critical',
    for: '1m',
    asks: 'objects',
    summary: ({ anyNode }) =>
      anyNode
        ? 'Pod {{ $labels.pod }} runs on {{ $labels.node }}, which is none of the nodes of the set'
        : 'Pod {{ $labels.pod }} runs on {{ $labels.node }} and belongs on {{ $labels.home }}',
    means: 'At the IP it announces nobody answers, or another pod; with announce-host-ip clients do not know its node.',
    remedy: 'Put it right: docs/verify.md, "Pods on the wrong node".',
    expression: (watched) => {
      if (!watched.anyNode) return `${away(watched)}\nunless on (namespace, node, home)\n${exchanged(watched)}`;
      const others = `node!~${quoted(`${anyOf(watched.pods.map(({ node }) => node))}|`)}`;
      return `max by (namespace, pod, node) (${ofPods(watched, 'kube_pod_info', others)})`;
    },
  },
];
