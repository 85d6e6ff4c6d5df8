import type { Api, KubeObject } from './api.js';
import { conditionOf, nodeNameOf, PODS, WAIT_MS } from './kube.js';
import type { Installed, Placement } from './trial.js';

/** What came of a disturbance. */
export interface Aftermath {
  /** Where the pod went while its node was cordoned: the API server's name of a node, or nothing where it waited. */
  meanwhile: string | undefined;
  /** Where the pods are after the uncordon. */
  nodes: string[];
}

/** A trial of a disturbance. */
export interface Disturbed extends Aftermath {
  placement: Placement;
}

/** Something that happens to the nodes of a cluster, tried on a scheme that is installed. */
export type Disturbance = (api: Api, installed: Installed) => Promise<Aftermath>;

export const DISTURBANCES: Readonly<Record<string, Disturbance>> = {
  /** Pod 2's node is cordoned and the pod deleted. */
  cordon: async (api, installed) => {
    const node = nodeOf(installed, 2);
    await cordon(api, node, true);
    const again = await deletePod(api, installed, 2);
    const meanwhile = await again();
    await cordon(api, node, false);
    return { meanwhile, nodes: await installed.placed('all pods back') };
  },
  /** Pod 1's node is cordoned and pods 1 and 3 are deleted. */
  swap: async (api, installed) => {
    const node = nodeOf(installed, 1);
    await cordon(api, node, true);
    const again = await Promise.all([1, 3].map((ordinal) => deletePod(api, installed, ordinal)));
    const meanwhile = await again[0]?.();
    if (meanwhile !== undefined) await again[1]?.();
    await cordon(api, node, false);
    return { meanwhile, nodes: await installed.placed('all pods back') };
  },
};

function nodeOf({ placement, nodeName }: Installed, ordinal: number): string {
  return nodeName(placement.nodes[ordinal] ?? '');
}

export async function cordon(api: Api, node: string, unschedulable: boolean): Promise<void> {
  await api.call('PATCH', `/api/v1/nodes/${node}`, { spec: { unschedulable } });
}

/** Deletes a pod; what it returns waits for the one that comes in its place, until that is bound or found no node. */
async function deletePod(
  api: Api,
  { placement }: Installed,
  ordinal: number,
): Promise<() => Promise<string | undefined>> {
  const name = `${placement.scheme.statefulSet}-${ordinal}`;
  const before = (await api.call('GET', `${PODS}/${name}`)) as KubeObject;
  await api.call('DELETE', `${PODS}/${name}`, { gracePeriodSeconds: 0 });
  return async () => {
    const found = await api.until(PODS, `${name} bound or waiting`, WAIT_MS, (pods) => {
      const pod = pods.get(name);
      if (pod === undefined || pod.metadata.uid === before.metadata.uid) return undefined;
      const node = nodeNameOf(pod);
      return node !== undefined || conditionOf(pod, 'PodScheduled')?.status === 'False' ? { node } : undefined;
    });
    return found.node;
  };
}
