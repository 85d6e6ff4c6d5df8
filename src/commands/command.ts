import { HostportError } from '../base/errors.js';
import type { ConfigSources } from '../config/config.js';
import type { Io } from './io.js';

/** One option of a command line; `value` names what it takes, none means a switch. */
export interface OptionSpec {
  short?: string;
  value?: string;
  multiple?: boolean;
  /** All values it takes. */
  choices?: readonly string[];
  /** Its value where none is given: only a number right after it is then taken for one. */
  otherwise?: string;
  description: string;
}

/** What a command is called with. */
export interface CommandContext {
  io: Io;
  /** Options as given: `true` for a switch, a text, or the texts of a repeatable one. */
  values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  positionals: readonly string[];
  sources: ConfigSources;
}

/** A command: its help is made from this, too. */
export interface Command {
  /** Its line in the list of commands. */
  summary: string;
  /** Lines of the form `redis-hostport lint [FILE…]`. */
  usage: readonly string[];
  description: string;
  options: Readonly<Record<string, OptionSpec>>;
  /** The words it takes, where they are known. */
  arguments?: readonly string[];
  examples: readonly string[];
  /** @returns the exit code: 0 fine, 1 findings; errors are thrown and mean 2 */
  run: (context: CommandContext) => Promise<number>;
}

/** Options every command has. */
export const COMMON_OPTIONS = {
  config: {
    short: 'c',
    value: 'FILE',
    description: 'configuration; else $REDIS_HOSTPORT_CONFIG, else ./redis-hostport.yaml if it is there',
  },
  set: { value: 'PATH=VALUE', multiple: true, description: "override a setting, as Helm's --set does; repeatable" },
  overlay: { value: 'FILE', multiple: true, description: 'an overlay file of your own; repeatable' },
  help: { short: 'h', description: 'this help' },
  version: { short: 'v', description: 'the version' },
} as const satisfies Record<string, OptionSpec>;

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
