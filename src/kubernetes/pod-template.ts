import { at, itemsAt } from '../json/values.js';
import { stringsAt } from './objects.js';

/** Where the pod spec of a StatefulSet, a Deployment or a Job is. */
export const POD = ['spec', 'template', 'spec'] as const;

export const NODE_AFFINITY = [...POD, 'affinity', 'nodeAffinity'] as const;
export const TOPOLOGY_SPREAD = [...POD, 'topologySpreadConstraints'] as const;
export const POD_MANAGEMENT_POLICY = ['spec', 'podManagementPolicy'] as const;
export const CLAIM_TEMPLATES = ['spec', 'volumeClaimTemplates'] as const;

/** How many pods a StatefulSet asks for; Kubernetes' default is 1. */
export function replicasOf(statefulSet: unknown): number {
  const replicas = at(statefulSet, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}

/** Whether pods are created one after the other, each when the one before is Ready; so they are where no policy is written. */
export function createsInOrder(statefulSet: unknown): boolean {
  return (at(statefulSet, ...POD_MANAGEMENT_POLICY) ?? 'OrderedReady') === 'OrderedReady';
}

/** Whether a pod of this spec uses the network of its node: then each of its ports is a port of the node. */
export function usesHostNetwork(podSpec: unknown): boolean {
  return at(podSpec, 'hostNetwork') === true;
}

/** The port bound on the node: with hostNetwork it is the container's own (Kubernetes API, ContainerPort.hostPort). */
export function hostPortOf(port: Readonly<Record<string, unknown>>, hostNetwork: boolean): number | undefined {
  const { hostPort, containerPort } = port;
  if (typeof hostPort === 'number' && hostPort > 0) return hostPort;
  return hostNetwork && typeof containerPort === 'number' ? containerPort : undefined;
}

/** The ports of a pod's containers, and where in its spec they stand. */
export function containerPorts(podSpec: unknown, lists: readonly string[] = ['containers']) {
  const containers = lists.flatMap((list) => itemsAt(podSpec, list).map((one) => ({ ...one, list })));
  return containers.flatMap(({ item: container, list, index }) =>
    itemsAt(container, 'ports').map((port) => ({ ...port, container, path: [list, index, 'ports', port.index] })),
  );
}

/** The ports of its node that a pod of this spec binds: the number, `6379/TCP`, on which IP, and where in the spec it is written. */
export function boundPorts(podSpec: unknown) {
  const hostNetwork = usesHostNetwork(podSpec);
  return containerPorts(podSpec, ['containers', 'initContainers']).flatMap(({ container, item, path }) => {
    const number = hostPortOf(item, hostNetwork);
    // An init container has ended before the others start, unless it is a sidecar (Kubernetes 1.29).
    const isRunning = path[0] === 'containers' || container.restartPolicy === 'Always';
    if (number === undefined || !isRunning) return [];
    const { protocol = 'TCP', hostIP: hostIp = '' } = stringsAt(item);
    const field = item.hostPort === undefined ? 'containerPort' : 'hostPort';
    return [{ number, port: `${number}/${protocol}`, hostIp, path: [...path, field] }];
  });
}
