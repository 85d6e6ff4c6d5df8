import type { ConfigSources } from '../config/config.js';
import type { CommandName, commandTexts, commonOptions } from '../generated/commands.js';
import type { Io } from './io.js';

/** One option of a command line, as templates/commands.yaml has it. */
export interface OptionSpec {
  readonly short?: string;
  /** What it takes; a switch takes nothing. */
  readonly value?: string;
  readonly multiple?: boolean;
  /** All values it takes. */
  readonly choices?: readonly string[];
  /** What number it takes. */
  readonly number?: { readonly of: string; readonly from: number; readonly to: number; readonly whole?: boolean };
  /** Its value where none is given: only a number right after it is then taken for one. */
  readonly otherwise?: string;
  /** Of formats: the first one is printed where no other is, even if others are written to files. */
  readonly printed?: boolean;
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

/** One report to write, of those that `--format NAME` and `--format NAME=FILE` ask for: to standard output, or to a file. */
export interface ReportOutput<Format extends string = string> {
  readonly format: Format;
  readonly file: string | undefined;
}

type Value<Spec> = Spec extends { number: unknown }
  ? number
  : Spec extends { choices: readonly (infer Choice)[] }
    ? Choice
    : Spec extends { value: string }
      ? string
      : true;

/** Options as given and checked. */
export type OptionValues<Specs> = {
  readonly [Name in Exclude<keyof Specs, 'format'>]?:
    | (Specs[Name] extends { multiple: true } ? readonly Value<Specs[Name]>[] : Value<Specs[Name]>)
    | undefined;
};

/** What a command is called with. */
export interface CommandContext<Specs = unknown> {
  io: Io;
  values: OptionValues<Specs & typeof commonOptions>;
  /** The reports to write, at least one where there is `--format`. */
  outputs: Specs extends { format: { choices: readonly (infer Format extends string)[] } }
    ? readonly [ReportOutput<Format>, ...ReportOutput<Format>[]]
    : unknown;
  positionals: readonly string[];
  sources: ConfigSources;
}

/** The same of a command by its name in templates/commands.yaml. */
export type ContextOf<Name extends CommandName> = CommandContext<(typeof commandTexts)[Name]['options']>;

/**
 * Runs a command. Written as a method, so that one which takes the options of its command (`ContextOf`) is one, too.
 *
 * @returns the exit code: 0 fine, 1 findings; errors are thrown and mean 2
 */
export type RunCommand = { run(context: CommandContext): Promise<number> }['run'];
