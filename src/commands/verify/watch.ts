import { HostportError } from '../../base/errors.js';
import { capital, oneLine, sentence } from '../../base/text.js';
import type { VerifyReportFinding as Finding } from '../../generated/types.js';
import type { ContextOf } from '../command.js';
import { isFailing, reportContext } from '../output.js';
import { verifyText } from './report.js';
import type { Verification } from './verify.js';

/** A finding that came, or that is there no more, as JSON has it. */
interface Change extends Pick<Finding, 'check' | 'severity' | 'release' | 'subject' | 'message' | 'ordinals'> {
  time: string;
  event: 'came' | 'went';
}

/** Shows the last look that went well, what changed by it, and why the one after it did not. */
type Show = (report: Verification, changes: readonly Change[], fault?: HostportError) => Promise<void>;

/**
 * Looks again and again, until `io.pause` says that it is to end. What cannot be known the first time is thrown; later
 * it is one more thing that comes and goes, since the API server may be away for a while.
 *
 * @returns the exit code of the last look
 */
export async function watch(
  context: ContextOf<'verify'>,
  seconds: number,
  look: () => Promise<Verification>,
): Promise<number> {
  const show = showing(context, seconds);
  let report: Verification | undefined;
  let code = 0;
  do {
    try {
      const next = await look();
      await show(next, changesBetween(report?.findings ?? [], next.findings));
      [report, code] = [next, isFailing(context, next.summary) ? 1 : 0];
    } catch (error) {
      if (!report || !(error instanceof HostportError)) throw error;
      // Interrupted, kubectl fails too: that is the end, and no fault.
      if (!(await context.io.pause(0))) break;
      code = 2;
      await show(report, [], error);
    }
  } while (await context.io.pause(seconds * 1000));
  return code;
}

/** The numbers in messages change from one look to the next; what a finding is about does not. */
function changesBetween(before: readonly Finding[], after: readonly Finding[]): Change[] {
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const key = ({ check, release, subject, ordinals }: Finding) => JSON.stringify([check, release, subject, ordinals]);
  const only = (some: readonly Finding[], others: readonly Finding[], event: Change['event']): Change[] => {
    const known = new Set(others.map(key));
    const changed = some.filter((one) => !known.has(key(one)));
    return changed.map(({ remedy: _, commands: __, ...finding }) => ({ time, event, ...finding }));
  };
  return [...only(before, after, 'went'), ...only(after, before, 'came')];
}

/** A screen that is redrawn, or lines that are added. */
function showing(context: ContextOf<'verify'>, seconds: number): Show {
  const { io, outputs } = context;
  const [{ format, file }] = outputs;
  if (file !== undefined || format === 'junit') {
    throw new HostportError('usage', `--watch prints text or json, not ${format}${file ? ' to a file' : ''}`);
  }
  if (io.stdout.isTTY && format === 'text') return screen(context, seconds);
  const line = format === 'json' ? JSON.stringify : textLine;
  return async (_, changes, fault) => {
    if (fault) io.stderr.write(`redis-hostport: ${oneLine(fault.message)}\n`);
    else await io.stdout.write(changes.map((change) => `${line(change)}\n`).join(''));
  };
}

function textLine({ time, event, severity, check, message }: Change): string {
  return `${time} ${event === 'came' ? '+' : '-'} ${severity} ${check}: ${oneLine(message)}`;
}

/** The last changes stay below the report. */
const KEPT = 10;
const CLEARED = '\u001b[2J\u001b[3J\u001b[H';

function screen(context: ContextOf<'verify'>, seconds: number): Show {
  const about = reportContext(context);
  let history: string[] | undefined;
  return async (report, changes, fault) => {
    // What was there at the start is not a change.
    history = history ? [...history, ...changes.map(textLine)].slice(-KEPT) : [];
    const again = `again every ${seconds === 1 ? 'second' : `${seconds} seconds`}. Ctrl-C ends it.`;
    const problem = fault ? `\n${sentence(capital(oneLine(fault.message)))} This was before:\n` : '';
    await context.io.stdout.write(
      [
        `${CLEARED}Verified ${new Date().toLocaleTimeString()}, ${again}${problem}`,
        '',
        verifyText(report, about),
        ...(history.length > 0 ? ['Changed since:', ...history, ''] : []),
      ].join('\n'),
    );
  };
}
