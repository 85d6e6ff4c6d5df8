import XMLBuilder from 'fast-xml-builder';
import { oneLine } from '../base/text.js';
import { byFile, origin, place } from './describe.js';
import type { Finding, Report, Reporter } from './report.js';

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
type Row = Pick<Finding, 'rule' | 'severity' | 'message'> & { text: string };

// As fast-xml-builder takes elements: `@_` names an attribute, `#text` the text, any other key a child.
const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

/** Everything XML 1.0 cannot carry, not even as a character reference (its production 2, Char). */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** All texts as lines that nothing acts on: logs of a CI show them. */
function textOf(rows: readonly { text: string }[]): string {
  return rows.map(({ text }) => text.split('\n').map(oneLine).join('\n')).join('\n\n');
}

/** One failure for all a rule found in a suite: GitLab reads only the first of several tests of one name. */
function resultOf(rows: readonly Row[]) {
  const failed = rows.filter(({ severity }) => severity !== 'info');
  const info = rows.filter(({ severity }) => severity === 'info');
  const [first] = failed;
  const failure = first && {
    '@_message': `${first.message}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''}`,
    '@_type': failed.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    '#text': textOf(failed),
  };
  return { ...(failure && { failure }), ...(info.length > 0 && { 'system-out': textOf(info) }) };
}

/** A rule without findings passed; where something could not be read it is left out, nobody checked it. */
function casesOf({ title, rules, rows, unreadable = [] }: Suite) {
  const [fault] = unreadable;
  const checked = new Set([...(fault ? [] : rules), ...rows.map(({ rule }) => rule)]);
  const error = fault && { '@_message': fault.message, '@_type': 'not read', '#text': textOf(unreadable) };
  const results = [...checked].map((name) => ({ name, ...resultOf(rows.filter(({ rule }) => rule === name)) }));
  return [...(error ? [{ name: 'input', error }] : []), ...results].map(({ name, ...result }) => {
    return { '@_classname': title, '@_name': name, ...result };
  });
}

/** A list of suites or cases, and how many of the cases came out how. */
function counted(name: string, cases: readonly object[]) {
  const having = (result: string): number => cases.filter((one) => result in one).length;
  return { '@_name': name, '@_tests': cases.length, '@_failures': having('failure'), '@_errors': having('error') };
}

/**
 * For CIs and monitors that show tests: a case for each rule, the passed ones too. Errors and warnings are failures, info
 * is output of a passed case, what could not be read is an error. The form is Jenkins' XSD. Times are left out: rules
 * are not timed.
 */
export function junitText(name: string, suites: readonly Suite[]): string {
  const testsuite = suites.map((suite) => {
    const testcase = casesOf(suite);
    return { ...counted(suite.title, testcase), testcase };
  });
  const all = testsuite.flatMap(({ testcase }) => testcase);
  const xml = {
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    testsuites: { ...counted(name, all), testsuite },
  };
  return `${builder.build(xml).replace(NO_XML_CHARACTER, '\ufffd').trim()}\n`;
}

/** A suite for each file. */
export const junitReporter: Reporter<Report> = (report) => {
  const suites = byFile(report).map(({ file, findings, unreadable }) => ({
    title: file,
    rules: report.rules.map(({ id }) => id),
    rows: findings.map((finding) => {
      const { severity, message, remedy, document } = finding;
      const lines = [`${place(finding)} ${severity}: ${message}`, origin(document), remedy];
      return { ...finding, text: lines.filter(Boolean).join('\n') };
    }),
    unreadable: unreadable.map((entry) => ({ ...entry, text: `${place(entry)}: ${entry.message}` })),
  }));
  return junitText('redis-hostport lint', suites);
};
