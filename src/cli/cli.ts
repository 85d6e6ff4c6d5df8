import { parseArgs } from 'node:util';
import { HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { COMMIT, VERSION } from '../base/version.js';
import { COMMON_OPTIONS, type Command, type CommandContext, type OptionSpec } from '../commands/command.js';
import type { Io } from '../commands/io.js';
import { postRenderCommand } from '../commands/post-render-command.js';
import { columnsOf } from '../commands/terminal.js';
import { COMMANDS } from './commands.js';
import { reportError } from './report-error.js';

/**
 * Runs one command line.
 *
 * @returns the exit code: 0 fine, 1 findings, 2 usage, configuration or input error
 */
export async function cli(io: Io): Promise<number> {
  try {
    return await run({ ...io, argv: spelledOut(io.argv) });
  } catch (error) {
    await reportError(error, io);
    return 2;
  }
}

async function run(io: Io): Promise<number> {
  const name = commandName(io.argv);
  const entry = name === undefined ? undefined : COMMANDS[name];
  if (name !== undefined && !entry) throw unknownCommand(name);
  const command = entry ? await entry.load() : postRenderCommand;
  const { values, positionals } = parse(io.argv, command);
  if (values.help) return help(io, name, command);
  if (values.version) return print(io, versionText(io));
  const context: CommandContext = {
    io,
    values,
    positionals: name === undefined ? positionals : positionals.slice(1),
    sources: {
      file: typeof values.config === 'string' ? values.config : undefined,
      set: list(values.set),
      overlays: list(values.overlay),
      env: io.env,
      read: io.readFile,
    },
  };
  return command.run(context);
}

async function help(io: Io, name: string | undefined, command: Command): Promise<number> {
  const { helpText } = await import('./help.js');
  return print(io, helpText(name, command, columnsOf(io)));
}

async function print(io: Io, text: string): Promise<number> {
  await io.stdout.write(text);
  return 0;
}

/** `help`, `help COMMAND` and `version`, as kubectl and Helm have them. */
function spelledOut(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first === 'help') return [...rest, '--help'];
  return first === 'version' ? [...rest, '--version'] : argv;
}

/** `0.1.0 (commit 1234abc, node v22.1.0)`. */
function versionText({ runtime }: Io): string {
  const built = [COMMIT && `commit ${COMMIT}`, runtime].filter(Boolean).join(', ');
  return `${VERSION}${built && ` (${built})`}\n`;
}

type Parsed = Record<string, string | boolean | (string | boolean)[] | undefined>;

const list = (value: Parsed[string]): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** The first word that is neither an option nor a common option's value; nothing where an unknown option comes first. */
function commandName(argv: readonly string[]): string | undefined {
  if (argv.length === 0) return undefined;
  const { tokens } = parseArgs({ args: [...argv], options: parseOptions(COMMON_OPTIONS), strict: false, tokens: true });
  const first = tokens.find((token) => token.kind !== 'option' || !Object.hasOwn(COMMON_OPTIONS, token.name));
  return first?.kind === 'positional' ? first.value : undefined;
}

function parse(argv: readonly string[], command: Command): { values: Parsed; positionals: string[] } {
  if (argv.length === 0) return { values: {}, positionals: [] };
  const specs = { ...command.options, ...COMMON_OPTIONS };
  try {
    return parseArgs({ args: [...argv], options: parseOptions(specs), allowPositionals: true });
  } catch (error) {
    throw usageError(error, Object.keys(specs));
  }
}

function parseOptions(specs: Readonly<Record<string, OptionSpec>>) {
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

const HELP = '`redis-hostport --help` lists the commands, `redis-hostport COMMAND --help` the options.';

function unknownCommand(name: string): HostportError {
  return new HostportError('usage', `there is no command ${name}${nearest(name, Object.keys(COMMANDS))}`, {
    remedy: `${HELP} To post-render a file, give it on standard input: redis-hostport < FILE`,
  });
}
