import wrapAnsi from 'wrap-ansi';
import { filled, rendered } from '../../base/text.js';
import { layoutOf, replicasInWords } from '../../config/nodes.js';
import { planFlowchart, planTexts } from '../../generated/templates.js';
import type { Plan, PlannedPod } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { podName } from '../../kubernetes/objects.js';
import { type Placement, placementOf, type Setup, setupOf } from '../../overlays/setup.js';
import type { ReportContext, Reporter } from '../../report/report.js';
import { painter, paragraph, table } from '../../report/text.js';
import { type Lead, placementVerdict, type Verdict } from '../../scheduler/verdict.js';
import { WEIGHTS } from '../../scheduler/weights.js';
import type { ContextOf } from '../command.js';
import { writeReports } from '../output.js';
import { planSvg } from './picture.js';

const FORMATS = {
  text: planText,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  mermaid: planMermaid,
  svg: (plan) => planSvg(plan, filled(planTexts.title, aboutIn(plan))),
} satisfies Readonly<Record<string, Reporter<Plan>>>;

export async function runPlan(context: ContextOf<'plan'>): Promise<number> {
  const plan = planOf(setupOf(context.sources));
  await writeReports(context, (format, about) => FORMATS[format](plan, about));
  return 0;
}

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
  const { sums, verdict } = weighedBy(placement, nodes.length);
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
  if (pin || (scheme !== 'runbook' && scheme !== 'dominant')) return { sums: [] };
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
function aboutIn({ release, namespace, chart, pods, layout }: Plan) {
  const replicas = layout && replicasInWords(layout.replicas);
  return { release, namespace, chart, nodes: pods.length, masters: layout?.masters, replicas };
}

/** The plan as a Mermaid flowchart, templates/plan.mmd: GitHub and GitLab draw it from a ```mermaid block. */
function planMermaid({ namespace, fullname, ports, pods }: Plan): string {
  const rows = pods.map((pod) => ({ ...pod, address: hostAndPort(pod.ip, ports.client) }));
  const view = { namespace, fullname, bus: ports.bus, pods: rows };
  // Mermaid reads `#quot;` and the like in a quoted label as entities.
  return rendered(planFlowchart, view, (text) => text.replace(/["#<>&`]/g, (one) => `#${one.codePointAt(0)};`));
}

/** Where the texts begin, right of their titles. */
const INDENT = 13;

/** The vote of the other masters, and clients that ask for the new layout every 5 s (docs/clients.md). */
const VOTE_AND_CLIENTS_S = 12;

/** The plan as a table with what it is worth below. */
function planText(plan: Plan, { color, columns = 80 }: ReportContext): string {
  const paint = painter(color);
  const { placement, ports, pods, layout } = plan;
  const { announcesHostIp, scheme, pin, guaranteed, guarantee, caveats, podManagementPolicy } = placement;
  const timeout = plan.nodeTimeout / 1000;
  const hasReplicas = layout?.replicas !== 0;
  // What the names of pods and the labels of their nodes have in common is said once: those of pod 0.
  const [pod, value] = [pods[0]?.pod, pods[0]?.label?.value].map((text) => text?.replace(/0$/, 'N'));
  const values = {
    ...ports,
    ...aboutIn(plan),
    pod,
    key: pods[0]?.label?.key,
    value,
    schemes: [announcesHostIp ? 'announce-host-ip' : [], scheme, pin ?? []].flat().join(', '),
    order: podManagementPolicy === 'OrderedReady' ? 'one after the other' : 'all at once',
    yesOrNo: guaranteed ? paint('green', 'Yes') : paint('yellow', 'No'),
    guarantee,
    seconds: hasReplicas ? timeout + VOTE_AND_CLIENTS_S : undefined,
    timeout,
    alone: hasReplicas ? undefined : 'no master has a replica',
  };
  const entries = Object.entries<string>(planTexts.entries).flatMap(([title, text]) => {
    const texts = title === 'Mind' ? caveats : [filled(text, values)];
    return texts.flatMap((one, index) => {
      const lead = index === 0 ? paint('bold', `${title}:`.padEnd(INDENT)) : ' '.repeat(INDENT);
      return paragraph(lead, INDENT, one, columns);
    });
  });
  const head = ['POD', 'NODE', 'IP', 'WEIGHT', 'HELD THERE BY'];
  const rows = pods.map((one) => [`${one.ordinal}`, one.node, one.ip, `${one.weight ?? '-'}`, one.heldBy]);
  const heading = paint('bold', wrapAnsi(filled(planTexts.heading, values), columns));
  return [heading, '', ...table(head, rows), '', ...entries, ''].join('\n');
}
