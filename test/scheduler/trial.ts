import type { World } from '../placement/world.js';
import { type Api, ApiError, type KubeObject } from './api.js';
import { loadObjects, NAMESPACE, type Naming, naming, nodeObjects, probePod } from './objects.js';
import type { Scheme } from './schemes.js';

/** Where the pods of one start went: the world's node name for each ordinal. */
export interface Placement {
  world: World;
  scheme: string;
  nodes: string[];
  /** From the first manifest to the last pod bound. */
  milliseconds: number;
}

const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
const NODES = '/api/v1/nodes';
const RELEASE = `${PODS}?labelSelector=app.kubernetes.io%2Fname%3Dredis-cluster`;
const WAIT_MS = 30_000;

const COLLECTIONS: Record<string, string> = {
  Node: NODES,
  Pod: PODS,
  Service: `/api/v1/namespaces/${NAMESPACE}/services`,
  StatefulSet: `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets`,
};

/** The namespace everything is in; to be called once for a control plane. */
export async function createNamespace(api: Api): Promise<void> {
  await api.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await api.until(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, 'the service account', WAIT_MS, (accounts) =>
    accounts.has('default') ? true : undefined,
  );
}

/**
 * Tries every scheme in one world, one after the other: the world is built, the manifests are installed into it, and
 * the pods' nodes are read from a watch. `number` sets the names apart from other worlds on the same API server.
 */
export async function tryWorld(
  api: Api,
  world: World,
  number: number,
  schemes: readonly Scheme[],
  around: (placement: Placement) => void | Promise<void>,
): Promise<void> {
  const names = naming(number);
  await buildWorld(api, world, names);
  try {
    for (const scheme of schemes) await around(await tryScheme(api, world, names, scheme));
  } finally {
    await clearWorld(api);
  }
}

async function tryScheme(api: Api, world: World, names: Naming, scheme: Scheme): Promise<Placement> {
  const replicas = world.nodes.filter((node) => node.ordinal !== undefined).length;
  const worldName = new Map(world.nodes.map((node) => [names.node(node.name), node.name]));
  const manifests = await scheme.manifests({ replicas, image: names.image });
  const begin = Date.now();
  await create(api, manifests);
  const nodes = await api.until(RELEASE, `${scheme.name} in ${world.name}: all pods on nodes`, WAIT_MS, (pods) => {
    const bound = Array.from({ length: replicas }, (_, i) => nodeNameOf(pods.get(`redis-cluster-${i}`)));
    return bound.every((name) => name !== undefined) ? bound.map((name) => worldName.get(name) ?? name) : undefined;
  });
  const milliseconds = Date.now() - begin;
  await uninstall(api, manifests);
  return { world, scheme: scheme.name, nodes, milliseconds };
}

/** The pods of a placement that are not on their own node. */
export function misplaced({ world, nodes }: Placement): number {
  const own = new Map(world.nodes.map((node) => [node.name, node.ordinal]));
  return nodes.filter((name, ordinal) => own.get(name) !== ordinal).length;
}

/** Until the scheduler has seen all of it: one probe pod for each node, gone again before the trial begins. */
async function buildWorld(api: Api, world: World, names: Naming): Promise<void> {
  const nodes = nodeObjects(world, names);
  await create(api, nodes);
  await api.until(NODES, `${world.name}: nodes ready`, WAIT_MS, (all) =>
    nodes.every(({ metadata }) => isReady(all.get(metadata.name))) ? true : undefined,
  );
  const probes = nodes.map(({ metadata }) => probePod(metadata.name));
  await create(api, [...loadObjects(world, names), ...probes]);
  await api.until(PODS, `${world.name}: probes on nodes`, WAIT_MS, (pods) =>
    probes.every(({ metadata }) => nodeNameOf(pods.get(metadata.name)) !== undefined) ? true : undefined,
  );
  await removePods(api, `${PODS}?labelSelector=app%3Dprobe`);
}

async function clearWorld(api: Api): Promise<void> {
  await removePods(api, PODS);
  await ignoreMissing(api.call('DELETE', NODES));
  await api.until(NODES, 'nodes gone', WAIT_MS, (nodes) => (nodes.size === 0 ? true : undefined));
}

async function uninstall(api: Api, manifests: readonly KubeObject[]): Promise<void> {
  for (const object of manifests) {
    await ignoreMissing(api.call('DELETE', `${collection(object)}/${object.metadata.name}`));
  }
  await removePods(api, RELEASE);
}

/** At once, without grace; a controller that has not seen its StatefulSet go may make one more, so until none is left. */
async function removePods(api: Api, path: string): Promise<void> {
  await api.call('DELETE', path, { gracePeriodSeconds: 0 });
  await api.until(path, 'pods gone', WAIT_MS, (pods) => (pods.size === 0 ? true : undefined));
}

async function create(api: Api, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await api.call('POST', collection(object), object);
}

function collection({ kind }: KubeObject): string {
  const path = COLLECTIONS[kind ?? ''];
  if (path === undefined) throw new Error(`no collection is known for kind ${kind}`);
  return path;
}

async function ignoreMissing(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  });
}

function nodeNameOf(pod: KubeObject | undefined): string | undefined {
  const name = pod?.spec?.nodeName;
  return typeof name === 'string' ? name : undefined;
}

/** Ready, and free of the taint that new nodes have until then. */
function isReady(node: KubeObject | undefined): boolean {
  const conditions = (node?.status?.conditions ?? []) as { type: string; status: string }[];
  const taints = (node?.spec?.taints ?? []) as { key: string }[];
  const ready = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready && !taints.some(({ key }) => key.startsWith('node.kubernetes.io/'));
}
