import wrapAnsi from 'wrap-ansi';
import type { CommandTable, CommandTexts, OptionSpec } from '../commands/command.js';
import { commonOptions } from '../generated/commands.js';

/** Longer names of options have their description on the next line. */
const LEFT_COLUMNS = 26;

/** The help of one command, wrapped at a number of columns; with the list of all commands where they are given. */
export function helpText(texts: CommandTexts, columns = 80, commands: CommandTable = {}): string {
  const { usage, description, options, examples } = texts;
  const summaries = Object.entries(commands).map(([name, { summary }]) => [name, summary] as const);
  const optionRows = Object.entries<OptionSpec>({ ...options, ...commonOptions }).map(([name, option]) => {
    const lead = option.short ? `-${option.short}, ` : '    ';
    return [`${lead}--${name}${option.value ? ` ${option.value}` : ''}`, option.description] as const;
  });
  const more = wrapAnsi('`redis-hostport help COMMAND` says more about one.', columns);
  const sections = [
    ...usage.map((line, index) => {
      return (index === 0 ? 'Usage: ' : '       ') + wrapAnsi(line, columns - 9).replaceAll('\n', `\n${' '.repeat(9)}`);
    }),
    '',
    wrapAnsi(description, columns),
    ...(summaries.length > 0 ? ['', 'Commands:', ...rows(summaries, columns), '', more] : []),
    ...['', 'Options:', ...rows(optionRows, columns)],
    ...(examples.length > 0 ? ['', 'Examples:', ...examples.map((line) => continued(line, columns))] : []),
  ];
  return `${sections.join('\n')}\n`;
}

function rows(pairs: readonly (readonly [string, string])[], columns: number): string[] {
  const most = columns < 60 ? 4 : LEFT_COLUMNS;
  const width = Math.min(most, Math.max(...pairs.map(([left]) => left.length)));
  return pairs.map(([left, right]) => {
    const hang = `\n${' '.repeat(width + 4)}`;
    const text = wrapAnsi(right, Math.max(columns - width - 4, 16)).replaceAll('\n', hang);
    return left.length > width ? `  ${left}${hang}${text}` : `  ${left.padEnd(width)}  ${text}`;
  });
}

/**
 * A command line over several lines, as a shell reads it (none holds single quotes): an option stays with its value, and
 * what is in parentheses together. A comment at its end stands above.
 */
function continued(example: string, columns: number): string {
  if (example.length + 2 <= columns) return `  ${example}`;
  const [command = '', comment] = example.split(/ {2,}(?=# )/);
  const glued = command.replace(/(?<= --?[a-z-]+) (?=- |[^-|&])|(?<=\([^)]*) /g, '\u00a0');
  const lines = wrapAnsi(glued, columns - 6)
    .replaceAll('\n', ' \\\n    ')
    .replaceAll('\u00a0', ' ');
  return comment === undefined ? `  ${lines}` : `  ${comment}\n  ${lines}`;
}
