import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { oneLine } from '../base/text.js';
import type { Severity } from './report.js';

type Style = Parameters<typeof styleText>[0];

/** Colours a piece of text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** Whether to colour is the caller's decision (`useColor`), not one about this process' standard output. */
export function painter(color: boolean): Paint {
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

/** The layout of several entries: the columns of the widest place, and of the terminal where one is known. */
export interface EntryLayout {
  paint: Paint;
  place: number;
  columns: number | undefined;
}

/** One thing that was found, for a person. */
export interface Entry {
  severity: Severity;
  /** In place of the severity. */
  label?: string;
  /** `line:column`. */
  place?: string;
  message: string;
  rule?: string;
  /** What it is about, below the message. */
  about?: string | undefined;
  /** Lines that are not wrapped: the excerpt. */
  excerpt?: readonly string[];
  remedy?: string;
  /** Not wrapped, so that they can be copied. */
  commands?: readonly string[] | undefined;
}

export const STYLES = { error: 'red', warning: 'yellow', info: 'blue' } as const;
const SEVERITY_COLUMNS = 'warning'.length;

/** Where the text below an entry's first line begins. */
export const indentOf = ({ place }: EntryLayout): number => (place > 0 ? place + 4 : SEVERITY_COLUMNS + 4);

/** An entry's lines, with an empty one at its end. */
export function entryLines(entry: Entry, layout: EntryLayout): string[] {
  const { severity, label = severity, place = '', message, rule, about, excerpt = [], remedy, commands = [] } = entry;
  const { paint, columns } = layout;
  const indent = ' '.repeat(indentOf(layout));
  const below = (text: string | undefined) => (text ? paragraph(indent, indent.length, text, columns) : []);
  const at = layout.place > 0 ? `${place.padStart(layout.place)}  ` : '';
  const lead = `  ${at}${paint([STYLES[severity], 'bold'], label.padEnd(SEVERITY_COLUMNS))}  `;
  const hang = 4 + at.length + Math.max(SEVERITY_COLUMNS, label.length);
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
  const rows = [head, ...cells].map((row) =>
    row.map((cell) => {
      const [style, text] = typeof cell === 'string' ? [undefined, cell] : cell;
      return { style, text: oneLine(text) };
    }),
  );
  const widths = head.map((_, column) =>
    Math.max(...rows.map((row) => (column < row.length - 1 ? (row[column]?.text.length ?? 0) : 0))),
  );
  return rows.map((row) => {
    const padded = row.map(({ style, text }, column) => {
      return (style ? paint(style, text) : text) + ''.padEnd((widths[column] ?? 0) - text.length);
    });
    return padded.join('   ').trimEnd();
  });
}
