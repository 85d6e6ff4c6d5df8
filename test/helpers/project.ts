import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The project's folder: the tests of a whole run are bundled into a folder of it. */
const PROJECT = withPackage(import.meta.dirname);

function withPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : withPackage(dirname(folder));
}

/** A path in the project: `inProject('docs', 'verify.md')`. */
export function inProject(...path: string[]): string {
  return join(PROJECT, ...path);
}
