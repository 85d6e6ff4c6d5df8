import { rendered } from '../../base/template.js';
import { planFlowchart } from '../../generated/templates.js';
import type { Plan } from '../../generated/types.js';
import { hostAndPort } from '../../kubernetes/address.js';
import { setupOf } from '../../overlays/setup.js';
import type { Reporter } from '../../report/report.js';
import type { ContextOf } from '../command.js';
import { writeReports } from '../reports.js';
import { planSvg } from './picture.js';
import { planOf } from './plan.js';
import { planText } from './text.js';

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
