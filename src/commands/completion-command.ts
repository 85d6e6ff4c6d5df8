import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { commandTexts } from '../generated/commands.js';
import { completionScripts } from '../generated/templates.js';
import type { CommandContext } from './command.js';

const { arguments: shells } = commandTexts.completion;
const SCRIPTS: Readonly<Record<(typeof shells)[number], string>> = completionScripts;

export async function runCompletion({ io, positionals }: CommandContext): Promise<number> {
  const [shell = ''] = positionals;
  const script = Object.entries(SCRIPTS).find(([name]) => name === shell)?.[1];
  if (script === undefined) {
    const wrong = shell === '' ? 'completion needs the name of a shell' : `there is no completion for ${shell}`;
    throw new HostportError('usage', `${wrong}${nearest(shell, shells)}`);
  }
  await io.stdout.write(script);
  return 0;
}
