import type { JsonObject } from '../../../src/json/values.js';

/** A node of the test's cluster. */
export interface NodeSketch {
  name: string;
  ip: string;
  labels: Record<string, string>;
  ready: boolean;
  cordoned: boolean;
}

/** A pod of the test's cluster; `undefined` in the list of a world means it is not there. */
export interface PodSketch {
  /** The node's name; none: it is Pending. */
  node: string | undefined;
  ready: boolean;
  hostPorts: boolean;
  revision: string;
  ips: readonly string[];
  /** Laid over the object at last. */
  also: JsonObject;
}

/** A release of six pods on six nodes, everything right; tests change what they are about. */
export interface World {
  release: string;
  namespace: string;
  nodes: NodeSketch[];
  pods: (PodSketch | undefined)[];
  /** What the StatefulSet's template lists. */
  ips: string[];
  persistence: boolean;
  policy: 'OrderedReady' | 'Parallel';
  hostPorts: boolean;
  announces: 'list' | 'hosts' | 'host' | 'pod' | 'else';
  /** Whether the template requires the label of the set, as placement dominant and announce-host-ip have it. */
  required: boolean;
  updateStrategy: JsonObject;
  /** More variables of the server's container. */
  env: JsonObject[];
  /** loadBalancerIP by ordinal. */
  services: string[];
  /** What a load balancer gave the Service of an ordinal. */
  ingress: Readonly<Record<number, string>>;
  /** An external IP of the Service of an ordinal. */
  externalIps: Readonly<Record<number, string>>;
}

export const NAMES = ['dio-master01', 'dio-master02', 'dio-master03', 'dio-worker01', 'dio-worker02', 'dio-worker03'];
export const IPS = ['10.0.0.4', '10.0.0.5', '10.0.0.6', '10.0.0.8', '10.0.0.9', '10.0.0.10'];

export function world(change: (world: World) => void = () => {}): World {
  const made: World = {
    release: 'ds-redis',
    namespace: 'redis-cluster',
    nodes: NAMES.map((name, index) => ({
      name,
      ip: IPS[index] ?? '',
      labels: { 'redis-pod-name': `redis-cluster-${index}`, 'redis-system': 'true' },
      ready: true,
      cordoned: false,
    })),
    pods: NAMES.map((node) => ({ node, ready: true, hostPorts: true, revision: 'r2', ips: IPS, also: {} })),
    ips: [...IPS],
    persistence: true,
    policy: 'OrderedReady',
    hostPorts: true,
    announces: 'list',
    required: false,
    env: [],
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    services: [...IPS],
    ingress: {},
    externalIps: {},
  };
  change(made);
  return made;
}

/** Changes one pod of a world. */
export function pod(made: World, ordinal: number, change: Partial<PodSketch>): void {
  Object.assign(made.pods[ordinal] ?? {}, change);
}

/** Changes one node of a world. */
export function node(made: World, index: number, change: Partial<NodeSketch>): void {
  Object.assign(made.nodes[index] ?? {}, change);
}

/** Puts two pods on each other's node. */
export function swap(made: World, one: number, other: number): void {
  pod(made, one, { node: NAMES[other] });
  pod(made, other, { node: NAMES[one] });
}

const fullname = ({ release }: World): string => `${release}-redis-cluster`;

const labels = ({ release }: World): JsonObject => ({
  'app.kubernetes.io/instance': release,
  'app.kubernetes.io/name': 'redis-cluster',
  'helm.sh/chart': 'redis-cluster-10.2.0',
});

