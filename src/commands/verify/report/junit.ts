import { junitText, type Row } from '../../../report/junit.js';
import type { Reporter } from '../../../report/report.js';
import { byCause, type Cause } from './causes.js';
import type { Verification } from './report.js';

/** A suite for each release, or list of servers. */
export const verifyJunit: Reporter<Verification> = ({ sections, findings }) =>
  junitText(
    'redis-hostport verify',
    sections.map(({ title, checks }) => ({
      title,
      rules: checks.map(({ id }) => id),
      rows: byCause(findings.filter(({ release }) => release === title)).map(rowOf),
    })),
  );

function rowOf({ finding: { check, severity, message, remedy }, also, commands }: Cause): Row {
  return { rule: check, severity, message, text: [message, ...(also ? [also] : []), remedy, ...commands].join('\n') };
}
