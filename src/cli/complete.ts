import { inTable } from '../base/util.js';
import type { CommandTable, OptionSpecs } from '../commands/command.js';
import { commonOptions } from '../generated/commands.js';
import { commandName, tokensOf } from './arguments.js';

type Candidate = readonly [word: string, meaning?: string];

/**
 * Completes a command line as a program asks that was made with Go's cobra, as Helm's and kubectl's plugins are asked:
 * lines `WORD<tab>MEANING`, then `:0` where the shell may offer files, else `:4`.
 * https://github.com/spf13/cobra/blob/main/site/content/completions/_index.md
 *
 * @param line the words after the program's name; the last one is what has been typed of the next, maybe nothing
 */
export function complete(line: readonly string[], commands: CommandTable): string {
  // PowerShell before 7.3 drops empty arguments; its script says so.
  const typed = (line.at(-1) ?? '').replace(/^""$/, '');
  const found = candidates(line.slice(0, -1), typed, commands);
  if (found === 'files') return ':0\n';
  const fitting = found.filter(([word]) => word.startsWith(typed));
  const lines = fitting.map(([word, meaning]) => (meaning ? `${word}\t${meaning.replaceAll('\n', ' ')}` : word));
  return `${[...lines, ':4'].join('\n')}\n`;
}

function candidates(before: readonly string[], typed: string, commands: CommandTable): readonly Candidate[] | 'files' {
  const name = commandName(before);
  const command = name === undefined ? undefined : inTable(commands, name);
  const options: OptionSpecs = { ...command?.options, ...commonOptions };
  const last = tokensOf(before, options).at(-1);
  const waits = last?.kind === 'option' && last.value === undefined && inTable(options, last.name)?.value !== undefined;
  const [prefix, inTyped] = /^--([^=]+)=/.exec(typed) ?? [''];
  if (waits || inTyped !== undefined) {
    const { value, choices = [] } = inTable(options, waits ? last.name : String(inTyped)) ?? {};
    return value === 'FILE' ? 'files' : choices.map((choice) => [prefix + choice]);
  }
  if (typed.startsWith('-'))
    return Object.entries(options).map(([option, { description }]) => [`--${option}`, description]);
  const all = Object.entries(commands).map(([word, { summary }]): Candidate => [word, summary]);
  if (name === undefined) return [...all, ['help', 'says more about a command'], ['version']];
  if (name === 'help') return all;
  if (command?.arguments) return command.arguments.map((word) => [word]);
  return command?.usage.some((text) => text.includes('[FILE')) ? 'files' : [];
}
