import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.js';

/** Real renderings of the chart, kept beside the project; tests that need them are skipped by name where they are absent. */
const FOLDER = inProject('..', 'shared', 'charts');

/** For `{ skip }` of a test: false where the streams are there, else why not. */
export const noCharts: string | false = existsSync(FOLDER)
  ? false
  : 'the folder of real renderings (../shared/charts) is absent';

/** `10.2.0/ext.helm3` and so on, of all chart versions and scenarios. */
export function streamNames(): string[] {
  if (noCharts) return [];
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(FOLDER, name)).map((file) => `${name}/${file.replace(/\.yaml$/, '')}`))
    .sort();
}

/** The bytes Helm sends for one of them. */
export function chartStream(name: string): Buffer {
  return readFileSync(join(FOLDER, `${name}.yaml`));
}
