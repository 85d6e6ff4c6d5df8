import type { Reporter } from './report.js';

/** What `--format` takes, the default first. */
export const FORMATS = ['text', 'json', 'junit'] as const;

/** Each format's reporter, imported when it is asked for. */
export const reporters: Record<(typeof FORMATS)[number], () => Promise<Reporter>> = {
  text: async () => (await import('./text.js')).textReporter,
  json: async () => (await import('./json.js')).jsonReporter,
  junit: async () => (await import('./junit.js')).junitReporter,
};
