import wrapAnsi from 'wrap-ansi';
import type { CommandTexts, OptionSpec } from '../commands/command.js';
import { commonOptions } from '../generated/commands.js';

/** Longer names of options have their description on the next line. */
const LEFT_COLUMNS = 26;

/** The help of one command, wrapped at a number of columns; with the list of all commands where they are given. */
export function helpText(
  command: CommandTexts,
  columns = 80,
  commands?: Readonly<Record<string, CommandTexts>>,
): string {
  const sections = [
    ...command.usage.flatMap((line, index) => {
      const [first, ...more] = folded(line, columns - 9);
      return [`${index === 0 ? 'Usage:' : '      '} ${first}`, ...more.map((one) => `${' '.repeat(9)}${one}`)];
    }),
    '',
    ...command.description.split('\n').map((text) => wrapAnsi(text, columns)),
  ];
  if (commands) {
    const summaries = Object.entries(commands).map(([name, { summary }]): [string, string] => [name, summary]);
    sections.push('', 'Commands:', ...rows(summaries, columns));
    sections.push('', wrapAnsi('`redis-hostport help COMMAND` says more about one.', columns));
  }
  sections.push('', 'Options:', ...rows(optionRows({ ...command.options, ...commonOptions }), columns));
  if (command.examples.length > 0)
    sections.push('', 'Examples:', ...command.examples.flatMap((line) => continued(line, columns)));
  return `${sections.join('\n')}\n`;
}

function optionRows(options: Readonly<Record<string, OptionSpec>>): [string, string][] {
  return Object.entries(options).map(([name, { short, value, description }]) => {
    const left = `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
    return [left, description];
  });
}

function rows(pairs: readonly [string, string][], columns: number): string[] {
  const most = columns < 60 ? 4 : LEFT_COLUMNS;
  const width = Math.min(most, Math.max(...pairs.map(([left]) => left.length)));
  return pairs.flatMap(([left, right]) => {
    const [first = '', ...more] = wrapAnsi(right, Math.max(columns - width - 4, 16)).split('\n');
    const hang = ' '.repeat(width + 4);
    const head = left.length > width ? [`  ${left}`, hang + first] : [`  ${left.padEnd(width)}  ${first}`];
    return [...head, ...more.map((line) => hang + line)];
  });
}

/** A command line over several lines, as a shell reads it; a comment at its end stands above. */
function continued(example: string, columns: number): string[] {
  const [command = '', comment] = example.split(/ {2,}(?=# )/);
  if (example.length + 2 <= columns) return [`  ${example}`];
  const lines = folded(command, columns - 4).map((line, index, all) => {
    return `${index === 0 ? '  ' : '    '}${line}${index < all.length - 1 ? ' \\' : ''}`;
  });
  return comment === undefined ? lines : [`  ${comment}`, ...lines];
}

/** What belongs together in a command line: an option with its value, what stands in quotes or brackets. */
const WORDS = /(?:-\S+ (?=[^\s|>&-]))?(?:'[^']*'|"[^"]*"|`[^`]*`|<\([^)]*\)|\[[^\]]*\]|\S)+/g;

/** A command line in lines that have room for two more characters. */
function folded(command: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of command.match(WORDS) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 3 <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
