import { oneLine } from '../base/text.js';
import { byFile, closing, count, origin, place } from './describe.js';
import { excerptOf } from './excerpt.js';
import { type EntryLayout, entryLines, indentOf, painter, STYLES } from './print.js';
import type { Finding, Report, Reporter } from './report.js';

/** Columns of an excerpt with its indentation: what a terminal has at least. */
const EXCERPT_COLUMNS = 80;

function excerptLines(finding: Finding, layout: EntryLayout): string[] {
  const { excerpt, line, column, endLine, endColumn, severity } = finding;
  if (!excerpt) return [];
  const width = Math.min(layout.columns ?? EXCERPT_COLUMNS, EXCERPT_COLUMNS) - indentOf(layout) - 2;
  const { text, marks } = excerptOf(excerpt, column, endLine > line ? undefined : endColumn, Math.max(width, 8));
  return [`| ${text}`, `| ${layout.paint(STYLES[severity], marks)}`];
}

/** `line:column`, below the name of the file. */
const placeIn = ({ line, column }: { line?: number; column?: number }): string => place({ line, column });

/**
 * For a person: grouped by file, each finding with an excerpt of at most 80 columns and marks under its place, the
 * object and its chart template, the remedy; a closing count. ANSI colours only where `context.color` says so.
 */
export const textReporter: Reporter<Report> = (report, { color, columns }) => {
  const paint = painter(color);
  const { error, warning } = count(report);
  const style = error + report.unreadable.length > 0 ? 'red' : warning > 0 ? 'yellow' : 'green';
  const files = byFile(report).filter(({ findings, unreadable }) => findings.length + unreadable.length > 0);
  const lines = files.flatMap(({ file, findings, unreadable }) => {
    const widest = findings.reduce((width, finding) => Math.max(width, placeIn(finding).length), 3);
    const layout = { paint, place: widest, columns };
    const entries = [
      ...unreadable.map((one) => ({ ...one, severity: 'error' as const, label: 'not read', place: placeIn(one) })),
      ...findings.map((finding) => {
        const from = origin(finding.document);
        const about = from && paint('dim', from);
        return { ...finding, place: placeIn(finding), about, excerpt: excerptLines(finding, layout) };
      }),
    ];
    return [paint(['underline', 'bold'], oneLine(file)), ...entries.flatMap((entry) => entryLines(entry, layout))];
  });
  return `${[...lines, paint([style, 'bold'], closing(report))].join('\n')}\n`;
};
