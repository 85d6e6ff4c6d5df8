import type { Placement } from '../../overlays/placement.js';
import type { Lead } from '../../scheduler/scores.js';
import { placementVerdict, type Verdict } from '../../scheduler/verdict.js';
import { dominantWeights, runbookWeights } from '../../scheduler/weights.js';

/** What a placement is worth: for each ordinal and altogether. */
interface Guarantee {
  /** By ordinal. */
  pods: readonly PodGuarantee[];
  guaranteed: boolean;
  sentence: string;
  caveats: readonly string[];
}

interface PodGuarantee {
  weight?: number;
  lead?: number;
  heldBy: string;
}

/**
 * Judges a placement of `count` pods by the scheduler's arithmetic (src/placement) and by what cannot be outvoted at
 * all: a pin, or a pod that announces the node it really runs on.
 *
 * @throws HostportError `refused` for more pods than the weights can distinguish
 */
export function guaranteeOf(placement: Placement, count: number): Guarantee {
  const verdict = verdictOf(placement, count);
  const sums = verdict?.sums ?? [];
  const pods = Array.from({ length: count }, (_, ordinal): PodGuarantee => {
    const weight = sums[ordinal];
    const lead = verdict?.leads[ordinal];
    return {
      ...(weight !== undefined && { weight }),
      ...(lead && Number.isFinite(lead.points) && { lead: lead.points }),
      heldBy: heldBy(placement, lead),
    };
  });
  return { pods, ...together(placement, verdict) };
}

function verdictOf(placement: Placement, count: number): (Verdict & { sums: number[] }) | undefined {
  const { scheme, pin, podManagementPolicy } = placement;
  if (pin) return undefined;
  const parallel = podManagementPolicy === 'Parallel';
  if (scheme === 'runbook') {
    const sums = runbookWeights(count);
    return { sums, ...placementVerdict(sums, { parallel }) };
  }
  if (scheme === 'dominant') {
    const sums = dominantWeights(count).map((terms) => terms.reduce((sum, weight) => sum + weight, 0));
    // The overlay adds both: the required term on the labelled set, and the constraint by hostname.
    return { sums, ...placementVerdict(sums, { parallel, required: true, zoneSpreadOff: true }) };
  }
  return undefined;
}

/** By what holds a pod on its node and how that is done. */
const PINS: Readonly<Record<NonNullable<Placement['pin']>, readonly [by: string, how: string]>> = {
  'local-data': ['its data', 'its data lies on the disk of this node, in a volume that only this node has'],
  volume: ['its volume', 'its claim is bound to a volume that only this node can use'],
  admission: ['a policy', 'a policy of the API server sets its nodeSelector from the ordinal'],
};

function heldBy({ pin, announcesHostIp }: Placement, lead: Lead | undefined): string {
  if (pin) return `${PINS[pin][0]}: this node or none`;
  if (announcesHostIp) return 'nothing: it announces the node it is on';
  if (!lead) return 'nothing';
  if (lead.rival === 'none') return 'no other node left';
  return `${lead.points} points more than ${lead.rival === 'unlabelled' ? 'other nodes' : `node ${lead.rival}`}`;
}

const OWN_NODE = 'Each pod runs on its own node or waits';
const NEW_POLICY =
  'The policy is not in force in the first moments after it is created: after the first install the pods are SchedulingGated until they are deleted once.';
const ANNOUNCES = 'Each pod announces the IP of the node it runs on, so every order of the pods is right.';
const WAITING =
  'Created one after the other, a pod that waits for its node keeps all later ones waiting: overlays.ordered-ready: false.';
const SILENT =
  'A pod on the wrong node announces an IP at which another pod answers, or none: it is Ready all the same.';

function together(placement: Placement, verdict: Verdict | undefined): Omit<Guarantee, 'pods'> {
  const { pin, announcesHostIp, podManagementPolicy } = placement;
  const waiting = podManagementPolicy === 'OrderedReady' ? [WAITING] : [];
  if (pin) {
    const sentence = `${OWN_NODE}: ${PINS[pin][1]}.`;
    return { guaranteed: true, sentence, caveats: [...(pin === 'admission' ? [NEW_POLICY] : []), ...waiting] };
  }
  if (announcesHostIp) {
    const set = placement.setLabels.map(({ key, value }) => `${key}=${value}`).join(' and ');
    const sentence = `${ANNOUNCES} They stay on the nodes labelled ${set}.`;
    return { guaranteed: true, sentence, caveats: waiting };
  }
  if (!verdict)
    return { guaranteed: false, sentence: 'Nothing steers the pods: overlay node-affinity is off.', caveats: [SILENT] };
  return { guaranteed: false, sentence: verdict.sentence, caveats: [...verdict.caveats, SILENT] };
}
