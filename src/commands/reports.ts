import { failure, reason } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import type { sharedOptions } from '../generated/commands.js';
import type { ReportContext } from '../report/report.js';
import type { CommandContext, OptionValues, ReportOutput } from './command.js';
import { columnsOf, useColor } from './terminal.js';

/**
 * Makes the reports that `--format` asks for, then writes them; only on the terminal they have colours and are wrapped.
 *
 * @param others more files, which are written first: nothing is printed where one cannot be
 */
export async function writeReports<Format extends string>(
  context: CommandContext & { outputs: readonly ReportOutput<Format>[] },
  report: (format: Format, about: ReportContext, file: string | undefined) => string | Promise<string>,
  others: readonly { file: string; text: string }[] = [],
): Promise<void> {
  const shown = reportContext(context);
  const written = { ...shown, color: false, columns: undefined };
  const texts: { file: string | undefined; text: string }[] = [...others];
  for (const { format, file } of context.outputs) {
    texts.push({ file, text: await report(format, file === undefined ? shown : written, file) });
  }
  for (const { file, text } of texts) await writeOutput(context, file, text);
}

/** What reporters get besides the report. */
export function reportContext(context: CommandContext): ReportContext {
  const { cwd, env } = context.io;
  return {
    version: VERSION,
    cwd,
    // GitHub Actions and GitLab CI: the root of the working copy.
    root: env.GITHUB_WORKSPACE || env.CI_PROJECT_DIR || cwd,
    color: useColor(context),
    columns: columnsOf(context.io),
  };
}

/** Writes a text to a file, or to standard output where none (or `-`) is named. */
export async function writeOutput(
  { io }: Pick<CommandContext, 'io'>,
  file: string | undefined,
  text: string,
  options?: { exclusive: boolean },
): Promise<void> {
  if (file === undefined || file === '-') return io.stdout.write(text);
  try {
    io.writeFile(file, text, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw failure('file-is-there', {}, { position: { file } });
    const why = code === 'ENOENT' ? 'there is no such folder' : reason(error);
    throw failure('unwritable', { why }, { position: { file } });
  }
}

/** Whether what was found is as bad as `--fail-on` says. */
export function isFailing(
  { values }: { values: OptionValues<typeof sharedOptions.failOn> },
  { error, warning }: Readonly<Record<'error' | 'warning', number>>,
): boolean {
  return error > 0 || (values['fail-on'] === 'warning' && warning > 0);
}
