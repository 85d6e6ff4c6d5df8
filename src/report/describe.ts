import { isAbsolute, relative, resolve, sep } from 'node:path';
import { oneLine, plural } from '../base/text.js';
import type { Finding, Report, ReportContext } from './report.js';

/** The number of files looked at and of findings by severity. */
export function count({ findings, files }: Report) {
  const counts = { files: files.length, error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** The report by file, in the order of `report.files`; findings keep their order. */
export function byFile({ files, findings, unreadable }: Report) {
  return files.map((file) => ({
    file,
    findings: findings.filter((one) => one.file === file),
    unreadable: unreadable.filter((one) => one.file === file),
  }));
}

/** The closing line, for example `2 errors, 1 warning in 1 file`; says so where there is nothing. */
export function closing(report: Report): string {
  const { files, error, warning, info } = count(report);
  const words = [plural(error, 'error'), plural(warning, 'warning'), plural(info, 'info', 'info')];
  const found = words.filter((text) => !text.startsWith('0 '));
  const unreadable = new Set(report.unreadable.map(({ file }) => file)).size;
  const missed = unreadable === 0 ? '' : `; ${plural(unreadable, 'file')} could not be read`;
  return `${found.join(', ') || 'no findings'} in ${plural(files, 'file')}${missed}`;
}

/** `file:line:column`, as far as it is known. */
export function place(at: { file?: string; line?: number | undefined; column?: number | undefined }): string {
  return oneLine([at.file, at.line, at.column].filter((part) => part !== undefined).join(':'));
}

/** Which object it is about and the chart template it was rendered from; empty where it is about the whole stream. */
export function origin({ kind, name, template }: Finding['document']): string {
  const object = `${kind} ${name}`.trim();
  return oneLine([object, template && `from ${template}`].filter(Boolean).join(', '));
}

/** A file relative to `root`, with `/` between folders, or absolute where it lies elsewhere. Not for standard input. */
export function fromRoot(file: string, { cwd, root }: ReportContext): string {
  const absolute = resolve(cwd, file);
  const path = relative(root, absolute);
  const outside = path === '' || path.split(sep)[0] === '..' || isAbsolute(path);
  return outside ? absolute : path.split(sep).join('/');
}
