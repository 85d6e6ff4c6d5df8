import { commandTexts } from '../../generated/commands.js';
import type { Plan } from '../../generated/types.js';
import { setupOf } from '../../overlays/setup.js';
import type { CommandContext } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { columnsOf, useColor } from '../terminal.js';
import { planMermaid } from './mermaid.js';
import { planSvg } from './picture.js';
import { planOf } from './plan.js';
import { planText } from './text.js';

const { choices } = commandTexts.plan.options.format;
const FORMATS: Readonly<
  Record<(typeof choices)[number], (plan: Plan, color: boolean, columns: number | undefined) => string>
> = {
  text: planText,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  mermaid: (plan) => planMermaid(plan),
  svg: (plan) => planSvg(plan),
};

export async function runPlan(context: CommandContext): Promise<number> {
  const outputs = outputsOf(context, choices);
  const plan = planOf(setupOf(context.sources));
  const color = useColor(context);
  for (const { format, file } of outputs) {
    const isShown = file === undefined;
    const text = FORMATS[format](plan, color && isShown, isShown ? columnsOf(context.io) : undefined);
    await writeOutput(context, file, text);
  }
  return 0;
}
