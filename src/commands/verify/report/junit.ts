import { junitText } from '../../../report/junit.js';
import type { Reporter } from '../../../report/report.js';
import type { Verification } from '../verify.js';
import { byCause } from './causes.js';

/** A suite for each release, or list of servers. */
export const verifyJunit: Reporter<Verification> = ({ sections }) =>
  junitText(
    'redis-hostport verify',
    sections.map(({ title, checks, findings }) => ({
      title,
      rules: checks,
      rows: byCause(findings).map(({ finding: { check, severity, message, remedy }, also, commands }) => ({
        rule: check,
        severity,
        message,
        text: [message, ...(also ? [also] : []), remedy, ...commands].join('\n'),
      })),
    })),
  );
