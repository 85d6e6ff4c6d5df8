import { parseArgs } from 'node:util';
import { HostportError } from '../base/errors.js';
import { didYouMean, nearest } from '../base/nearest.js';
import { COMMIT, VERSION } from '../base/version.js';
import { type Command, type CommandContext, type OptionSpec, text, texts } from '../commands/command.js';
import type { Io } from '../commands/io.js';
import { commonOptions } from '../generated/commands.js';
import { reportError } from './report-error.js';

/** Does a piece of work; an error is reported, also where Helm would throw it away. @returns the exit code: 0 fine, 1 findings, 2 an error */
export async function reporting(
  io: Io,
  work: () => Promise<number>,
  { heard = true }: { heard?: boolean } = {},
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    await reportError(error, io, heard);
    return 2;
  }
}

/** Runs a command with the words of the command line. */
export async function runCommand(
  io: Io,
  command: Command,
  { name, help }: { name?: string; help: () => string | Promise<string> },
): Promise<number> {
  const { values, positionals } = parse(io.argv, command);
  if (values.help || values.version) {
    await io.stdout.write(values.help ? await help() : versionText(io));
    return 0;
  }
  const color = text({ values }, 'color');
  if (color !== undefined && !COLORS.includes(color)) {
    throw new HostportError('usage', `--color takes auto, always or never, not ${color}${didYouMean(color, COLORS)}`);
  }
  return command.run({
    io,
    values,
    positionals: name === undefined ? positionals : positionals.slice(1),
    sources: {
      file: text({ values }, 'config'),
      set: texts({ values }, 'set'),
      overlays: texts({ values }, 'overlay'),
      env: io.env,
      read: io.readFile,
    },
  });
}

const COLORS: readonly string[] = commonOptions.color.choices;

/** `0.1.0 (commit 1234abc, node v22.1.0)`. */
function versionText({ runtime }: Io): string {
  const built = [COMMIT && `commit ${COMMIT}`, runtime].filter(Boolean).join(', ');
  return `${VERSION}${built && ` (${built})`}\n`;
}

function parse(argv: readonly string[], command: Command): Pick<CommandContext, 'values' | 'positionals'> {
  if (argv.length === 0) return { values: {}, positionals: [] };
  const specs = { ...command.options, ...commonOptions };
  try {
    return parseArgs({ args: valued(argv, specs), options: parseOptions(specs), allowPositionals: true });
  } catch (error) {
    throw usageError(error, Object.keys(specs));
  }
}

/** The words with the values that may be left out: `--watch` becomes `--watch=10`. */
function valued(argv: readonly string[], specs: Readonly<Record<string, OptionSpec>>): string[] {
  return argv.map((word, index) => {
    const otherwise = word.startsWith('--') ? specs[word.slice(2)]?.otherwise : undefined;
    return otherwise === undefined || /^[\d.]/.test(argv[index + 1] ?? '') ? word : `${word}=${otherwise}`;
  });
}

/** The options as `parseArgs` of node:util takes them. */
export function parseOptions(specs: Readonly<Record<string, OptionSpec>>) {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { short, value, multiple }]) => {
      const type: 'string' | 'boolean' = value === undefined ? 'boolean' : 'string';
      return [name, { type, ...(short && { short }), ...(multiple && { multiple }) }];
    }),
  );
}

function usageError(error: unknown, names: readonly string[]): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('ERR_PARSE_ARGS')) return error;
  const unknown = /'(--?[^'\s]*)'/.exec(message)?.[1];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && unknown) {
    const options = names.map((name) => `--${name}`);
    return new HostportError('usage', `there is no option ${unknown}${nearest(unknown, options)}`, { remedy: HELP });
  }
  return new HostportError('usage', message.split('. ')[0] ?? message, { remedy: HELP });
}

export const HELP = '`redis-hostport --help` lists the commands, `redis-hostport COMMAND --help` the options.';
