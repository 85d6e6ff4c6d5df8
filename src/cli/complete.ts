import { inTable } from '../base/in-table.js';
import type { Command, OptionSpec } from '../commands/command.js';
import { commonOptions } from '../generated/commands.js';
import { commandName, type OptionSpecs, tokensOf } from './arguments.js';

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
  const name = commandName(before);
  const command = name === undefined ? undefined : inTable(commands, name);
  const options: OptionSpecs = { ...command?.options, ...commonOptions };
  const last = tokensOf(before, options).at(-1);
  const open = last?.kind === 'option' && last.value === undefined ? inTable(options, last.name) : undefined;
  if (open?.value) return valuesOf(open, '');
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

function valuesOf({ value = '', choices }: OptionSpec, prefix: string): Candidates {
  if (choices) return { words: choices.map((choice) => [prefix + choice]), files: false };
  return value === 'FILE' ? FILES : NONE;
}
