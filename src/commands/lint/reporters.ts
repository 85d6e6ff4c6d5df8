import type { Reporter } from '../../report/finding.js';

/** What `--format` takes, the default first. */
export const FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;

/** One of `FORMATS`. */
export type Format = (typeof FORMATS)[number];

/** Each format's reporter, imported when it is asked for: nobody pays at start for a library of another format. */
export const reporters: Record<Format, () => Promise<Reporter>> = {
  text: async () => (await import('../../report/text.js')).textReporter,
  json: async () => (await import('../../report/json.js')).jsonReporter,
  sarif: async () => (await import('../../report/sarif.js')).sarifReporter,
  junit: async () => (await import('../../report/junit.js')).junitReporter,
  github: async () => (await import('../../report/github.js')).githubReporter,
};
