import { HostportError } from '../../base/errors.js';
import { count } from '../../report/describe.js';
import { FILE_FORMATS } from '../../report/formats.js';
import { type Report, STDIN, type Unreadable } from '../../report/report.js';
import type { CommandContext, ContextOf } from '../command.js';
import { readStream } from '../input.js';
import { isFailing, writeReports } from '../reports.js';
import { lintManifests, objectsOf } from './lint.js';
import { type LintedFile, lintedFile, lintedStreams } from './linted-files.js';
import { type ConfiguredLint, configuredLint, ruleInfo } from './settings.js';

export async function runLint(context: ContextOf<'lint'>): Promise<number> {
  const configured = configuredLint(context.sources);
  const report = await lintFiles(context, configured);
  await writeReports(context, async (format, about) => (await FILE_FORMATS[format]())(report, about));
  if (report.unreadable.length > 0) return 2;
  return isFailing(context, count(report)) ? 1 : 0;
}

/** Files that make one release are one stream; what is in others does not clash with what is in them. */
async function lintFiles(context: CommandContext, configured: ConfiguredLint): Promise<Report> {
  const named = context.positionals.length > 0 ? [...new Set(context.positionals)] : ['-'];
  const files = named.map((file) => (file === '-' ? STDIN : file));
  const report: Report = { findings: [], unreadable: [], files, rules: configured.rules.map(ruleInfo) };
  const read: LintedFile[] = [];
  for (const file of report.files) {
    try {
      const stream = await readStream(context, file === STDIN ? '-' : file);
      read.push(lintedFile(file, objectsOf(stream)));
    } catch (error) {
      report.unreadable.push(unreadable(error, file));
    }
  }
  for (const files of lintedStreams(read)) lintTogether(files, configured, report);
  const order = new Map(report.files.map((file, index) => [file, index]));
  const inOrder = (one: { file: string }, other: { file: string }): number =>
    (order.get(one.file) ?? 0) - (order.get(other.file) ?? 0);
  report.findings.sort(inOrder);
  report.unreadable.sort(inOrder);
  return report;
}

/** Without the files that cannot be parsed. */
function lintTogether(files: readonly LintedFile[], configured: ConfiguredLint, report: Report): void {
  if (files.length === 0) return;
  try {
    const manifests = files.flatMap((one) => one.manifests);
    report.findings.push(
      ...lintManifests(
        manifests,
        configured,
        files.every(({ folder }) => folder !== undefined),
      ),
    );
  } catch (error) {
    const fault = unreadable(error, files[0]?.file ?? STDIN);
    report.unreadable.push(fault);
    const others = files.filter(({ file }) => file !== fault.file);
    lintTogether(others, configured, report);
  }
}

function unreadable(error: unknown, file: string): Unreadable {
  if (!(error instanceof HostportError) || error.code !== 'input') throw error;
  return { file, message: error.message, ...error.position };
}
