import wrapAnsi from 'wrap-ansi';
import type { Command, OptionSpec } from '../commands/command.js';
import { commonOptions } from '../generated/commands.js';

/** Longer names of options have their description on the next line. */
const LEFT_COLUMNS = 26;

/** The help of one command, wrapped at a number of columns; with the list of all commands where they are given. */
export function helpText(command: Command, columns = 80, commands?: Readonly<Record<string, Command>>): string {
  const sections = [
    ...command.usage.map((line, index) => `${index === 0 ? 'Usage:' : '      '} ${line}`),
    '',
    ...command.description.split('\n').map((text) => wrapAnsi(text, columns)),
  ];
  if (commands) {
    const summaries = Object.entries(commands).map(([name, { summary }]): [string, string] => [name, summary]);
    sections.push('', 'Commands:', ...rows(summaries, columns));
    sections.push('', wrapAnsi('`redis-hostport help COMMAND` says more about one.', columns));
  }
  sections.push('', 'Options:', ...rows(optionRows({ ...command.options, ...commonOptions }), columns));
  if (command.examples.length > 0) sections.push('', 'Examples:', ...command.examples.map((line) => `  ${line}`));
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
