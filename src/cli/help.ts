import { COMMON_OPTIONS, type Command, type OptionSpec } from '../commands/command.js';
import { COMMANDS } from './commands.js';

/** The help of one command, or, without a name, of the whole tool. */
export function helpText(name: string | undefined, command: Command): string {
  const sections = [
    ...command.usage.map((line, index) => `${index === 0 ? 'Usage:' : '      '} ${line}`),
    '',
    command.description,
  ];
  if (name === undefined) {
    const commands = Object.entries(COMMANDS).map(([key, { summary }]): [string, string] => [key, summary]);
    sections.push('', 'Commands:', ...columns(commands), '', '`redis-hostport COMMAND --help` tells more about one.');
  }
  sections.push('', 'Options:', ...columns(optionRows({ ...command.options, ...COMMON_OPTIONS })));
  if (command.examples.length > 0) sections.push('', 'Examples:', ...command.examples.map((line) => `  ${line}`));
  return `${sections.join('\n')}\n`;
}

function optionRows(options: Readonly<Record<string, OptionSpec>>): [string, string][] {
  return Object.entries(options).map(([name, { short, value, description }]) => {
    const left = `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
    return [left, description];
  });
}

function columns(rows: readonly [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
