import type { JsonObject } from '../../../json/values.js';
import { type KubeObject, ofKind } from '../../../kubernetes/kubectl.js';
import { type KubeNode, kubeNode } from '../../../kubernetes/node.js';
import { type KubePod, kubePod } from '../../../kubernetes/pod.js';

/** What verify looks at. */
export const KINDS = 'pods,nodes,statefulsets,services';

/** The command that prints it. */
export const COMMAND = `kubectl -n NAMESPACE get ${KINDS} -o json`;

/** The objects of a cluster, as far as they were asked for. */
export interface ClusterObjects {
  pods: readonly KubePod[];
  nodes: readonly KubeNode[];
  statefulSets: readonly JsonObject[];
  services: readonly JsonObject[];
}

export function clusterObjects(objects: readonly KubeObject[]): ClusterObjects {
  return {
    pods: ofKind(objects, 'Pod').map(kubePod),
    nodes: ofKind(objects, 'Node').map(kubeNode),
    statefulSets: ofKind(objects, 'StatefulSet'),
    services: ofKind(objects, 'Service'),
  };
}
