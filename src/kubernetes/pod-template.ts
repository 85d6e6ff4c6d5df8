import { at } from '../json/at.js';

/** Where the pod spec of a StatefulSet is. */
export const POD = ['spec', 'template', 'spec'] as const;

/** How many pods a StatefulSet asks for; Kubernetes' default is 1. */
export function replicasOf(statefulSet: unknown): number {
  const replicas = at(statefulSet, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}