const hostIp = { name: 'REDIS_HOSTPORT_HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } };

const SCRIPTS: Record<World['announces'], string> = {
  list: `export REDIS_CLUSTER_ANNOUNCE_IP="\${ips[$pod_index]}"`,
  hosts: `export REDIS_CLUSTER_ANNOUNCE_HOSTNAME="\${ips[$pod_index]}"`,
  host: 'export REDIS_CLUSTER_ANNOUNCE_IP="$REDIS_HOSTPORT_HOST_IP"',
  pod: '',
  else: 'export REDIS_CLUSTER_ANNOUNCE_IP=$(hostname -i)',
};

function container(made: World, ips: readonly string[], hostPorts: boolean): JsonObject {
  const port = (name: string, number: number): JsonObject => ({
    name,
    containerPort: number,
    ...(hostPorts && { hostPort: number }),
    protocol: 'TCP',
  });
  const list = `ips=($(echo "[${ips.join(' ')}]" | cut -d [ -f2 | cut -d ] -f 1))`;
  return {
    name: fullname(made),
    command: ['/bin/bash', '-c'],
    args: [[list, SCRIPTS[made.announces], 'exec run.sh', ''].join('\n')],
    env: [...(made.announces === 'host' ? [hostIp] : []), ...made.env],
    ports: [port('tcp-redis', 6379), port('tcp-redis-bus', 16379)],
  };
}

function podObject(made: World, sketch: PodSketch, ordinal: number): JsonObject {
  const name = `${fullname(made)}-${ordinal}`;
  const { node: nodeName, ready } = sketch;
  const ip = made.nodes.find((one) => one.name === nodeName)?.ip;
  const condition = (type: string, status: boolean): JsonObject => ({ type, status: status ? 'True' : 'False' });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: made.namespace,
      labels: { ...labels(made), 'controller-revision-hash': sketch.revision },
    },
    spec: { ...(nodeName && { nodeName }), containers: [container(made, sketch.ips, sketch.hostPorts)] },
    status: {
      phase: nodeName ? 'Running' : 'Pending',
      ...(ip && { hostIP: ip, podIP: `192.168.0.${ordinal}` }),
      conditions: [condition('PodScheduled', nodeName !== undefined), condition('Ready', ready)],
    },
    ...sketch.also,
  };
}

const REQUIRED = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'redis-system', operator: 'In', values: ['true'] }] }],
    },
  },
};

function statefulSet(made: World): JsonObject {
  const { namespace, policy, persistence, ips, hostPorts } = made;
  const volume = { name: 'redis-data', emptyDir: {} };
  const claim = { metadata: { name: 'redis-data' }, spec: {} };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: fullname(made), namespace, labels: labels(made) },
    spec: {
      replicas: made.pods.length,
      podManagementPolicy: policy,
      updateStrategy: made.updateStrategy,
      template: {
        spec: {
          containers: [container(made, ips, hostPorts)],
          volumes: persistence ? [] : [volume],
          ...(made.required && { affinity: REQUIRED }),
        },
      },
      ...(persistence && { volumeClaimTemplates: [claim] }),
    },
    status: { updateRevision: 'r2' },
  };
}

function nodeObject({ name, ip, labels: own, ready, cordoned }: NodeSketch): JsonObject {
  const message = ready ? 'kubelet is posting ready status' : 'Kubelet stopped posting node status.';
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...own } },
    spec: cordoned ? { unschedulable: true } : {},
    status: {
      addresses: [
        { type: 'InternalIP', address: ip },
        { type: 'Hostname', address: name },
      ],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown', message }],
    },
  };
}

function service(made: World, ip: string, ordinal: number): JsonObject {
  const name = `${fullname(made)}-${ordinal}`;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${name}-svc`, namespace: made.namespace, labels: labels(made) },
    spec: {
      type: 'LoadBalancer',
      loadBalancerIP: ip,
      ...(made.externalIps[ordinal] && { externalIPs: [made.externalIps[ordinal]] }),
      selector: { 'statefulset.kubernetes.io/pod-name': name },
    },
    ...(made.ingress[ordinal] && { status: { loadBalancer: { ingress: [{ ip: made.ingress[ordinal] }] } } }),
  };
}

/** All objects of worlds, as kubectl lists them. */
export function objectsOf(...worlds: World[]): JsonObject[] {
  return worlds.flatMap((made, index) => [
    ...made.pods.flatMap((sketch, ordinal) => (sketch ? [podObject(made, sketch, ordinal)] : [])),
    ...(index === 0 ? made.nodes.map(nodeObject) : []),
    statefulSet(made),
    ...made.services.map((ip, ordinal) => service(made, ip, ordinal)),
  ]);
}

/** What `kubectl get … -o json` prints. */
export function listOf(objects: readonly JsonObject[]): string {
  return JSON.stringify({ apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } }, null, 4);
}

export function kubectl(...worlds: World[]): string {
  return listOf(objectsOf(...worlds));
}
