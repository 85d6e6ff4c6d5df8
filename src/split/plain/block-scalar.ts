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
 * Expressions and not a loop over the lines, of which a configuration file has thousands: V8 would begin to optimize the
 * loop in the middle of a run that is over before it is done.
 */
function bodyOf(text: string, start: number, margin: string): Body {
  const { lessIndented, ragged } = expressionsFor(margin);
  lessIndented.lastIndex = start - 1;
  const found = lessIndented.exec(text);
  // What yaml and Go's reader make of a last line without a break differs.
  if (!found && !text.endsWith('\n')) throw NOT_PLAIN;
  const end = found ? found.index + 1 : text.length;
  const contentEnd = behindContent(text, start, end, margin);
  return { start, end, contentEnd, ragged: ragged.test(text.slice(start - 1, end)) };
}

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

interface Expressions {
  /** Before a line that stands further to the left and is not blank. */
  lessIndented: RegExp;
  /** Before a blank line that holds fewer blanks than the margin, and not none. */
  ragged: RegExp;
}

const EXPRESSIONS = new Map<number, Expressions>();

function expressionsFor({ length }: string): Expressions {
  const known = EXPRESSIONS.get(length) ?? {
    lessIndented: new RegExp(`\\n {0,${length - 1}}(?=[^ \\r\\n])`, 'g'),
    ragged: length > 1 ? new RegExp(`\\n {1,${length - 1}}\\r?\\n`) : /(?!)/,
  };
  EXPRESSIONS.set(length, known);
  return known;
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
