import type { Formats, Report } from './report.js';

/** The formats of findings that have a place in a file. */
export const FILE_FORMATS = {
  text: async () => (await import('./text.js')).textReporter,
  json: async () => (await import('./json.js')).jsonReporter,
  sarif: async () => (await import('./sarif.js')).sarifReporter,
  junit: async () => (await import('./junit.js')).junitReporter,
  github: async () => (await import('./github.js')).githubReporter,
} satisfies Formats<Report>;
