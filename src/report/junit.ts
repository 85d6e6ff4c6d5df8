import XMLBuilder from 'fast-xml-builder';
import { byFile, type FileReport, origin, place } from './describe.js';
import type { Finding, ReportContext, Reporter, Unreadable } from './finding.js';

/** An element as fast-xml-builder takes it: `@_` names an attribute, `#text` the text, any other key a child. */
interface Element {
  [key: string]: string | number | Element | Element[];
}

/** Everything XML 1.0 cannot carry, not even as a character reference (its production 2, Char). */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

function clean(text: string): string {
  return text.replace(NO_XML_CHARACTER, '\ufffd');
}

function describe(finding: Finding): string {
  const head = `${place(finding)} ${finding.severity}: ${finding.message}`;
  return [head, origin(finding.document), finding.remedy].filter(Boolean).join('\n');
}

function describeAll(findings: readonly Finding[]): string {
  return clean(findings.map(describe).join('\n\n'));
}

/** One failure for all a rule found in a file: GitLab reads only the first of several tests of one name. */
function failureOf(failed: readonly Finding[]): Element {
  const [first] = failed;
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  return {
    '@_message': clean(`${first?.message ?? ''}${others}`),
    '@_type': failed.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    '#text': describeAll(failed),
  };
}

function ruleCase(file: string, rule: string, findings: readonly Finding[]): Element {
  const failed = findings.filter(({ severity }) => severity !== 'info');
  const info = findings.filter(({ severity }) => severity === 'info');
  return {
    '@_classname': clean(file),
    '@_name': rule,
    ...(failed.length > 0 ? { failure: failureOf(failed) } : {}),
    ...(info.length > 0 ? { 'system-out': describeAll(info) } : {}),
  };
}

function unreadableCase(file: string, unreadable: readonly Unreadable[]): Element {
  const text = clean(unreadable.map((entry) => `${place(entry)}: ${entry.message}`).join('\n'));
  const message = clean(unreadable[0]?.message ?? '');
  const error = { '@_message': message, '@_type': 'not read', '#text': text };
  return { '@_classname': clean(file), '@_name': 'input', error };
}

/** A rule without findings passed; in a file that could not be read it is left out, nobody checked it. */
function casesOf(file: string, { findings, unreadable }: FileReport, context: ReportContext): Element[] {
  const rules = new Map<string, Finding[]>();
  if (unreadable.length === 0) for (const { id } of context.rules) rules.set(id, []);
  for (const finding of findings) {
    const found = rules.get(finding.rule);
    if (found) found.push(finding);
    else rules.set(finding.rule, [finding]);
  }
  return [
    ...(unreadable.length > 0 ? [unreadableCase(file, unreadable)] : []),
    ...[...rules].map(([rule, found]) => ruleCase(file, rule, found)),
  ];
}

function totals(cases: readonly Element[]): Element {
  return {
    '@_tests': cases.length,
    '@_failures': cases.filter((entry) => 'failure' in entry).length,
    '@_errors': cases.filter((entry) => 'error' in entry).length,
  };
}

/**
 * For CIs that show tests: a suite for each file and a case for each rule, the passed ones too. Errors and warnings
 * are failures, info is output of a passed case, a file that could not be read is an error. The form is Jenkins'
 * XSD. Times are left out: rules are not timed.
 */
export const junitReporter: Reporter = (report, context) => {
  const suites = [...byFile(report)].map(([file, entry]) => ({ file, cases: casesOf(file, entry, context) }));
  const testsuites: Element = {
    '@_name': 'redis-hostport lint',
    ...totals(suites.flatMap(({ cases }) => cases)),
    testsuite: suites.map(({ file, cases }) => ({ '@_name': clean(file), ...totals(cases), testcase: cases })),
  };
  return `${builder.build({ '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' }, testsuites }).trim()}\n`;
};
