import { HostportError } from '../base/errors.js';
import { type CommandContext, text } from './command.js';

/** Whether to colour standard output: `--color always|never`, else on a terminal unless NO_COLOR is set (no-color.org). */
export function useColor(context: CommandContext): boolean {
  const when = text(context, 'color') ?? 'auto';
  if (when === 'always') return true;
  if (when === 'never') return false;
  if (when !== 'auto') throw new HostportError('usage', `--color takes auto, always or never, not ${when}`);
  return context.io.stdout.isTTY && !context.io.env.NO_COLOR;
}
