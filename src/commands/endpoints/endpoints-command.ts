import { commandTexts } from '../../generated/commands.js';
import { endpointTemplates } from '../../generated/templates.js';
import { setupOf } from '../../overlays/setup.js';
import { type CommandContext, text } from '../command.js';
import { outputsOf, writeOutput } from '../formats.js';
import { rendered } from '../template.js';
import { endpointsOf } from './endpoints.js';

const { choices } = commandTexts.endpoints.options.format;

/** The text of each format. */
const TEMPLATES: Readonly<Record<(typeof choices)[number], string>> = endpointTemplates;

export async function runEndpoints(context: CommandContext): Promise<number> {
  const outputs = outputsOf(context, choices);
  const endpoints = endpointsOf(setupOf(context.sources), text(context, 'user'));
  for (const { format, file } of outputs) await writeOutput(context, file, rendered(TEMPLATES[format], endpoints));
  return 0;
}
