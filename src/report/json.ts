import type { LintReport } from '../generated/types.js';
import { count } from './describe.js';
import type { Report, Reporter } from './report.js';

/** For programs: the shape is `schemas/lint-report.schema.json`. The excerpt is left out, it is for people. */
export const jsonReporter: Reporter<Report> = (report, { version }) => {
  const log: LintReport = {
    schemaVersion: 1,
    version,
    findings: report.findings.map(({ excerpt: _, ...finding }) => finding),
    unreadable: report.unreadable,
    summary: count(report),
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};
