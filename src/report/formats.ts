import { VERSION } from '../base/version.js';
import type { LintReport } from '../generated/types.js';
import { count } from './describe.js';
import type { Formats, Report, Reporter } from './report.js';

/** For programs: the shape is `schemas/lint-report.schema.json`. The excerpt is left out, it is for people. */
const json: Reporter<Report> = (report) => {
  const { unreadable } = report;
  const findings = report.findings.map(({ excerpt: _, ...finding }) => finding);
  const log: LintReport = { schemaVersion: 1, version: VERSION, findings, unreadable, summary: count(report) };
  return `${JSON.stringify(log, null, 2)}\n`;
};

/** The formats of findings that have a place in a file. */
export const FILE_FORMATS = {
  text: async () => (await import('./text.js')).textReporter,
  json: async () => json,
  sarif: async () => (await import('./sarif.js')).sarifReporter,
  junit: async () => (await import('./junit.js')).junitReporter,
  github: async () => (await import('./github.js')).githubReporter,
} satisfies Formats<Report>;
