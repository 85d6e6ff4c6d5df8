import type { Plan } from '../../generated/types.js';
import { setupOf } from '../../overlays/setup.js';
import type { Command } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { COLOR_OPTION, columnsOf, useColor } from '../terminal.js';
import { planMermaid } from './mermaid.js';
import { planSvg } from './picture.js';
import { planOf } from './plan.js';
import { planText } from './text.js';

const NAMES = ['text', 'json', 'mermaid', 'svg'] as const;
const FORMATS: Readonly<
  Record<(typeof NAMES)[number], (plan: Plan, color: boolean, columns: number | undefined) => string>
> = {
  text: planText,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  mermaid: (plan) => planMermaid(plan),
  svg: (plan) => planSvg(plan),
};

export const planCommand: Command = {
  summary: 'show which pod belongs on which node, and what is guaranteed; also as a picture',
  usage: ['redis-hostport plan [--format text|json|mermaid|svg[=FILE]]'],
  description: 'Shows which pod belongs on which node, by which label and weight, and what the scheduler guarantees.',
  options: {
    format: {
      value: 'FORMAT[=FILE]',
      choices: NAMES,
      multiple: true,
      description: 'text (default), json (`schema plan`), mermaid or svg; repeatable, with a file to write',
    },
    color: COLOR_OPTION,
  },
  examples: [
    'redis-hostport plan',
    'redis-hostport plan --set overlays.node-affinity.placement=dominant',
    'redis-hostport plan --format text --format svg=plan.svg',
  ],
  async run(context) {
    const outputs = outputsOf(context, NAMES);
    const plan = planOf(setupOf(context.sources));
    const color = useColor(context);
    for (const { format, file } of outputs) {
      const isShown = file === undefined;
      const text = FORMATS[format](plan, color && isShown, isShown ? columnsOf(context.io) : undefined);
      await writeOutput(context, file, text);
    }
    return 0;
  },
};
