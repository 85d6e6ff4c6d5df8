import XMLBuilder from 'fast-xml-builder';
import { oneLine } from '../base/text.js';
import { byFile, origin, place } from './describe.js';
import type { Finding, Report, Reporter } from './report.js';

/** What was checked in one file, or of one release: the rules, the passed ones too, and what they found. */
interface Suite {
  title: string;
  rules: readonly string[];
  rows: readonly Row[];
}

/** One finding, or why nothing could be checked: the first line of it, and all of it. */
type Row = Pick<Finding, 'rule' | 'message'> & { severity: Finding['severity'] | 'not read'; text: string };

const NOT_READ = { rule: 'input', severity: 'not read' } as const;

// As fast-xml-builder takes elements: `@_` names an attribute, `#text` the text, any other key a child.
const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

/** Everything XML 1.0 cannot carry, not even as a character reference (its production 2, Char). */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** All texts as lines that nothing acts on: logs of a CI show them. */
function textOf(rows: readonly Row[]): string {
  return rows.map(({ text }) => text.split('\n').map(oneLine).join('\n')).join('\n\n');
}

/** Those of a rule's rows that went wrong, as one element: GitLab reads only the first of several tests of one name. */
function element(name: 'failure' | 'error', all: readonly Row[], types: readonly Row['severity'][]) {
  const rows = all.filter(({ severity }) => types.includes(severity));
  const [first, ...others] = rows;
  if (!first) return {};
  const message = others.length > 0 ? `${first.message} (and ${others.length} more)` : first.message;
  const type = types.find((one) => rows.some(({ severity }) => severity === one));
  return { [name]: { '@_message': message, '@_type': type, '#text': textOf(rows) } };
}

/** A rule without findings passed; where something could not be read it is left out, nobody checked it. */
function suiteOf({ title, rules, rows }: Suite) {
  const isRead = rows.every(({ severity }) => severity !== NOT_READ.severity);
  const names = new Set([...(isRead ? rules : []), ...rows.map(({ rule }) => rule)]);
  const testcase = Array.from(names, (name) => {
    const own = rows.filter(({ rule }) => rule === name);
    const info = own.filter(({ severity }) => severity === 'info');
    return {
      '@_classname': title,
      '@_name': name,
      ...element('error', own, [NOT_READ.severity]),
      ...element('failure', own, ['error', 'warning']),
      ...(info.length > 0 && { 'system-out': textOf(info) }),
    };
  });
  return { ...counted(title, testcase), testcase };
}

/** A list of suites or cases, and how many of the cases came out how. */
function counted(name: string, cases: readonly object[]) {
  const having = (result: string): number => cases.filter((one) => result in one).length;
  return { '@_name': name, '@_tests': cases.length, '@_failures': having('failure'), '@_errors': having('error') };
}

/**
 * For CIs and monitors that show tests: errors and warnings are failures, info is output of a passed case, what could not be
 * read is an error. The form is Jenkins' XSD, without times.
 */
export function junitText(name: string, suites: readonly Suite[]): string {
  const testsuite = suites.map(suiteOf);
  const all = testsuite.flatMap(({ testcase }) => testcase);
  const xml = {
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    testsuites: { ...counted(name, all), testsuite },
  };
  return `${builder.build(xml).replace(NO_XML_CHARACTER, '\ufffd').trim()}\n`;
}

export const junitReporter: Reporter<Report> = (report) => {
  const rules = report.rules.map(({ id }) => id);
  const suites = byFile(report).map(({ file, findings, unreadable }) => {
    const unread = unreadable.map((one) => ({ ...one, ...NOT_READ, text: `${place(one)}: ${one.message}` }));
    const rows = findings.map((one) => {
      const lines = [`${place(one)} ${one.severity}: ${one.message}`, origin(one.document), one.remedy];
      return { ...one, text: lines.filter(Boolean).join('\n') };
    });
    return { title: file, rules, rows: [...unread, ...rows] };
  });
  return junitText('redis-hostport lint', suites);
};
