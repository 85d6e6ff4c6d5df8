import type { Plan } from '../../generated/types.js';
import { setupOf } from '../../overlays/setup.js';
import type { Command } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { planMermaid } from './mermaid.js';
import { planSvg } from './picture.js';
import { planOf } from './plan.js';
import { planText } from './text.js';

const NAMES = ['text', 'json', 'mermaid', 'svg'] as const;
const FORMATS: Readonly<Record<(typeof NAMES)[number], (plan: Plan) => string>> = {
  text: planText,
  json: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
  mermaid: planMermaid,
  svg: planSvg,
};

export const planCommand: Command = {
  usage: ['redis-hostport plan [--format text|json|mermaid|svg[=FILE]]'],
  description: 'Shows which pod belongs on which node, by which label and weight, and what the scheduler guarantees.',
  options: {
    format: {
      value: 'FORMAT[=FILE]',
      multiple: true,
      description: 'text (default), json (`schema plan`), mermaid or svg; repeatable, with a file to write',
    },
  },
  examples: [
    'redis-hostport plan',
    'redis-hostport plan --set overlays.node-affinity.placement=dominant',
    'redis-hostport plan --format text --format svg=plan.svg',
  ],
  async run(context) {
    const outputs = outputsOf(context, NAMES);
    const plan = planOf(setupOf(context.sources));
    for (const { format, file } of outputs) await writeOutput(context, file, FORMATS[format](plan));
    return 0;
  },
};
