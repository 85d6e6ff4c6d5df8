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

/**
 * An expression and not a loop over the lines, of which a configuration file has thousands: V8 would begin to optimize the
 * loop in the middle of a run that is over before it is done.
 */
function bodyOf(text: string, start: number, margin: string): Body {
  const shorter = shorterThan(margin);
  shorter.lastIndex = start - 1;
  let ragged = false;
  for (let found = shorter.exec(text); found; found = shorter.exec(text)) {
    const end = found.index + 1;
    BLANK.lastIndex = end;
    if (end === text.length || !BLANK.test(text))
      return { start, end, contentEnd: behindContent(text, start, end, margin), ragged };
    ragged = true;
  }
  // What yaml and Go's reader make of a last line without a break differs.
  throw NOT_PLAIN;
}

const BLANK = / *(?:\r?\n|$)/y;

/** Before a line that holds less than the margin, and is not empty. */
function shorterThan({ length }: string): RegExp {
  const known = SHORTER.get(length) ?? new RegExp(`\\n(?! {${length}}|\\r?\\n)`, 'g');
  SHORTER.set(length, known);
  return known;
}

const SHORTER = new Map<number, RegExp>();

/** Without the blank lines at the end: those that hold no more blanks than the margin. */
function behindContent(text: string, start: number, end: number, margin: string): number {
  let behind = end;
  while (behind > start) {
    const lineStart = text.lastIndexOf('\n', behind - 2) + 1;
    const line = text.slice(lineStart, behind).replace(/\r?\n$/, '');
    if (line.length > margin.length || line.trim() !== '') break;
    behind = lineStart;
  }
  return behind;
}

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
  return first.replaceAll(`\n${margin}`, '\n');
}
