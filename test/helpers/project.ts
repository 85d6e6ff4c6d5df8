import { join } from 'node:path';

/** The project's folder. */
const PROJECT = join(import.meta.dirname, '..', '..');

/** A path in the project: `inProject('docs', 'verify.md')`. */
export function inProject(...path: string[]): string {
  return join(PROJECT, ...path);
}
