import { rendered, xml } from '../base/template.js';
import { oneLine } from '../base/visible.js';
import { junitTemplate } from '../generated/templates.js';
import { byFile, origin, place } from './describe.js';
import type { Finding, Report, Reporter, Severity } from './report.js';

/** What was checked in one file, or of one release: its rules, and what they found. */
interface Suite {
  title: string;
  /** The rules that were checked, the passed ones too. */
  rules: readonly string[];
  rows: readonly Row[];
  /** Why it could not be checked. */
  unreadable?: readonly { message: string; text: string }[];
}

/** One finding: the first line of it, and all of it. */
export interface Row {
  rule: string;
  severity: Severity;
  message: string;
  text: string;
}

/** All texts as lines that nothing acts on: logs of a CI show them. */
function textOf(rows: readonly { text: string }[]): string {
  return rows.map(({ text }) => text.split('\n').map(oneLine).join('\n')).join('\n\n');
}

/** One failure for all a rule found in a suite: GitLab reads only the first of several tests of one name. */
function caseOf(rule: string, rows: readonly Row[]) {
  const failed = rows.filter(({ severity }) => severity !== 'info');
  const info = rows.filter(({ severity }) => severity === 'info');
  const [first] = failed;
  if (!first && info.length === 0) return { rule, passed: {} };
  const failure = first && {
    message: `${first.message}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''}`,
    type: failed.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    text: textOf(failed),
  };
  return { rule, found: { failure, output: info.length > 0 ? { text: textOf(info) } : undefined } };
}

/** A rule without findings passed; where something could not be read it is left out, nobody checked it. */
function suiteOf({ title, rules, rows, unreadable = [] }: Suite) {
  const [fault] = unreadable;
  const checked = new Set([...(fault ? [] : rules), ...rows.map(({ rule }) => rule)]);
  const cases = [...checked].map((id) =>
    caseOf(
      id,
      rows.filter(({ rule }) => rule === id),
    ),
  );
  const failures = cases.filter(({ found }) => found?.failure).length;
  const error = fault && { message: fault.message, type: 'not read', text: textOf(unreadable) };
  const all = error ? [{ rule: 'input', found: { error } }, ...cases] : cases;
  return { title, tests: all.length, failures, errors: error ? 1 : 0, cases: all };
}

/**
 * For CIs and monitors that show tests: a case for each rule, the passed ones too. Errors and warnings are failures, info
 * is output of a passed case, what could not be read is an error. The form is Jenkins' XSD. Times are left out: rules
 * are not timed.
 */
export function junitText(name: string, checked: readonly Suite[]): string {
  const suites = checked.map(suiteOf);
  const sum = (count: 'tests' | 'failures' | 'errors') => suites.reduce((total, suite) => total + suite[count], 0);
  const totals = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors') };
  return rendered(junitTemplate, { name, ...totals, suites }, xml);
}

/** A suite for each file. */
export const junitReporter: Reporter<Report> = (report) =>
  junitText(
    'redis-hostport lint',
    byFile(report).map(({ file, findings, unreadable }) => ({
      title: file,
      rules: report.rules.map(({ id }) => id),
      rows: findings.map((finding) => ({ ...finding, text: wholeText(finding) })),
      unreadable: unreadable.map((entry) => ({ ...entry, text: `${place(entry)}: ${entry.message}` })),
    })),
  );

function wholeText(finding: Finding): string {
  const { severity, message, remedy, document } = finding;
  return [`${place(finding)} ${severity}: ${message}`, origin(document), remedy].filter(Boolean).join('\n');
}
