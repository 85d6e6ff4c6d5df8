import type { LintReport, LintReportFinding } from '../generated/types.js';

/** One finding, placed. Its message names no line: SARIF's fingerprint is made of it. */
export interface Finding extends LintReportFinding {
  /** The source line, as far as no secret can stand in it: `shownLine` says. */
  excerpt?: string;
}

export type Severity = Finding['severity'];

/** A file that could not be read or parsed, and where; it makes the exit code 2. */
export type Unreadable = LintReport['unreadable'][number];

/** How standard input is named in `file`. */
export const STDIN = '<stdin>';

export interface Report {
  findings: Finding[];
  unreadable: Unreadable[];
  /** The files looked at, in order; the unreadable ones too. */
  files: string[];
  /** The rules that ran; one turned off is left out. */
  rules: readonly RuleInfo[];
}

/** A rule as reports show it; the severity is its default. */
export type RuleInfo = Record<'id' | 'description' | 'remedy', string> & Pick<Finding, 'severity'>;

/** What a reporter gets besides the report; what is said of the terminal is for text. */
export interface ReportContext {
  /** The working directory, absolute: a relative `file` is relative to it. */
  cwd: string;
  /** What github and sarif name files relative to, absolute: the root of the working copy where a CI says it, else `cwd`. */
  root: string;
  color: boolean;
  /** The width; without one nothing is wrapped. */
  columns?: number | undefined;
}

/** A reporter is a pure function of a command's report; its text ends with a line break. */
export type Reporter<What> = (report: What, context: ReportContext) => string;

/** A command's formats, the default first; each is imported when it is asked for, so nobody pays for another's library. */
export type Formats<What> = Readonly<Record<string, () => Promise<Reporter<What>>>>;
