import { failure, reason } from '../base/errors.js';
import type { sharedOptions } from '../generated/commands.js';
import type { ReportContext } from '../report/report.js';
import type { CommandContext, OptionValues, ReportOutput } from './command.js';
import type { Io } from './io.js';

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

export function reportContext(context: CommandContext): ReportContext {
  const { cwd, env } = context.io;
  // GitHub Actions and GitLab CI: the root of the working copy.
  const root = env.GITHUB_WORKSPACE || env.CI_PROJECT_DIR || cwd;
  return { cwd, root, color: useColor(context), columns: columnsOf(context.io) };
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

/** Whether to colour standard output: `--color`, else as the environment and the terminal say. */
export function useColor({ io, values: { color = 'auto' } }: CommandContext): boolean {
  return color === 'auto' ? colorByEnvironment(io) : color === 'always';
}

/**
 * FORCE_COLOR is Node.js' and stronger than NO_COLOR there, too; NO_COLOR: no-color.org; CLICOLOR and CLICOLOR_FORCE:
 * bixense.com/clicolors. What is set to nothing is not set.
 */
export function colorByEnvironment({ env, stdout }: Pick<Io, 'env' | 'stdout'>): boolean {
  const { FORCE_COLOR, NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM } = env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR) return false;
  if (CLICOLOR_FORCE && CLICOLOR_FORCE !== '0') return true;
  return stdout.isTTY && TERM !== 'dumb' && CLICOLOR !== '0';
}

/** The width to wrap text at, 40 or more, `COLUMNS` before the terminal's own; undefined where it goes to a file or a pipe. */
export function columnsOf({ env, stdout }: Pick<Io, 'env' | 'stdout'>): number | undefined {
  if (!stdout.isTTY) return undefined;
  const columns = Number(env.COLUMNS) || stdout.columns;
  return columns === undefined ? undefined : Math.max(columns, 40);
}

/** Says in a line that is overwritten what is under way, on a terminal and nowhere else; '' takes it away. */
export function underWay({ stderr }: Pick<Io, 'stderr'>): (what: string) => void {
  return (what) => {
    if (stderr.isTTY) stderr.write(`\r${what}\u001b[K`);
  };
}
