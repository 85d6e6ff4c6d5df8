import { isAbsolute, relative, resolve, sep } from 'node:path';
import { oneLine } from '../base/visible.js';
import { plural } from '../base/words.js';
import type { Finding, Severity } from './finding.js';
import type { Report, ReportContext, Unreadable } from './report.js';

/** What the report counts. */
export interface Counts extends Record<Severity, number> {
  files: number;
}

/** The number of files looked at and of findings by severity. */
export function count(report: Report): Counts {
  const counts: Counts = { files: report.files.length, error: 0, warning: 0, info: 0 };
  for (const finding of report.findings) counts[finding.severity] += 1;
  return counts;
}

/** What the report says of one file. */
export interface FileReport {
  findings: Finding[];
  unreadable: Unreadable[];
}

/** The report by file, in the order of `report.files`; findings keep their order. */
export function byFile(report: Report): Map<string, FileReport> {
  const files = new Map<string, FileReport>(report.files.map((file) => [file, { findings: [], unreadable: [] }]));
  const of = (file: string) => {
    const entry = files.get(file) ?? { findings: [], unreadable: [] };
    files.set(file, entry);
    return entry;
  };
  for (const finding of report.findings) of(finding.file).findings.push(finding);
  for (const unreadable of report.unreadable) of(unreadable.file).unreadable.push(unreadable);
  return files;
}

/** The closing line, for example `2 errors, 1 warning in 1 file`; says so where there is nothing. */
export function closing(report: Report): string {
  const { files, error, warning, info } = count(report);
  const found = [
    ...(error > 0 ? [plural(error, 'error')] : []),
    ...(warning > 0 ? [plural(warning, 'warning')] : []),
    ...(info > 0 ? [plural(info, 'info', 'info')] : []),
  ];
  const unreadable = new Set(report.unreadable.map(({ file }) => file)).size;
  const missed = unreadable === 0 ? '' : `; ${plural(unreadable, 'file')} could not be read`;
  return `${found.join(', ') || 'no findings'} in ${plural(files, 'file')}${missed}`;
}

/** Where a finding or an unreadable place is: `file:line:column`, as far as it is known. */
export function place(at: { file: string; line?: number; column?: number }): string {
  return oneLine([at.file, at.line, at.column].filter((part) => part !== undefined).join(':'));
}

/** Which object it is about and the chart template it was rendered from; empty where it is about the whole stream. */
export function origin({ kind, name, template }: Finding['document']): string {
  const object = `${kind} ${name}`.trim();
  return oneLine([object, template && `from ${template}`].filter(Boolean).join(', '));
}

/**
 * A file name relative to `context.root` with `/` between folders, or absolute where the file lies elsewhere.
 * Not for standard input, which is no file.
 */
export function fromRoot(file: string, context: ReportContext): string {
  const absolute = resolve(context.cwd, file);
  const path = relative(context.root, absolute);
  const outside = path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return outside ? absolute : path.split(sep).join('/');
}
