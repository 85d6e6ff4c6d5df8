import { dirname } from 'node:path';
import { groupBy } from '../../base/group-by.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { STDIN } from '../../report/report.js';

/** A file of the command line. */
export interface LintedFile {
  file: string;
  manifests: readonly Manifest[];
  /** Of a file that may be a part of a release only: below which folder the other parts lie. */
  folder: string | undefined;
}

/**
 * A file that holds what one template of a chart makes, or one object, is a part. In the folder of `--output-dir` it is
 * named as its template (`# Source:`).
 *
 * @throws HostportError `input` where a document's head cannot be read
 */
export function lintedFile(file: string, manifests: readonly Manifest[]): LintedFile {
  const objects = manifests.filter(({ kind }) => kind !== '');
  const templates = new Set(objects.map(({ template }) => template));
  const [template] = templates;
  const isPart = file !== STDIN && (objects.length === 1 || (templates.size === 1 && template !== undefined));
  const path = file.replaceAll('\\', '/');
  const isNamed = template !== undefined && path.endsWith(`/${template}`);
  const folder = isNamed ? path.slice(0, -template.length - 1) : dirname(path);
  return { file, manifests, folder: isPart ? folder : undefined };
}

/**
 * What is to be linted as one stream: `helm template --output-dir` writes a file for each template, below one folder, and
 * people split what it prints in the same way. A file with more in it is a stream of its own, and so are files that hold
 * the same object, as those of staging and production do.
 */
export function lintedStreams(files: readonly LintedFile[]): LintedFile[][] {
  const parts = files.filter(({ folder }) => folder !== undefined);
  const joined = [...groupBy(parts, ({ folder }) => String(folder)).values()].filter((group) => !haveSameObject(group));
  const done = new Set(joined.flat());
  return [...joined, ...files.filter((file) => !done.has(file)).map((file) => [file])];
}

function haveSameObject(files: readonly LintedFile[]): boolean {
  const objects = files
    .flatMap(({ manifests }) => manifests.filter(({ kind }) => kind !== ''))
    .map(({ group, kind, namespace, name }) => JSON.stringify([group, kind, namespace, name]));
  return new Set(objects).size < objects.length;
}
