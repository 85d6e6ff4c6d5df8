import { oneLine } from '../base/visible.js';
import { byFile, closing, count, type FileReport, origin } from './describe.js';
import { excerptOf } from './excerpt.js';
import { type Entry, type EntryLayout, entryLines, indentOf, painter, STYLES } from './print.js';
import type { Finding, Report, ReportContext, Reporter, Unreadable } from './report.js';

/** Columns of an excerpt with its indentation: what a terminal has at least. */
const EXCERPT_COLUMNS = 80;

function findingEntry(finding: Finding, layout: EntryLayout): Entry {
  const { severity, message, rule, remedy } = finding;
  const from = origin(finding.document);
  return {
    severity,
    message,
    rule,
    remedy,
    place: placeIn(finding),
    about: from && layout.paint('dim', from),
    excerpt: excerptLines(finding, layout),
  };
}

const placeIn = ({ line, column }: Pick<Unreadable, 'line' | 'column'>): string =>
  [line, column].filter((part) => part !== undefined).join(':');

const widest = (width: number, finding: Finding): number => Math.max(width, placeIn(finding).length);

function excerptLines(finding: Finding, layout: EntryLayout): string[] {
  const { excerpt, line, column, endLine, endColumn, severity } = finding;
  if (!excerpt) return [];
  const width = Math.min(layout.columns ?? EXCERPT_COLUMNS, EXCERPT_COLUMNS) - indentOf(layout) - 2;
  const { text, marks } = excerptOf(excerpt, column, endLine > line ? undefined : endColumn, Math.max(width, 8));
  return [`| ${text}`, `| ${layout.paint(STYLES[severity], marks)}`];
}

function unreadableEntry(unreadable: Unreadable): Entry {
  return { severity: 'error', label: 'not read', place: placeIn(unreadable), message: unreadable.message };
}

function fileLines({ file, findings, unreadable }: FileReport, { color, columns }: ReportContext): string[] {
  if (findings.length + unreadable.length === 0) return [];
  const paint = painter(color);
  const sorted = findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const layout = { paint, place: findings.reduce(widest, 3), columns };
  const entries = [...unreadable.map(unreadableEntry), ...sorted.map((finding) => findingEntry(finding, layout))];
  return [paint(['underline', 'bold'], oneLine(file)), ...entries.flatMap((entry) => entryLines(entry, layout))];
}

/**
 * For a person: grouped by file, each finding with an excerpt of at most 80 columns and marks under its place, the
 * object and its chart template, the remedy; a closing count. ANSI colours only where `context.color` says so.
 */
export const textReporter: Reporter<Report> = (report, context) => {
  const { error, warning } = count(report);
  const style = error + report.unreadable.length > 0 ? 'red' : warning > 0 ? 'yellow' : 'green';
  const last = painter(context.color)([style, 'bold'], closing(report));
  return `${[...byFile(report).flatMap((file) => fileLines(file, context)), last].join('\n')}\n`;
};
