import type { NodeAffinityParameters } from '../../generated/types.js';
import type { OrdinalLabel } from '../../kubernetes/node-affinity.js';

/** The parameters of node-affinity, complete but for the namespace, which the manifests mostly tell. */
export type PlacementSettings = Required<Omit<NodeAffinityParameters, 'namespace'>> &
  Pick<NodeAffinityParameters, 'namespace'>;

const DEFAULTS: PlacementSettings = {
  key: 'redis-pod-name',
  value: 'redis-cluster-{ordinal}',
  placement: 'runbook',
  pin: 'volume',
  requiredKey: 'redis-system',
  requiredValue: 'true',
  admissionApiVersion: 'v1',
};

/** The parameters over the runbook's labels and placement. */
export function placementSettings(parameters: NodeAffinityParameters): PlacementSettings {
  return { ...DEFAULTS, ...parameters };
}

/** The label that a placement steers by. */
export function ordinalLabel({ key, value }: PlacementSettings): OrdinalLabel {
  return { key, pattern: value };
}
