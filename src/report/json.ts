import type { LintReport, LintReportFinding, LintReportUnreadable } from '../generated/types.js';
import { count } from './describe.js';
import type { Finding } from './finding.js';
import type { Report, Reporter, Unreadable } from './report.js';

function findingOf(finding: Finding): LintReportFinding {
  const { rule, severity, message, remedy, file, line, column, endLine, endColumn } = finding;
  const { kind, name, template } = finding.document;
  const document = { kind, name, ...(template === undefined ? {} : { template }) };
  return { rule, severity, message, remedy, file, line, column, endLine, endColumn, document };
}

function unreadableOf({ file, message, line, column }: Unreadable): LintReportUnreadable {
  return { file, message, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

/** For programs: the shape is `schemas/lint-report.schema.json`. The excerpt is left out, it is for people. */
export const jsonReporter: Reporter<Report> = (report, context) => {
  const log: LintReport = {
    schemaVersion: 1,
    version: context.version,
    findings: report.findings.map(findingOf),
    unreadable: report.unreadable.map(unreadableOf),
    summary: count(report),
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};
