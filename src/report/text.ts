import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { oneLine } from '../base/text.js';
import { byFile, closing, count, origin, place } from './describe.js';
import { excerptOf } from './excerpt.js';
import type { Finding, Report, Reporter } from './report.js';

type Style = Parameters<typeof styleText>[0];

/** Colours a piece of text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Whether to colour is the caller's decision (`useColor`), not one about this process' standard output. */
export function painter(color: boolean): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

/** The layout of several entries: the columns of the widest place, 0 without places, and of the terminal where one is known. */
export interface EntryLayout {
  paint: Paint;
  place: number;
  columns: number | undefined;
}

interface Entry {
  severity: keyof typeof STYLES;
  place?: string;
  message: string;
  rule?: string;
  /** What it is about, below the message. */
  about?: string | undefined;
  excerpt?: readonly string[];
  remedy?: string;
  /** Not wrapped, so that they can be copied. */
  commands?: readonly string[] | undefined;
}

const STYLES = { error: 'red', warning: 'yellow', info: 'blue', 'not read': 'red' } as const;
const SEVERITY_COLUMNS = 'warning'.length;

/** Where the text below an entry's first line begins. */
const indentOf = ({ place }: EntryLayout): number => (place > 0 ? place + 4 : SEVERITY_COLUMNS + 4);

/** With an empty line at its end. */
export function entryLines(entry: Entry, layout: EntryLayout): string[] {
  const { severity, place = '', message, rule, about, excerpt = [], remedy, commands = [] } = entry;
  const { paint, columns } = layout;
  const indent = ' '.repeat(indentOf(layout));
  const below = (text: string | undefined) => (text ? paragraph(indent, indent.length, text, columns) : []);
  const at = layout.place > 0 ? `${place.padStart(layout.place)}  ` : '';
  const lead = `  ${at}${paint([STYLES[severity], 'bold'], severity.padEnd(SEVERITY_COLUMNS))}  `;
  const hang = 4 + at.length + Math.max(SEVERITY_COLUMNS, severity.length);
  return [
    ...paragraph(lead, hang, oneLine(message) + (rule ? `  ${paint('dim', rule)}` : ''), columns),
    ...below(about),
    ...excerpt.map((line) => indent + line),
    ...below(remedy && `${paint('bold', 'Fix:')} ${oneLine(remedy)}`),
    ...commands.map((command) => `${indent}  ${oneLine(command)}`),
    '',
  ];
}

/** One paragraph after `lead`, continued below its first character where a terminal's width is known. */
export function paragraph(lead: string, hang: number, text: string, columns: number | undefined): string[] {
  if (columns === undefined) return [lead + text];
  const [first = '', ...more] = wrapAnsi(text, Math.max(columns - hang, 24)).split('\n');
  return [lead + first, ...more.map((line) => ' '.repeat(hang) + line)];
}

/** A cell: its text, or a style, which takes no columns, and its text. */
export type Cell = string | readonly [style: Style, text: string];

/** Columns as wide as what is in them, as kubectl prints tables; the last cell of a row may be wider. */
export function table(head: readonly string[], cells: readonly (readonly Cell[])[], paint = painter(false)): string[] {
  const rows = [head, ...cells];
  const textOf = (cell: Cell = ''): string => oneLine(typeof cell === 'string' ? cell : cell[1]);
  const widths = head.map((_, column) =>
    Math.max(...rows.map((row) => (column < row.length - 1 ? textOf(row[column]).length : 0))),
  );
  return rows.map((row) => {
    const padded = row.map((cell, column) => {
      const text = textOf(cell);
      return (typeof cell === 'string' ? text : paint(cell[0], text)) + ''.padEnd((widths[column] ?? 0) - text.length);
    });
    return padded.join('   ').trimEnd();
  });
}

function excerptLines(finding: Finding, layout: EntryLayout): string[] {
  const { excerpt, line, column, endLine, endColumn, severity } = finding;
  if (!excerpt) return [];
  // With its indentation it fits the narrowest terminal.
  const width = Math.min(layout.columns ?? 80, 80) - indentOf(layout) - 2;
  const { text, marks } = excerptOf(excerpt, column, endLine > line ? undefined : endColumn, Math.max(width, 8));
  return [`| ${text}`, `| ${layout.paint(STYLES[severity], marks)}`];
}

const placeIn = ({ line, column }: { line?: number; column?: number }): string => place({ line, column });

/** For a person: by file, each finding with an excerpt, the object and its chart template, the remedy; a closing count. */
export const textReporter: Reporter<Report> = (report, { color, columns }) => {
  const paint = painter(color);
  const { error, warning } = count(report);
  const style = error + report.unreadable.length > 0 ? 'red' : warning > 0 ? 'yellow' : 'green';
  const files = byFile(report).filter(({ findings, unreadable }) => findings.length + unreadable.length > 0);
  const lines = files.flatMap(({ file, findings, unreadable }) => {
    const widest = findings.reduce((width, finding) => Math.max(width, placeIn(finding).length), 3);
    const layout = { paint, place: widest, columns };
    const entries = [
      ...unreadable.map((one) => ({ ...one, severity: 'not read' as const, place: placeIn(one) })),
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
