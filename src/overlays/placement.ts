import type { AclUser, AnnounceHostIpParameters, LocalDataParameters, NodeLabel } from '../generated/types.js';
import { ordinalValue } from '../kubernetes/node-affinity.js';
import type { ActiveStep } from './configuration.js';
import type { AclUserSettings } from './transforms/acl-user.js';
import { ACL_USER } from './transforms/index.js';
import type { PlacementSettings } from './transforms/node-affinity.js';
import type { Complete } from './transforms/transform.js';

/** What the overlays do about which pod runs where. */
export type Placement = ReturnType<typeof placementOf>;

/** Reads it from the steps that act on a chart; of two that do the same the later one is the user's own. */
export function placementOf(steps: readonly ActiveStep[]) {
  const by = (transform: string): unknown => steps.findLast((step) => step.transform === transform)?.parameters;
  const affinity = by('node-affinity') as PlacementSettings | undefined;
  const announce = by('announce-host-ip') as Complete<AnnounceHostIpParameters, 'announceHostIp'> | undefined;
  const local = by('local-data') as Complete<LocalDataParameters, 'localData'> | undefined;
  const labelled = local ?? affinity;
  const shared = [affinity, announce].flatMap((one) => (one ? [[one.requiredKey, one.requiredValue] as const] : []));
  const byText = new Map(shared.map(([key, value]) => [`${key}=${value}`, { key, value }]));
  const pin = affinity?.placement === 'pinned' ? affinity.pin : undefined;
  return {
    scheme: affinity?.placement ?? ('none' as const),
    /** What binds each pod to its node; undefined where nothing does. */
    pin: local ? ('local-data' as const) : pin,
    announcesHostIp: announce !== undefined,
    podManagementPolicy: by('ordered-ready') ? ('OrderedReady' as const) : ('Parallel' as const),
    /** The label of the node on which an ordinal belongs; undefined where no overlay looks at one. */
    ordinalLabel: (ordinal: number): NodeLabel | undefined =>
      labelled && { key: labelled.key, value: ordinalValue(labelled.value, ordinal) },
    /** Labels that all nodes of the release carry, for the required terms. */
    setLabels: [...byText.values()],
  };
}

/** The users that steps add. */
export function configuredUsers(steps: readonly ActiveStep[]): readonly AclUser[] {
  const own = steps.filter(({ transform }) => transform === ACL_USER);
  return own.flatMap(({ parameters }) => (parameters as unknown as AclUserSettings).users);
}
