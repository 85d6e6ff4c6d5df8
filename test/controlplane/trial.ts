import type { World } from '../scheduler/world.js';
import type { Api, KubeObject } from './api.js';
import {
  conditionOf,
  create,
  ignoreMissing,
  NAMESPACED,
  NODES,
  nodeNameOf,
  PODS,
  RELEASE_PODS,
  removePods,
  WAIT_MS,
} from './kube.js';
import { loadObjects, type Naming, naming, nodeObjects, probePod } from './objects.js';
import type { Scheme, Target } from './schemes.js';

/** Where the pods of one start went: the world's node name for each ordinal. */
export interface Placement {
  world: World;
  scheme: Scheme;
  nodes: string[];
  /** From the beginning of the installation to the last pod bound. */
  milliseconds: number;
}

/** An installed scheme whose pods are all bound. */
export interface Installed {
  placement: Placement;
  /** The API server's name of one of the world's nodes. */
  nodeName: (name: string) => string;
  /** Where the pods are bound now, once all of them are. */
  placed: (what: string) => Promise<string[]>;
}

/**
 * Tries every scheme in one world, one after the other: the world is built, the scheme is installed into it, and the
 * pods' nodes are read from a watch. `number` sets the names apart from other worlds on the same API server.
 */
export async function tryWorld(
  target: Target,
  world: World,
  number: number,
  schemes: readonly Scheme[],
  around: (installed: Installed) => void | Promise<void>,
): Promise<void> {
  const names = naming(number);
  await buildWorld(target.api, world, names);
  try {
    for (const scheme of schemes) await tryScheme(target, world, names, scheme, around);
  } catch (error) {
    // A failed trial leaves its StatefulSet behind, whose pods come again: what failed first is what to report.
    await clearWorld(target.api).catch(() => undefined);
    throw error;
  }
  await clearWorld(target.api);
}

async function tryScheme(
  target: Target,
  world: World,
  names: Naming,
  scheme: Scheme,
  around: (installed: Installed) => void | Promise<void>,
): Promise<void> {
  const { api } = target;
  const replicas = world.nodes.filter((node) => node.ordinal !== undefined).length;
  const worldName = new Map(world.nodes.map((node) => [names.node(node.name), node.name]));
  const placed = async (what: string): Promise<string[]> => {
    const found = api.until(RELEASE_PODS, `${scheme.name} in ${world.name}: ${what}`, WAIT_MS, (pods) => {
      const bound = Array.from({ length: replicas }, (_, i) => nodeNameOf(pods.get(`${scheme.statefulSet}-${i}`)));
      return bound.every((name) => name !== undefined) ? bound.map((name) => worldName.get(name) ?? name) : undefined;
    });
    return found.catch(async (error: unknown) => {
      throw new Error(`${error instanceof Error ? error.message : error}\n${await whatHinders(api)}`, { cause: error });
    });
  };
  const begin = Date.now();
  const uninstall = await scheme.install({ ...target, replicas, image: names.image });
  const nodes = await placed('all pods on nodes');
  const milliseconds = Date.now() - begin;
  await around({ placement: { world, scheme, nodes, milliseconds }, nodeName: names.node, placed });
  await uninstall();
  await removePods(api, RELEASE_PODS);
}

/** Of each pod of the release what the scheduler says of it, and the claims that are not bound. */
async function whatHinders(api: Api): Promise<string> {
  const list = async (path: string): Promise<KubeObject[]> =>
    ((await api.call('GET', path)) as { items: KubeObject[] }).items;
  const pods = await list(RELEASE_PODS);
  const claims = await list(`${NAMESPACED}/persistentvolumeclaims`);
  return [
    ...pods.map((pod) => [pod.metadata.name, nodeNameOf(pod), JSON.stringify(conditionOf(pod, 'PodScheduled'))]),
    ...claims.map(({ metadata, status }) => [metadata.name, status?.phase, metadata.deletionTimestamp]),
  ]
    .map((words) => words.filter((word) => word !== undefined).join(' '))
    .join('\n');
}

/** The pods of a placement that are not where they should be: on their own node, or on any of the labelled ones. */
export function misplaced({ world, scheme, nodes }: Placement): number {
  const own = new Map(world.nodes.map((node) => [node.name, node.ordinal]));
  if (scheme.right === 'labelled') return nodes.filter((name) => own.get(name) === undefined).length;
  return nodes.filter((name, ordinal) => own.get(name) !== ordinal).length;
}

/** A world is built when the scheduler has seen all of it: one probe pod for each node, gone again before the trial begins. */
export async function buildWorld(api: Api, world: World, names: Naming): Promise<void> {
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

export async function clearWorld(api: Api): Promise<void> {
  await removePods(api, PODS);
  await ignoreMissing(api.call('DELETE', NODES));
  await api.until(NODES, 'nodes gone', WAIT_MS, (nodes) => (nodes.size === 0 ? true : undefined));
}

/** Ready, and free of the taint that new nodes have until then. */
function isReady(node: KubeObject | undefined): boolean {
  const taints = (node?.spec?.taints ?? []) as { key: string }[];
  const fresh = taints.some(({ key }) => key.startsWith('node.kubernetes.io/'));
  return conditionOf(node, 'Ready')?.status === 'True' && !fresh;
}
