import XMLBuilder from 'fast-xml-builder';
import { oneLine } from '../base/visible.js';
import { byFile, origin, place } from './describe.js';
import type { Finding, Severity } from './finding.js';
import type { Report, Reporter } from './report.js';

/** An element as fast-xml-builder takes it: `@_` names an attribute, `#text` the text, any other key a child. */
interface Element {
  [key: string]: string | number | Element | Element[];
}

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

/** Everything XML 1.0 cannot carry, not even as a character reference (its production 2, Char). */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

const clean = (text: string): string => text.replace(NO_XML_CHARACTER, '\ufffd');

/** All texts as lines that nothing acts on: logs of a CI show them. */
function textOf(rows: readonly { text: string }[]): string {
  return clean(rows.map(({ text }) => text.split('\n').map(oneLine).join('\n')).join('\n\n'));
}

/** One failure for all a rule found in a suite: GitLab reads only the first of several tests of one name. */
function resultOf(rows: readonly Row[]): Element {
  const failed = rows.filter(({ severity }) => severity !== 'info');
  const info = rows.filter(({ severity }) => severity === 'info');
  const [first] = failed;
  const failure = first && {
    '@_message': clean(`${first.message}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''}`),
    '@_type': failed.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    '#text': textOf(failed),
  };
  return { ...(failure && { failure }), ...(info.length > 0 && { 'system-out': textOf(info) }) };
}

/** A rule without findings passed; where something could not be read it is left out, nobody checked it. */
function casesOf({ title, rules, rows, unreadable = [] }: Suite): Element[] {
  const [fault] = unreadable;
  const checked = new Set([...(fault ? [] : rules), ...rows.map(({ rule }) => rule)]);
  const results: [name: string, result: Element][] = [...checked].map((name) => [
    name,
    resultOf(rows.filter(({ rule }) => rule === name)),
  ]);
  if (fault) {
    const error = { '@_message': clean(fault.message), '@_type': 'not read', '#text': textOf(unreadable) };
    results.unshift(['input', { error }]);
  }
  return results.map(([name, result]) => ({ '@_classname': clean(title), '@_name': name, ...result }));
}

function totals(cases: readonly Element[]): Element {
  return {
    '@_tests': cases.length,
    '@_failures': cases.filter((entry) => 'failure' in entry).length,
    '@_errors': cases.filter((entry) => 'error' in entry).length,
  };
}

/**
 * For CIs and monitors that show tests: a case for each rule, the passed ones too. Errors and warnings are failures, info
 * is output of a passed case, what could not be read is an error. The form is Jenkins' XSD. Times are left out: rules
 * are not timed.
 */
export function junitText(name: string, suites: readonly Suite[]): string {
  const all = suites.map((suite) => ({ title: suite.title, cases: casesOf(suite) }));
  const testsuites: Element = {
    '@_name': name,
    ...totals(all.flatMap(({ cases }) => cases)),
    testsuite: all.map(({ title, cases }) => ({ '@_name': clean(title), ...totals(cases), testcase: cases })),
  };
  return `${builder.build({ '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' }, testsuites }).trim()}\n`;
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
