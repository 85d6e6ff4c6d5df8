import type { Plan } from '../../generated/types.js';
import { setupOf } from '../../overlays/setup.js';
import type { Reporter } from '../../report/report.js';
import type { ContextOf } from '../command.js';
import { writeReports } from '../reports.js';
import { planMermaid } from './mermaid.js';
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
