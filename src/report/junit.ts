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

/** A test case of templates/junit.xml. */
interface Case {
  rule: string;
  error?: { message: string; type: string; text: string };
  failure?: Case['error'];
  output?: { text: string };
}

/** All texts as lines that nothing acts on: logs of a CI show them. */
function textOf(rows: readonly { text: string }[]): string {
  return rows.map(({ text }) => text.split('\n').map(oneLine).join('\n')).join('\n\n');
}

/** One failure for all a rule found in a suite: GitLab reads only the first of several tests of one name. */
function caseOf(rule: string, rows: readonly Row[]): Case {
  const failed = rows.filter(({ severity }) => severity !== 'info');
  const info = rows.filter(({ severity }) => severity === 'info');
  const [first] = failed;
  const failure = first && {
    message: `${first.message}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''}`,
    type: failed.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    text: textOf(failed),
  };
  return { rule, ...(failure && { failure }), ...(info.length > 0 && { output: { text: textOf(info) } }) };
}

/** A rule without findings passed; where something could not be read it is left out, nobody checked it. */
function casesOf({ rules, rows, unreadable = [] }: Suite): Case[] {
  const [fault] = unreadable;
  const checked = new Set([...(fault ? [] : rules), ...rows.map(({ rule }) => rule)]);
  const cases = [...checked].map((id) =>
    caseOf(
      id,
      rows.filter(({ rule }) => rule === id),
    ),
  );
  if (!fault) return cases;
  return [{ rule: 'input', error: { message: fault.message, type: 'not read', text: textOf(unreadable) } }, ...cases];
}

/** The cases with how many there are, as tests and test suites have it. */
function counted(cases: readonly Case[]) {
  const failures = cases.filter(({ failure }) => failure).length;
  const errors = cases.filter(({ error }) => error).length;
  return { tests: cases.length, failures, errors };
}

/**
 * For CIs and monitors that show tests: a case for each rule, the passed ones too. Errors and warnings are failures, info
 * is output of a passed case, what could not be read is an error. The form is Jenkins' XSD. Times are left out: rules
 * are not timed.
 */
export function junitText(name: string, suites: readonly Suite[]): string {
  const all = suites.map((suite) => ({ title: suite.title, cases: casesOf(suite) }));
  const view = {
    ...{ name, ...counted(all.flatMap(({ cases }) => cases)) },
    suites: all.map(({ title, cases }) => ({
      ...{ title, ...counted(cases) },
      cases: cases.map(({ rule, ...found }) => ({ rule, [Object.keys(found).length > 0 ? 'found' : 'passed']: found })),
    })),
  };
  return rendered(junitTemplate, view, xml);
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
