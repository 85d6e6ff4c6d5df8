import XMLBuilder from 'fast-xml-builder';
import type { VerifyFinding } from '../finding.js';
import type { Reporter, Section, Verification } from './report.js';

/** An element as fast-xml-builder takes it: `@_` names an attribute, `#text` the text, any other key a child. */
interface Element {
  [key: string]: string | number | Element | Element[];
}

/** Everything XML 1.0 cannot carry, not even as a character reference (its production 2, Char). */
const NO_XML_CHARACTER = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

const clean = (text: string): string => text.replace(NO_XML_CHARACTER, '\ufffd');

/** For CIs and monitors that show tests: a suite for each release and a case for each check, the passed ones too. */
export const junitReporter: Reporter = (report) => {
  const suites = report.sections.map((section) => ({ section, cases: casesOf(section, report) }));
  const testsuites: Element = {
    '@_name': 'redis-hostport verify',
    ...totals(suites.flatMap(({ cases }) => cases)),
    testsuite: suites.map(({ section, cases }) => ({
      '@_name': clean(section.title),
      ...totals(cases),
      testcase: cases,
    })),
  };
  return `${builder.build({ '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' }, testsuites }).trim()}\n`;
};

function casesOf({ title, checks }: Section, { findings }: Verification): Element[] {
  return checks.map(({ id }) => {
    const found = findings.filter(({ check, release }) => check === id && release === title);
    return {
      '@_classname': clean(title),
      '@_name': id,
      ...(found.length > 0 && { failure: failureOf(found) }),
    };
  });
}

function failureOf(found: readonly VerifyFinding[]): Element {
  const [first] = found;
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  return {
    '@_message': clean(`${first?.message ?? ''}${more}`),
    '@_type': first?.severity ?? 'error',
    '#text': clean(
      found.map(({ message, remedy, commands = [] }) => [message, remedy, ...commands].join('\n')).join('\n\n'),
    ),
  };
}

function totals(cases: readonly Element[]): Element {
  return {
    '@_tests': cases.length,
    '@_failures': cases.filter((entry) => 'failure' in entry).length,
    '@_errors': 0,
  };
}
