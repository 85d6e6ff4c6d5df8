import type { NodeAffinityParameters } from '../../generated/types.js';
import type { OrdinalLabel } from '../../kubernetes/node-affinity.js';
import type { Complete } from './transform.js';

/** The parameters of node-affinity, complete but for the namespace, which the manifests mostly tell. */
export type PlacementSettings = Complete<NodeAffinityParameters, 'nodeAffinity'>;

/** The label that a placement steers by. */
export function ordinalLabel({ key, value }: PlacementSettings): OrdinalLabel {
  return { key, pattern: value };
}
