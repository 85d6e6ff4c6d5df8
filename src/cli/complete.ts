import { inTable } from '../base/in-table.js';
import type { Command, OptionSpec } from '../commands/command.js';
import { commonOptions } from '../generated/commands.js';

/** What may follow a command line: words with what they mean, and whether a file's name may, too. */
interface Candidates {
  readonly words: readonly (readonly [word: string, meaning?: string])[];
  readonly files: boolean;
}

const NONE: Candidates = { words: [], files: false };
const FILES: Candidates = { words: [], files: true };

/**
 * Completes a command line as a program asks that was made with Go's cobra, as Helm's and kubectl's plugins are asked:
 * lines `WORD<tab>MEANING`, then `:0` where the shell may offer files, too, else `:4`.
 * https://github.com/spf13/cobra/blob/main/site/content/completions/_index.md
 *
 * @param line the words after the program's name; the last one is what has been typed of the next, maybe nothing
 */
export function complete(line: readonly string[], commands: Readonly<Record<string, Command>>): string {
  // PowerShell before 7.3 drops empty arguments; its script says so.
  const typed = (line.at(-1) ?? '').replace(/^""$/, '');
  const { words, files } = candidates(line.slice(0, -1), typed, commands);
  const fitting = words.filter(([word]) => word.startsWith(typed));
  const lines = fitting.map(([word, meaning]) => (meaning ? `${word}\t${meaning.replaceAll('\n', ' ')}` : word));
  return `${[...lines, files ? ':0' : ':4'].join('\n')}\n`;
}

function candidates(before: readonly string[], typed: string, commands: Readonly<Record<string, Command>>): Candidates {
  const { command: name, open } = read(before, commands);
  const command = name === undefined ? undefined : inTable(commands, name);
  const options: Readonly<Record<string, OptionSpec>> = { ...command?.options, ...commonOptions };
  if (open) return valuesOf(open, '');
  const equals = typed.indexOf('=');
  if (typed.startsWith('--') && equals > 0) {
    const option = inTable(options, typed.slice(2, equals));
    return option ? valuesOf(option, typed.slice(0, equals + 1)) : NONE;
  }
  if (typed.startsWith('-')) {
    return {
      words: Object.entries(options).map(([option, { description }]) => [`--${option}`, description]),
      files: false,
    };
  }
  const all = Object.entries(commands).map(([word, { summary }]) => [word, summary] as const);
  if (name === undefined) return { words: [...all, ['help', 'says more about a command'], ['version']], files: false };
  if (name === 'help') return { words: all, files: false };
  if (command?.arguments) return { words: command.arguments.map((word) => [word]), files: false };
  return command?.usage.some((text) => text.includes('[FILE')) ? FILES : NONE;
}

/** The command of a line, and the option that waits for its value at its end. */
function read(
  words: readonly string[],
  commands: Readonly<Record<string, Command>>,
): { command?: string; open?: OptionSpec } {
  let command: string | undefined;
  let open: OptionSpec | undefined;
  for (const word of words) {
    if (open) open = undefined;
    else if (word.startsWith('-')) open = waiting(word, command === undefined ? undefined : inTable(commands, command));
    else command ??= word;
  }
  return { ...(command !== undefined && { command }), ...(open && { open }) };
}

/** The option that a word names, if the next word is its value. */
function waiting(word: string, command: Command | undefined): OptionSpec | undefined {
  const options: Readonly<Record<string, OptionSpec>> = { ...command?.options, ...commonOptions };
  const option = word.startsWith('--')
    ? inTable(options, word.slice(2))
    : Object.values(options).find(({ short }) => short !== undefined && word === `-${short}`);
  return option?.value !== undefined && option.otherwise === undefined ? option : undefined;
}

function valuesOf({ value = '', choices }: OptionSpec, prefix: string): Candidates {
  if (choices) return { words: choices.map((choice) => [prefix + choice]), files: false };
  return value === 'FILE' ? FILES : NONE;
}
