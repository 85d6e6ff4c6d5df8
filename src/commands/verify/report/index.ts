import type { Formats } from '../../../report/report.js';
import type { Verification } from './report.js';

/** The formats of what is said about a running release: there is no file, so neither SARIF nor annotations. */
export const VERIFY_FORMATS = {
  text: async () => (await import('./text.js')).verifyText,
  json: async () => (await import('./json.js')).verifyJson,
  junit: async () => (await import('./junit.js')).verifyJunit,
} satisfies Formats<Verification>;
