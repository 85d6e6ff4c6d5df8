import type { ConfigSources } from '../config/config.js';
import type { CommandName, commandTexts, commonOptions } from '../generated/commands.js';
import type { Io } from './io.js';

/** One option of a command line, for `parseArgs` of node:util and for us: templates/commands.yaml says what its fields mean. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly value?: string;
  readonly multiple?: boolean;
  readonly choices?: readonly string[];
  readonly number?: { readonly of: string; readonly from: number; readonly to: number; readonly whole?: boolean };
  readonly otherwise?: string;
  readonly printed?: boolean;
  readonly description: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export interface CommandTexts {
  readonly summary: string;
  readonly usage: readonly string[];
  readonly description: string;
  readonly options: OptionSpecs;
  /** The words it takes, where they are known. */
  readonly arguments?: readonly string[];
  readonly examples: readonly string[];
}

export type CommandTable = Readonly<Record<string, CommandTexts>>;

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
