import { HostportError } from '../base/errors.js';
import type { ConfigSources } from '../config/config.js';
import type { Io } from './io.js';

/** One option of a command line, as templates/commands.yaml has it. */
export interface OptionSpec {
  readonly short?: string;
  /** What it takes; a switch takes nothing. */
  readonly value?: string;
  readonly multiple?: boolean;
  /** All values it takes. */
  readonly choices?: readonly string[];
  /** Its value where none is given: only a number right after it is then taken for one. */
  readonly otherwise?: string;
  readonly description: string;
}

/** What help and completion say of a command. */
export interface CommandTexts {
  readonly summary: string;
  readonly usage: readonly string[];
  readonly description: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** The words it takes, where they are known. */
  readonly arguments?: readonly string[];
  readonly examples: readonly string[];
}

/** A command. */
export interface Command extends CommandTexts {
  /** @returns the exit code: 0 fine, 1 findings; errors are thrown and mean 2 */
  readonly run: (context: CommandContext) => Promise<number>;
}

/** What a command is called with. */
export interface CommandContext {
  io: Io;
  /** Options as given: `true` for a switch, a text, or the texts of a repeatable one. */
  values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  positionals: readonly string[];
  sources: ConfigSources;
}

/** A text option's value. */
export function text(context: Pick<CommandContext, 'values'>, name: string): string | undefined {
  const value = context.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A repeatable option's values. */
export function texts(context: Pick<CommandContext, 'values'>, name: string): string[] {
  const value = context.values[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/**
 * A number option's value.
 *
 * @param what it is, for the message: `seconds`
 * @throws HostportError `usage` for what is none from `least` to `most`
 */
export function numberOption(
  context: Pick<CommandContext, 'values'>,
  name: string,
  [what, least, most]: readonly [what: string, least: number, most: number],
  isWhole = false,
): number | undefined {
  const given = text(context, name);
  if (given === undefined) return undefined;
  const number = Number(given);
  if (number >= least && number <= most && (!isWhole || Number.isInteger(number))) return number;
  throw new HostportError('usage', `--${name} takes ${what}, from ${least} to ${most}, not ${given}`);
}
