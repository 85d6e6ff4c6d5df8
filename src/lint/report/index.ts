import type { Reporter } from '../finding.js';

/** What `--format` takes, the default first. */
export const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;

/** One of `FORMATS`. */
export type Format = (typeof FORMATS)[number];

/** Each format's reporter, imported when it is asked for: nobody pays at start for a library of another format. */
export const reporters: Record<Format, () => Promise<Reporter>> = {
  text: async () => (await import('./text.js')).textReporter,
  json: async () => (await import('./json.js')).jsonReporter,
  sarif: async () => (await import('./sarif.js')).sarifReporter,
  junit: async () => (await import('./junit.js')).junitReporter,
  github: async () => (await import('./github.js')).githubReporter,
};
