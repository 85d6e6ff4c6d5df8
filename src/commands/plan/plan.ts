import { filled } from '../../base/text.js';
import { layoutOf, replicasInWords } from '../../config/nodes.js';
import { planTexts } from '../../generated/templates.js';
import type { Plan, PlannedPod } from '../../generated/types.js';
import { podName } from '../../kubernetes/objects.js';
import type { Setup } from '../../overlays/setup.js';
import { type Placement, placementOf } from '../../overlays/setup.js';
import { type Lead, placementVerdict, type Verdict } from '../../scheduler/verdict.js';
import { WEIGHTS } from '../../scheduler/weights.js';

/**
 * Which pod belongs on which node, what holds it there, and what that is worth: by the scheduler's arithmetic, or by what
 * cannot be outvoted at all, a pin or a pod that announces the node it really runs on.
 *
 * @throws HostportError `refused` for more pods than the weights can distinguish
 */
export function planOf(setup: Setup): Plan {
  const { release, install, chart, fullname, nodes } = setup;
  const placement = placementOf(setup.steps);
  const { scheme, pin, announcesHostIp, podManagementPolicy } = placement;
  const layout = layoutOf(nodes.length, install.replicas);
  const { sums = [], verdict } = weighedBy(placement, nodes.length) ?? {};
  return {
    schemaVersion: 1,
    release,
    namespace: install.namespace,
    chart: chart.title,
    fullname,
    ...(layout && { layout }),
    ports: chart.values.ports,
    nodeTimeout: install.nodeTimeout,
    placement: { scheme, ...(pin && { pin }), announcesHostIp, podManagementPolicy, ...worthOf(placement, verdict) },
    pods: nodes.map(({ name, ip }, ordinal): PlannedPod => {
      const label = placement.ordinalLabel(ordinal);
      const [weight, lead] = [sums[ordinal], verdict?.leads[ordinal]];
      return {
        ordinal,
        pod: podName(fullname, ordinal),
        node: name,
        ip,
        ...(label && { label }),
        ...(weight !== undefined && { weight }),
        ...(lead && Number.isFinite(lead.points) && { lead: lead.points }),
        heldBy: heldBy(placement, lead),
      };
    }),
  };
}

/** The sum of the weights for the node of each ordinal, and what the scheduler makes of them. */
function weighedBy({ scheme, pin, podManagementPolicy }: Placement, count: number) {
  if (pin || (scheme !== 'runbook' && scheme !== 'dominant')) return undefined;
  const isDominant = scheme === 'dominant';
  const sums = WEIGHTS[scheme](count).map((terms) => terms.reduce((sum, weight) => sum + weight, 0));
  // Overlay node-affinity adds both for dominant: the required term on the labelled set, and the constraint by hostname.
  const options = { parallel: podManagementPolicy === 'Parallel', required: isDominant, zoneSpreadOff: isDominant };
  return { sums, verdict: placementVerdict(sums, options) };
}

function heldBy({ pin, announcesHostIp }: Placement, lead: Lead | undefined): string {
  const { held } = planTexts;
  if (pin || announcesHostIp || !lead) return held[pin ?? (announcesHostIp ? 'announces' : 'nothing')];
  const { rival, points } = lead;
  return filled(held[typeof rival === 'number' ? 'node' : rival], { points, rival });
}

function worthOf({ pin, announcesHostIp, podManagementPolicy, setLabels }: Placement, verdict: Verdict | undefined) {
  const { guarantee, caveats } = planTexts;
  if (pin || announcesHostIp) {
    const set = setLabels.map(({ key, value }) => `${key}=${value}`);
    const ordered = podManagementPolicy === 'OrderedReady';
    return {
      guaranteed: true,
      guarantee: filled(guarantee[pin ?? 'announces'], { set }),
      caveats: [pin === 'admission' ? caveats.policy : [], ordered ? caveats.waiting : []].flat(),
    };
  }
  return {
    guaranteed: false,
    guarantee: verdict?.sentence ?? guarantee.nothing,
    caveats: [...(verdict?.caveats ?? []), caveats.silent],
  };
}

/** The values of the plan's headings. */
export function aboutIn({ release, namespace, chart, pods, layout }: Plan) {
  const replicas = layout && replicasInWords(layout.replicas);
  return { release, namespace, chart, nodes: pods.length, masters: layout?.masters, replicas };
}
