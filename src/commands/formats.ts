import { failure, HostportError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import { VERSION } from '../base/version.js';
import type { ReportContext, Reporter, RuleInfo } from '../report/report.js';
import { type CommandContext, text, texts } from './command.js';
import { columnsOf, useColor } from './terminal.js';

/** One report to write: to standard output, or to a file. */
export interface ReportOutput<Format extends string> {
  format: Format;
  file: string | undefined;
}

/**
 * Reads a repeatable `--format NAME` or `--format NAME=FILE`; without any it is the first format on standard output.
 *
 * @throws HostportError `usage` for an unknown format, and for two on standard output
 */
export function outputsOf<Format extends string>(
  context: CommandContext,
  formats: readonly [Format, ...Format[]],
): ReportOutput<Format>[] {
  const outputs = texts(context, 'format').map((text): ReportOutput<Format> => {
    const [name = '', ...rest] = text.split('=');
    const format = formats.find((one) => one === name);
    if (format === undefined) {
      throw failure('no-format', { format: `${name}${nearest(name, formats)}`, formats: formats.join(', ') });
    }
    return { format, file: rest.length > 0 ? rest.join('=') : undefined };
  });
  const printed = outputs.filter(({ file }) => file === undefined);
  if (printed.length > 1) {
    const names = printed.map(({ format }) => format);
    throw failure('two-outputs', { formats: names.join(' and '), last: String(names.at(-1)) });
  }
  return outputs.length > 0 ? outputs : [{ format: formats[0], file: undefined }];
}

/** Writes a report where it belongs. */
export async function writeOutput({ io }: CommandContext, file: string | undefined, text: string): Promise<void> {
  if (file === undefined || file === '-') return io.stdout.write(text);
  try {
    io.writeFile(file, text);
  } catch (error) {
    throw new HostportError('usage', `cannot be written: ${(error as NodeJS.ErrnoException).code ?? error}`, {
      position: { file },
    });
  }
}

/** The severities for which the exit code is 1 (`--fail-on`). */
export function failingSeverities(context: CommandContext): readonly ('error' | 'warning')[] {
  const from = text(context, 'fail-on') ?? 'error';
  if (from === 'error') return ['error'];
  if (from === 'warning') return ['error', 'warning'];
  throw new HostportError('usage', `--fail-on takes error or warning, not ${from}`);
}

/** What reporters get beside the report. */
export function reportContext(context: CommandContext, rules: readonly RuleInfo[]): ReportContext {
  const { cwd, env } = context.io;
  return {
    version: VERSION,
    rules,
    cwd,
    // GitHub Actions and GitLab CI: the root of the working copy.
    root: env.GITHUB_WORKSPACE || env.CI_PROJECT_DIR || cwd,
    color: useColor(context),
    columns: columnsOf(context.io),
  };
}

/** Writes the reports asked for, colours and wrapped lines only on the terminal; the first format is printed where none other is. */
export async function writeReports<What, Format extends string>(
  context: CommandContext,
  outputs: readonly ReportOutput<Format>[],
  formats: Readonly<Record<Format, () => Promise<Reporter<What>>>>,
  what: What,
  about: ReportContext,
): Promise<void> {
  const printed = outputs.some(({ file }) => file === undefined || file === '-');
  for (const { format, file } of printed
    ? outputs
    : [...outputs, { format: Object.keys(formats)[0] as Format, file: undefined }]) {
    const reporter = await formats[format]();
    const there = file === undefined ? about : { ...about, color: false, columns: undefined };
    await writeOutput(context, file, reporter(what, there));
  }
}
