import { oneLine } from '../base/visible.js';
import { byFile, closing, count, type FileReport, origin } from './describe.js';
import { type Entry, type EntryLayout, entryLines, indentOf, paragraph, STYLES } from './entry.js';
import { excerptOf } from './excerpt.js';
import type { Finding } from './finding.js';
import type { Report, ReportContext, Reporter, Unreadable } from './report.js';
import { type Paint, painter } from './style.js';

/** Columns of an excerpt with its indentation: what a terminal has at least. */
const EXCERPT_COLUMNS = 80;

function findingEntry(finding: Finding, layout: EntryLayout): Entry {
  const { severity, message, rule, remedy, line, column } = finding;
  const from = origin(finding.document);
  const about = from ? paragraph('', 0, layout.paint('dim', from), columnsBelow(layout)) : [];
  return {
    severity,
    place: `${line}:${column}`,
    message,
    rule,
    below: [...about, ...excerptLines(finding, layout)],
    remedy,
  };
}

function columnsBelow(layout: EntryLayout): number | undefined {
  return layout.columns === undefined ? undefined : layout.columns - indentOf(layout);
}

function excerptLines(finding: Finding, layout: EntryLayout): string[] {
  const { excerpt, line, column, endLine, endColumn, severity } = finding;
  if (!excerpt) return [];
  const width = Math.min(layout.columns ?? EXCERPT_COLUMNS, EXCERPT_COLUMNS) - indentOf(layout) - 2;
  const { text, marks } = excerptOf(excerpt, column, endLine > line ? undefined : endColumn, Math.max(width, 8));
  return [`| ${text}`, `| ${layout.paint(STYLES[severity], marks)}`];
}

function unreadableEntry({ line, column, message }: Unreadable): Entry {
  const place = [line, column].filter((part) => part !== undefined).join(':');
  return { severity: 'error', label: 'not read', place, message };
}

function fileLines(file: string, { findings, unreadable }: FileReport, paint: Paint, columns: number | undefined) {
  if (findings.length + unreadable.length === 0) return [];
  const sorted = findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const place = findings.reduce((width, { line, column }) => Math.max(width, `${line}:${column}`.length), 3);
  const layout = { paint, place, columns };
  return [
    paint(['underline', 'bold'], oneLine(file)),
    ...[...unreadable.map(unreadableEntry), ...sorted.map((finding) => findingEntry(finding, layout))].flatMap(
      (entry) => entryLines(entry, layout),
    ),
  ];
}

/**
 * For a person: grouped by file, each finding with an excerpt of at most 80 columns and marks under its place, the
 * object and its chart template, the remedy; a closing count. ANSI colours only where `context.color` says so.
 */
export const textReporter: Reporter<Report> = (report, { color, columns }: ReportContext) => {
  const paint = painter(color);
  const lines = [...byFile(report)].flatMap(([file, entry]) => fileLines(file, entry, paint, columns));
  const { error, warning } = count(report);
  const style = error + report.unreadable.length > 0 ? 'red' : warning > 0 ? 'yellow' : 'green';
  return `${[...lines, paint([style, 'bold'], closing(report))].join('\n')}\n`;
};
