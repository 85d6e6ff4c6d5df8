import { parseArgs } from 'node:util';
import { failure } from '../base/errors.js';
import { nearest } from '../base/text.js';
import type { CommandTexts, OptionSpec, OptionSpecs, ReportOutput } from '../commands/command.js';
import { commonOptions } from '../generated/commands.js';

/** `help`, `help COMMAND` and `version`, as kubectl and Helm have them. */
export function spelledOut(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first === 'help') return [...rest, '--help'];
  return first === 'version' ? [...rest, '--version'] : argv;
}

/** The first word that is neither an option nor a common option's value; nothing where an unknown option comes first. */
export function commandName(argv: readonly string[]): string | undefined {
  const first = tokensOf(argv, commonOptions).find(
    (token) => token.kind !== 'option' || !Object.hasOwn(commonOptions, token.name),
  );
  return first?.kind === 'positional' ? first.value : undefined;
}

/** What the words are, whether a command would take them or not. */
export function tokensOf(argv: readonly string[], specs: OptionSpecs) {
  return parseArgs({ args: valued(argv, specs), options: specs, strict: false, tokens: true }).tokens;
}

/** The options and words of a command line, each as its command takes it: templates/commands.yaml says how. */
export function parsed(argv: readonly string[], { options }: CommandTexts) {
  const specs: OptionSpecs = { ...options, ...commonOptions };
  const { values, positionals } = strictly(argv, specs);
  const entries = Object.entries(values).map(([name, value]) => [name, checked(name, value, specs[name])] as const);
  return { values: Object.fromEntries(entries), outputs: outputsOf(values.format, specs.format), positionals };
}

type Given = string | boolean | (string | boolean)[] | undefined;

function strictly(argv: readonly string[], specs: OptionSpecs) {
  try {
    return parseArgs({ args: valued(argv, specs), options: specs, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && /'(--?[^'\s]*)'/.exec(message)?.[1];
    if (!unknown) throw failure('bad-arguments', { why: message.split('. ')[0] ?? message });
    const known = Object.keys(specs).map((name) => `--${name}`);
    throw failure('no-option', { option: `${unknown}${nearest(unknown, known)}` });
  }
}

/** The words with the values that may be left out: `--watch` becomes `--watch=10`. */
function valued(argv: readonly string[], specs: OptionSpecs): string[] {
  return argv.map((word, index) => {
    const otherwise = word.startsWith('--') ? specs[word.slice(2)]?.otherwise : undefined;
    return otherwise === undefined || /^[\d.]/.test(argv[index + 1] ?? '') ? word : `${word}=${otherwise}`;
  });
}

/** An option's value, or values, as far as its choices and numbers allow them. */
function checked(option: string, given: Given, { choices, number }: Partial<OptionSpec> = {}): Given | number {
  if (choices && option !== 'format') for (const one of [given].flat()) chosen(option, String(one), choices);
  if (!number) return given;
  const { of, from, to, whole } = number;
  const value = Number(given);
  if (value >= from && value <= to && (!whole || Number.isInteger(value))) return value;
  throw failure('no-number', { option, of, from, to, given: String(given) });
}

function chosen(option: string, given: string, choices: readonly string[]): string {
  if (choices.includes(given)) return given;
  throw failure('no-choice', { option, given: `${given || 'empty'}${nearest(given, choices)}` });
}

/** The reports that `--format NAME` and `--format NAME=FILE` ask for; at most one goes to standard output. */
function outputsOf(given: Given, { choices = [], printed }: Partial<OptionSpec> = {}): ReportOutput[] {
  const outputs = [given ?? []].flat().map((text): ReportOutput => {
    const [name = '', ...file] = String(text).split('=');
    return { format: chosen('format', name, choices), file: file.length > 0 ? file.join('=') : undefined };
  });
  const shown = outputs.filter(({ file }) => file === undefined).map(({ format }) => format);
  if (shown.length > 1) throw failure('two-outputs', { formats: shown.join(' and '), last: String(shown.at(-1)) });
  const isPrinted = outputs.some(({ file }) => file === undefined || file === '-');
  const first = choices.slice(0, outputs.length === 0 || (printed && !isPrinted) ? 1 : 0);
  return [...outputs, ...first.map((format) => ({ format, file: undefined }))];
}
