import { dirname } from 'node:path';
import { HostportError } from '../../base/errors.js';
import { groupBy } from '../../base/util.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { count } from '../../report/describe.js';
import { FILE_FORMATS } from '../../report/formats.js';
import { type Finding, type Report, STDIN, type Unreadable } from '../../report/report.js';
import type { CommandContext, ContextOf } from '../command.js';
import { readStream } from '../input.js';
import { isFailing, writeReports } from '../output.js';
import { type ConfiguredLint, configuredLint, lintManifests, objectsOf } from './lint.js';

export async function runLint(context: ContextOf<'lint'>): Promise<number> {
  const report = await lintFiles(context, configuredLint(context.sources));
  await writeReports(context, async (format, about) => (await FILE_FORMATS[format]())(report, about));
  if (report.unreadable.length > 0) return 2;
  return isFailing(context, count(report)) ? 1 : 0;
}

/** Files that make one release are one stream; what is in others does not clash with what is in them. */
async function lintFiles(context: CommandContext, configured: ConfiguredLint): Promise<Report> {
  const named = context.positionals.length > 0 ? context.positionals : ['-'];
  const files = [...new Set(named)].map((file) => (file === '-' ? STDIN : file));
  const unreadable: Unreadable[] = [];
  const read: LintedFile[] = [];
  for (const file of files) {
    try {
      read.push(lintedFile(file, objectsOf(await readStream(context, file === STDIN ? '-' : file))));
    } catch (error) {
      unreadable.push(unreadableBy(error, file));
    }
  }
  const findings = streamsOf(read).flatMap((stream) => lintTogether(stream, configured, unreadable));
  const byFile = (one: { file: string }, other: { file: string }) =>
    files.indexOf(one.file) - files.indexOf(other.file);
  return { findings: findings.sort(byFile), unreadable: unreadable.sort(byFile), files, rules: configured.rules };
}

/** @param unreadable gets the files that cannot be parsed, without which the others are checked */
function lintTogether(files: readonly LintedFile[], configured: ConfiguredLint, unreadable: Unreadable[]): Finding[] {
  const [first] = files;
  if (!first) return [];
  const manifests = files.flatMap((one) => one.manifests);
  try {
    return lintManifests(manifests, configured, first.folder !== undefined);
  } catch (error) {
    const fault = unreadableBy(error, first.file);
    unreadable.push(fault);
    const others = files.filter(({ file }) => file !== fault.file);
    return lintTogether(others, configured, unreadable);
  }
}

function unreadableBy(error: unknown, file: string): Unreadable {
  if (!(error instanceof HostportError) || error.code !== 'input') throw error;
  return { file, message: error.message, ...error.position };
}

type LintedFile = ReturnType<typeof lintedFile>;

/**
 * A file, and the folder below which other parts of the release may lie where it holds one object, or what one template of a
 * chart makes. In that of `--output-dir` it is named as its template (`# Source:`).
 */
function lintedFile(file: string, manifests: readonly Manifest[]) {
  const objects = manifests.filter(({ kind }) => kind !== '');
  const [template, ...others] = new Set(objects.map((one) => one.template));
  const isOne = objects.length === 1 || (template !== undefined && others.length === 0);
  if (file === STDIN || !isOne) return { file, manifests, folder: undefined };
  const path = file.replaceAll('\\', '/');
  const isNamed = template !== undefined && path.endsWith(`/${template}`);
  return { file, manifests, folder: isNamed ? path.slice(0, -template.length - 1) : dirname(path) };
}

/**
 * What is to be linted as one stream: the parts below one folder, into which `helm template --output-dir` and people split a
 * release. Files that hold the same object, as those of staging and production do, are streams of their own.
 */
function streamsOf(files: readonly LintedFile[]): LintedFile[][] {
  const groups = groupBy(files, ({ file, folder }) => folder ?? file);
  return [...groups.values()].flatMap((group) => {
    const objects = group.flatMap(({ manifests }) => manifests.filter(({ kind }) => kind !== ''));
    const ids = new Set(objects.map((one) => [one.group, one.kind, one.namespace, one.name].join('/')));
    return ids.size < objects.length ? group.map((file) => [file]) : [group];
  });
}
