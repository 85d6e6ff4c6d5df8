import { fillerRequests } from '../scheduler/simulate.js';
import { CAPACITY, POD_REQUESTS, type Template, type World, type WorldNode } from '../scheduler/world.js';
import type { KubeObject } from './api.js';

export const NAMESPACE = 'redis-cluster';
export const ORDINAL_LABEL = 'redis-pod-name';
export const SET_LABEL = 'redis-system';
const HOSTNAME = 'kubernetes.io/hostname';
const RELEASE_LABELS = { 'app.kubernetes.io/name': 'redis-cluster', 'app.kubernetes.io/instance': 'trial' };

/** The node label's value for an ordinal. */
export function ordinalValue(ordinal: number): string {
  return `redis-cluster-${ordinal}`;
}

/** A world has names of its own on the API server, so that nothing of an earlier one is met again. */
export interface Naming {
  node: (name: string) => string;
  /** The scheduler keeps the first size it sees for an image name, so each world has its own tag. */
  image: string;
}

export function naming(world: number): Naming {
  return { node: (name) => `w${world}-${name}`, image: `registry.example/redis-cluster:trial-${world}` };
}

/** The nodes of a world. kwok makes them Ready. */
export function nodeObjects(world: World, names: Naming): KubeObject[] {
  const quantities = {
    cpu: `${CAPACITY.cpuMilli}m`,
    memory: `${CAPACITY.memoryBytes}`,
    pods: '110',
    'ephemeral-storage': '100Gi',
  };
  return world.nodes.map((node) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: names.node(node.name),
      labels: {
        [HOSTNAME]: names.node(node.name),
        ...(node.ordinal !== undefined && { [ORDINAL_LABEL]: ordinalValue(node.ordinal), [SET_LABEL]: 'true' }),
        ...(node.zone !== undefined && { 'topology.kubernetes.io/zone': node.zone }),
      },
    },
    spec: {
      taints: Array.from({ length: node.taints ?? 0 }, (_, i) => ({ key: `busy-${i}`, effect: 'PreferNoSchedule' })),
    },
    status: {
      capacity: quantities,
      allocatable: quantities,
      images: node.image ? [{ names: [names.image], sizeBytes: world.imageMiB * 2 ** 20 }] : [],
    },
  }));
}

/** The other workloads' pods: bound to their nodes by name, so they need no scheduler. */
export function loadObjects(world: World, names: Naming): KubeObject[] {
  return world.nodes.flatMap((node) => nodeLoad(node, names.node(node.name)));
}

function nodeLoad(node: WorldNode, nodeName: string): KubeObject[] {
  const { cpuMilli, memoryBytes } = fillerRequests(node);
  const requests = { cpu: `${cpuMilli}m`, memory: `${memoryBytes}` };
  const silent = Array.from({ length: node.silent ?? 0 }, (_, i) => otherPod(`${nodeName}-silent-${i}`, nodeName, {}));
  const attracted = {
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: HOSTNAME, labelSelector: { matchLabels: RELEASE_LABELS } } },
      ],
    },
  };
  return [
    otherPod(`${nodeName}-load`, nodeName, { requests }),
    ...silent,
    ...(node.attracts ? [otherPod(`${nodeName}-attracted`, nodeName, {}, { affinity: attracted })] : []),
  ];
}

function otherPod(name: string, nodeName: string, resources: object, more: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE, labels: { app: 'other' } },
    spec: { nodeName, containers: [{ name: 'other', image: 'registry.example/other:1', resources }], ...more },
  };
}

/** A pod that only one node can take: once it is bound, the scheduler has seen that node as it is now. */
export function probePod(nodeName: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${nodeName}-probe`, namespace: NAMESPACE, labels: { app: 'probe' } },
    spec: {
      nodeSelector: { [HOSTNAME]: nodeName },
      containers: [{ name: 'probe', image: 'registry.example/other:1' }],
    },
  };
}

export interface Release {
  template: Template;
  replicas: number;
  podManagementPolicy: 'OrderedReady' | 'Parallel';
  image: string;
}

/** A Service and a StatefulSet with the parts of the chart's rendering that decide where pods go. */
export function releaseObjects({ template, replicas, podManagementPolicy, image }: Release): KubeObject[] {
  const metadata = { name: 'redis-cluster', namespace: NAMESPACE, labels: RELEASE_LABELS };
  const ports = [
    { name: 'tcp-redis', port: 6379 },
    { name: 'tcp-redis-bus', port: 16379 },
  ];
  const spread = {
    topologyKey: HOSTNAME,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: RELEASE_LABELS },
  };
  const podSpec = {
    terminationGracePeriodSeconds: 0,
    affinity: { podAntiAffinity: chartAntiAffinity(), nodeAffinity: nodeAffinity(template) },
    ...(template.hostnameSpread && { topologySpreadConstraints: [spread] }),
    containers: [
      {
        name: 'redis-cluster',
        image,
        ports: ports.map(({ name, port }) => ({ name, containerPort: port, hostPort: port })),
        ...(template.requests && { resources: { requests: podRequests() } }),
      },
    ],
  };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', selector: RELEASE_LABELS, ports } },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: {
        replicas,
        podManagementPolicy,
        serviceName: metadata.name,
        selector: { matchLabels: RELEASE_LABELS },
        template: { metadata: { labels: RELEASE_LABELS }, spec: podSpec },
      },
    },
  ];
}

function podRequests(): object {
  return { cpu: `${POD_REQUESTS.cpuMilli}m`, memory: `${POD_REQUESTS.memoryBytes}` };
}

/** The chart's default: pods of the release prefer other nodes than their own kind's. */
function chartAntiAffinity(): object {
  const podAffinityTerm = { topologyKey: HOSTNAME, labelSelector: { matchLabels: RELEASE_LABELS } };
  return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm }] };
}

/** The terms of a template as node affinity; a list without entries is left out, as the API wants it. */
export function nodeAffinity({ terms, required }: Template): object {
  const preferred = terms.flatMap((weights, ordinal) =>
    weights.map((weight) => ({
      weight,
      preference: {
        matchExpressions: [{ key: ORDINAL_LABEL, operator: 'In', values: [ordinalValue(ordinal)] }],
      },
    })),
  );
  const labelled = { matchExpressions: [{ key: SET_LABEL, operator: 'In', values: ['true'] }] };
  return {
    ...(preferred.length > 0 && { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
    ...(required && { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [labelled] } }),
  };
}
