import type { NodeLabel, PlanPlacement } from '../generated/types.js';
import { ordinalValue } from '../kubernetes/node-affinity.js';

/** An overlay that acts on the chart, with its parameters, which are complete and valid. */
export interface ChartOverlay {
  name: string;
  parameters: Readonly<Record<string, unknown>>;
}

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

/** Reads it from the overlays that act on a chart. */
export function placementOf(overlays: readonly ChartOverlay[]): Placement {
  const named = (name: string) => overlays.find((overlay) => overlay.name === name)?.parameters;
  const affinity = named('node-affinity');
  const announce = named('announce-host-ip');
  const local = named('local-data');
  const labelled = local ?? affinity;
  return {
    scheme: schemeOf(affinity?.placement),
    pin: local ? 'local-data' : affinity?.placement === 'pinned' ? pinOf(affinity.pin) : undefined,
    announcesHostIp: announce !== undefined,
    podManagementPolicy: named('ordered-ready') ? 'OrderedReady' : 'Parallel',
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

function setLabel(parameters: ChartOverlay['parameters'] | undefined): NodeLabel[] {
  if (parameters?.requiredKey === undefined) return [];
  return [{ key: String(parameters.requiredKey), value: String(parameters.requiredValue) }];
}

function unique(labels: readonly NodeLabel[]): NodeLabel[] {
  const same = (a: NodeLabel, b: NodeLabel): boolean => a.key === b.key && a.value === b.value;
  return labels.filter((label, index) => labels.findIndex((other) => same(label, other)) === index);
}
