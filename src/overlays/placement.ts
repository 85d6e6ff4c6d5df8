import type { NodeLabel, PlanPlacement } from '../generated/types.js';
import { ordinalValue } from '../kubernetes/node-affinity.js';
import type { ChartStep } from './active.js';

/** What the overlays do about which pod runs where. */
export interface Placement {
  scheme: PlanPlacement['scheme'];
  /** What binds each pod to its node; undefined where nothing does. */
  pin: PlanPlacement['pin'];
  /** Each pod announces the IP of the node it runs on (overlay announce-host-ip). */
  announcesHostIp: boolean;
  podManagementPolicy: PlanPlacement['podManagementPolicy'];
  /** The label of the node on which an ordinal belongs; undefined where no overlay looks at one. */
  ordinalLabel: (ordinal: number) => NodeLabel | undefined;
  /** Labels that all nodes of the release carry, for the required terms. */
  setLabels: readonly NodeLabel[];
}

/** Reads it from the steps that act on a chart; of two that do the same the later one is the user's own. */
export function placementOf(steps: readonly ChartStep[]): Placement {
  const by = (transform: string) => steps.findLast((step) => step.transform === transform)?.parameters;
  const affinity = by('node-affinity');
  const announce = by('announce-host-ip');
  const local = by('local-data');
  const labelled = local ?? affinity;
  return {
    scheme: schemeOf(affinity?.placement),
    pin: local ? 'local-data' : affinity?.placement === 'pinned' ? pinOf(affinity.pin) : undefined,
    announcesHostIp: announce !== undefined,
    podManagementPolicy: by('ordered-ready') ? 'OrderedReady' : 'Parallel',
    ordinalLabel: (ordinal) =>
      labelled && {
        key: String(labelled.key),
        value: ordinalValue(String(labelled.value), ordinal),
      },
    setLabels: unique([affinity, announce].flatMap(setLabel)),
  };
}

function schemeOf(placement: unknown): Placement['scheme'] {
  return placement === 'runbook' || placement === 'dominant' || placement === 'pinned' ? placement : 'none';
}

function pinOf(pin: unknown): NonNullable<Placement['pin']> {
  return pin === 'admission' ? 'admission' : 'volume';
}

function setLabel(parameters: ChartStep['parameters'] | undefined): NodeLabel[] {
  if (parameters?.requiredKey === undefined) return [];
  return [{ key: String(parameters.requiredKey), value: String(parameters.requiredValue) }];
}

function unique(labels: readonly NodeLabel[]): NodeLabel[] {
  const same = (a: NodeLabel, b: NodeLabel): boolean => a.key === b.key && a.value === b.value;
  return labels.filter((label, index) => labels.findIndex((other) => same(label, other)) === index);
}
