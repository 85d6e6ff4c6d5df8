import type { Formats } from '../../../report/report.js';
import type { Verification } from '../verify.js';

/** The formats of what is said about a running release: there is no file, so neither SARIF nor annotations. */
export const VERIFY_FORMATS = {
  text: async () => (await import('./text.js')).verifyText,
  // For programs: the shape is `schemas/verify-report.schema.json`.
  json: async () => {
    return ({ sections: _, ...report }: Verification) => `${JSON.stringify(report, null, 2)}\n`;
  },
  junit: async () => (await import('./junit.js')).verifyJunit,
} satisfies Formats<Verification>;
