import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import { oneLine } from '../base/visible.js';
import { byFile, closing, count, type FileReport, origin } from './describe.js';
import { excerptOf } from './excerpt.js';
import type { Finding, ReportContext, Reporter, Unreadable } from './finding.js';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const STYLES = { error: 'red', warning: 'yellow', info: 'blue' } as const;

/** Columns of an excerpt with its indentation: what a terminal has at least. */
const EXCERPT_COLUMNS = 80;
const SEVERITY_COLUMNS = 'warning'.length;

/** The layout of one file's findings: the width of the widest `line:column`, and where text continues. */
interface Layout {
  paint: Paint;
  place: number;
  columns: number | undefined;
}

/** One paragraph behind `lead`, continued below its first character where a terminal's width is known. */
function paragraph(lead: string, hang: number, text: string, columns: number | undefined): string[] {
  if (columns === undefined) return [lead + text];
  const [first = '', ...more] = wrapAnsi(text, Math.max(columns - hang, 24)).split('\n');
  return [lead + first, ...more.map((line) => ' '.repeat(hang) + line)];
}

function headOf(layout: Layout, at: { line?: number; column?: number }, label: string, style: Style, text: string) {
  const place = [at.line, at.column].filter((part) => part !== undefined).join(':');
  const lead = `  ${place.padStart(layout.place)}  ${layout.paint(style, label.padEnd(SEVERITY_COLUMNS))}  `;
  const hang = layout.place + Math.max(SEVERITY_COLUMNS, label.length) + 6;
  return paragraph(lead, hang, text, layout.columns);
}

function findingLines(finding: Finding, layout: Layout): string[] {
  const { paint, columns } = layout;
  const style = STYLES[finding.severity];
  const text = `${oneLine(finding.message)}  ${paint('dim', finding.rule)}`;
  const indent = ' '.repeat(layout.place + 4);
  const width = Math.min(columns ?? EXCERPT_COLUMNS, EXCERPT_COLUMNS) - indent.length - 2;
  const end = finding.endLine > finding.line ? undefined : finding.endColumn;
  const shown = finding.excerpt && excerptOf(finding.excerpt, finding.column, end, Math.max(width, 8));
  const from = origin(finding.document);
  const fix = `${paint('bold', 'Fix:')} ${oneLine(finding.remedy)}`;
  return [
    ...headOf(layout, finding, finding.severity, [style, 'bold'], text),
    ...(from ? paragraph(indent, indent.length, paint('dim', from), columns) : []),
    ...(shown ? [`${indent}| ${shown.text}`, `${indent}| ${paint(style, shown.marks)}`] : []),
    ...paragraph(indent, indent.length, fix, columns),
    '',
  ];
}

function unreadableLines(unreadable: Unreadable, layout: Layout): string[] {
  return [...headOf(layout, unreadable, 'not read', ['red', 'bold'], oneLine(unreadable.message)), ''];
}

function fileLines(file: string, { findings, unreadable }: FileReport, paint: Paint, columns: number | undefined) {
  if (findings.length + unreadable.length === 0) return [];
  const sorted = findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const place = findings.reduce((width, { line, column }) => Math.max(width, `${line}:${column}`.length), 3);
  const layout = { paint, place, columns };
  return [
    paint(['underline', 'bold'], oneLine(file)),
    ...unreadable.flatMap((entry) => unreadableLines(entry, layout)),
    ...sorted.flatMap((finding) => findingLines(finding, layout)),
  ];
}

/**
 * For a person: grouped by file, each finding with an excerpt of at most 80 columns and marks under its place, the
 * object and its chart template, the remedy; a closing count. ANSI colours only where `context.color` says so.
 */
export const textReporter: Reporter = (report, context: ReportContext) => {
  // validateStream: whether to colour is the caller's decision, not one about this process' standard output.
  const paint: Paint = (style, text) => (context.color ? styleText(style, text, { validateStream: false }) : text);
  const files = [...byFile(report)];
  const lines = files.flatMap(([file, entry]) => fileLines(file, entry, paint, context.columns));
  const { error, warning } = count(report);
  const style = error + report.unreadable.length > 0 ? 'red' : warning > 0 ? 'yellow' : 'green';
  return `${[...lines, paint([style, 'bold'], closing(report))].join('\n')}\n`;
};
