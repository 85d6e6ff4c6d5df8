import { HostportError } from '../../base/errors.js';
import { oneLine } from '../../base/visible.js';
import { capital, plural, sentence } from '../../base/words.js';
import type { VerifyReportFinding } from '../../generated/types.js';
import { type CommandContext, numberOption } from '../command.js';
import { type ReportOutput, reportContext } from '../formats.js';
import type { VERIFY_FORMATS } from './report/index.js';
import { verifyText } from './report/text.js';
import type { Verification } from './verify.js';

export const WATCH_OPTION = {
  watch: {
    value: '[SECONDS]',
    otherwise: '10',
    description: 'verify again every so many seconds (default 10) until ended; in a pipe a line for each change',
  },
} as const;

/** A finding that came, or that is there no more. */
interface Change {
  time: string;
  event: 'came' | 'went';
  finding: VerifyReportFinding;
}

/** What became of one look at the cluster. */
type Round = { report: Verification } | { fault: HostportError };

/** How often to look, in milliseconds; undefined where it is once. */
export function watchInterval(context: CommandContext): number | undefined {
  const seconds = numberOption(context, 'watch', ['seconds', 1, 86_400]);
  return seconds === undefined ? undefined : seconds * 1000;
}

/**
 * Looks again and again, until `io.pause` says that it is to end. What could not be told the first time is thrown; later
 * it is one more thing that comes and goes, since the API server may be away for a while.
 *
 * @returns the exit code of the last look
 */
export async function watch(
  context: CommandContext,
  interval: number,
  output: ReportOutput<keyof typeof VERIFY_FORMATS> | undefined,
  look: () => Promise<Verification>,
  exitCode: (report: Verification) => number,
): Promise<number> {
  const show = printer(context, interval, output);
  let report = await look();
  let code = exitCode(report);
  await show({ report }, changesBetween([], report.findings));
  while (await context.io.pause(interval)) {
    const round = await attempt(look);
    if ('fault' in round) {
      if (!(await context.io.pause(0))) break;
      code = 2;
      await show(round, []);
      continue;
    }
    const changes = changesBetween(report.findings, round.report.findings);
    report = round.report;
    code = exitCode(report);
    await show(round, changes);
  }
  return code;
}

async function attempt(look: () => Promise<Verification>): Promise<Round> {
  try {
    return { report: await look() };
  } catch (error) {
    if (error instanceof HostportError) return { fault: error };
    throw error;
  }
}

/** The numbers in messages change from one look to the next; what a finding is about does not. */
function changesBetween(before: readonly VerifyReportFinding[], after: readonly VerifyReportFinding[]): Change[] {
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const key = ({ check, release, subject, ordinals }: VerifyReportFinding): string =>
    [check, release, subject, ordinals?.join(' ')].join('\n');
  const only = (
    some: readonly VerifyReportFinding[],
    others: readonly VerifyReportFinding[],
    event: Change['event'],
  ): Change[] => {
    const known = new Set(others.map(key));
    return some.filter((one) => !known.has(key(one))).map((finding) => ({ time, event, finding }));
  };
  return [...only(before, after, 'went'), ...only(after, before, 'came')];
}

/** A screen that is redrawn, or lines that are added. */
function printer(
  context: CommandContext,
  interval: number,
  output: ReportOutput<keyof typeof VERIFY_FORMATS> | undefined,
): (round: Round, changes: readonly Change[]) => Promise<void> {
  const { io } = context;
  if (output && (output.file !== undefined || output.format === 'junit')) {
    throw new HostportError(
      'usage',
      `--watch prints text or json, not ${output.format}${output.file ? ' to a file' : ''}`,
    );
  }
  const asJson = output?.format === 'json';
  if (io.stdout.isTTY && !asJson) return screen(context, interval);
  const line = asJson ? jsonLine : textLine;
  return async (round, changes) => {
    if ('fault' in round) io.stderr.write(`redis-hostport: ${oneLine(round.fault.message)}\n`);
    else await io.stdout.write(changes.map((change) => `${line(change)}\n`).join(''));
  };
}

function textLine({ time, event, finding: { severity, check, message } }: Change): string {
  return `${time} ${event === 'came' ? '+' : '-'} ${severity} ${check}: ${oneLine(message)}`;
}

function jsonLine({ time, event, finding }: Change): string {
  const { check, severity, release, subject, message, ordinals = [] } = finding;
  return JSON.stringify({ time, event, check, severity, release, subject, message, ordinals });
}

/** The last changes stay below the report. */
const KEPT = 10;
const CLEARED = '\u001b[2J\u001b[3J\u001b[H';

function screen(
  context: CommandContext,
  interval: number,
): (round: Round, changes: readonly Change[]) => Promise<void> {
  const about = reportContext(context, []);
  const history: string[] = [];
  let shown = '';
  let isFirst = true;
  return async (round, changes) => {
    // What was there at the start is no change.
    if (!isFirst) history.push(...changes.map(textLine));
    isFirst = false;
    const problem = 'fault' in round ? `\n${sentence(capital(oneLine(round.fault.message)))} This was before:\n` : '';
    if ('report' in round) shown = verifyText(round.report, about);
    const recent = history.slice(-KEPT);
    await context.io.stdout.write(
      [
        `${CLEARED}Verified ${new Date().toLocaleTimeString()}, again every ${plural(interval / 1000, 'second')}. Ctrl-C ends it.${problem}`,
        '',
        shown,
        ...(recent.length > 0 ? ['Changed since:', ...recent, ''] : []),
      ].join('\n'),
    );
  };
}
