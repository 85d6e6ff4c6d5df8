import type { ScalarNode } from '../tree.js';
import { type Cursor, NOT_PLAIN } from './cursor.js';

/** `|`, `|-` or `|+`: without an indentation indicator, without a comment. */
const HEADER = /\|[-+]? *\r?\n/y;

/** The lines of a literal block scalar. */
interface Body {
  start: number;
  /** Offset behind its last line that is not blank. */
  contentEnd: number;
  /** Offset of the first line that is not its own. */
  end: number;
  /** Whether a blank line holds fewer blanks than the indentation. */
  ragged: boolean;
}

/**
 * A literal block scalar.
 *
 * @param column the column of the key or dash that it belongs to: its text stands further to the right
 */
export function readLiteral(cursor: Cursor, column: number): ScalarNode {
  const { text, at: start } = cursor;
  const chomping = cursor.take(HEADER).charAt(1);
  const margin = marginOf(text, cursor.at, column);
  const body = bodyOf(text, cursor.at, margin);
  cursor.at = body.end;
  const keeps = chomping === '+';
  const end = keeps ? body.end : body.contentEnd;
  const value = withoutMargin(text.slice(body.start, end), margin, body.ragged);
  return {
    kind: 'scalar',
    style: 'BLOCK_LITERAL',
    value: chomping === '-' ? value.slice(0, -1) : value,
    start,
    end,
  };
}

/** The indentation of the first line that is not blank. */
function marginOf(text: string, at: number, column: number): string {
  FIRST_LINE.lastIndex = at;
  const margin = FIRST_LINE.exec(text)?.[1] ?? '';
  if (margin.length <= column) throw NOT_PLAIN;
  return margin;
}

/** Blank lines before it may hold no blanks: more of them than the indentation are a mistake. */
const FIRST_LINE = /(?:\r?\n)*( +)[^ \r\n]/y;

function bodyOf(text: string, start: number, margin: string): Body {
  const body: Body = { start, contentEnd: start, end: start, ragged: false };
  while (body.end < text.length) {
    const lineBreak = text.indexOf('\n', body.end);
    // What yaml and Go's reader make of a last line without a break differs.
    if (lineBreak === -1) throw NOT_PLAIN;
    const lineEnd = text[lineBreak - 1] === '\r' ? lineBreak - 1 : lineBreak;
    const isInside = text.startsWith(margin, body.end);
    if (!isInside && NO_BLANK.test(text.slice(body.end, lineEnd))) break;
    if (!isInside && lineEnd > body.end) body.ragged = true;
    if (isInside && lineEnd > body.end + margin.length) body.contentEnd = lineBreak + 1;
    body.end = lineBreak + 1;
  }
  return body;
}

const NO_BLANK = /[^ ]/;

/** The lines without their margin. */
function withoutMargin(source: string, margin: string, ragged: boolean): string {
  const lines = source.includes('\r') ? source.replaceAll('\r\n', '\n') : source;
  if (ragged) {
    return lines
      .split('\n')
      .map((line) => line.slice(margin.length))
      .join('\n');
  }
  const first = lines.startsWith(margin) ? lines.slice(margin.length) : lines;
  return first.replace(behindBreak(margin), '\n');
}

const BEHIND_BREAK = new Map<number, RegExp>();

/** V8 replaces what has no special characters in one go. */
function behindBreak(margin: string): RegExp {
  const known = BEHIND_BREAK.get(margin.length) ?? new RegExp(`\n${margin}`, 'g');
  BEHIND_BREAK.set(margin.length, known);
  return known;
}
