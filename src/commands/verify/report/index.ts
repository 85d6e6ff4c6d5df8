import type { Formats } from '../../../report/report.js';
import type { Verification } from '../verify.js';
import { byCause, verifyText } from './text.js';

/** The formats of what is said about a running release: there is no file, so neither SARIF nor annotations. */
export const VERIFY_FORMATS = {
  text: async () => verifyText,
  // For programs: the shape is `schemas/verify-report.schema.json`.
  json: async () => {
    return ({ sections: _, ...report }: Verification) => `${JSON.stringify(report, null, 2)}\n`;
  },
  junit: async () => {
    const { junitText } = await import('../../../report/junit.js');
    return ({ sections }: Verification) => junitText('redis-hostport verify', sections.map(suiteOf));
  },
} satisfies Formats<Verification>;

/** A suite for each release, or list of servers. */
function suiteOf({ title, checks, findings }: Verification['sections'][number]) {
  const rows = byCause(findings).map(({ check, severity, message, also, remedy, commands }) => {
    const text = [message, ...(also === undefined ? [] : [also]), remedy, ...commands].join('\n');
    return { rule: check, severity, message, text };
  });
  return { title, rules: checks, rows };
}
