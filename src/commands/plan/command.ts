import wrapAnsi from 'wrap-ansi';
import { filled, rendered } from '../../base/text.js';
import { planFlowchart, planTexts } from '../../generated/templates.js';
import type { Plan } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { setupOf } from '../../overlays/setup.js';
import { painter, paragraph, table } from '../../report/print.js';
import type { ReportContext, Reporter } from '../../report/report.js';
import type { ContextOf } from '../command.js';
import { writeReports } from '../output.js';
import { planSvg } from './picture.js';
import { aboutIn, planOf } from './plan.js';

const FORMATS = {
  text: planText,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  mermaid: planMermaid,
  svg: planSvg,
} satisfies Readonly<Record<string, Reporter<Plan>>>;

export async function runPlan(context: ContextOf<'plan'>): Promise<number> {
  const plan = planOf(setupOf(context.sources));
  await writeReports(context, (format, about) => FORMATS[format](plan, about));
  return 0;
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
