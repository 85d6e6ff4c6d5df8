import type { ScalarNode } from './tree.js';

/** What a scalar's source says, and for each character of it where it stands; one offset more for its end. */
export interface ScalarSource {
  value: string;
  offsets: number[];
}

/**
 * Reads a scalar's source again, character by character, keeping offsets; undefined for a folded block scalar.
 *
 * @param text the document's text, which the node's offsets point into
 */
export function scalarSource(text: string, node: ScalarNode, value: string): ScalarSource | undefined {
  const { start, end } = node;
  switch (node.style) {
    case 'BLOCK_LITERAL':
      return literal(text, start, end, value);
    case 'QUOTE_DOUBLE':
      return flow(text, start + 1, end - 1, readEscape);
    case 'QUOTE_SINGLE':
      return flow(text, start + 1, end - 1, readDoubledQuote);
    case 'PLAIN':
      return flow(text, start, end, () => undefined);
    default:
      return undefined;
  }
}

/** A literal block scalar: line i of its value is line i below the header, behind the indentation. */
function literal(text: string, start: number, end: number, value: string): ScalarSource | undefined {
  const source: ScalarSource = { value, offsets: [] };
  let at = afterLine(text, start);
  const lines = value.split('\n');
  for (const [index, line] of lines.entries()) {
    const next = Math.min(afterLine(text, at), Math.max(end, at));
    const written = text.slice(at, next).replace(/\r?\n$/, '');
    if (line !== '' && !written.endsWith(line)) return undefined;
    const first = at + written.length - line.length;
    for (let column = 0; column < line.length; column++) source.offsets.push(first + column);
    if (index < lines.length - 1) source.offsets.push(first + line.length);
    else source.offsets.push(line === '' ? Math.min(at, end) : first + line.length);
    at = next;
  }
  return source;
}

function afterLine(text: string, offset: number): number {
  const lineBreak = text.indexOf('\n', offset);
  return lineBreak === -1 ? text.length : lineBreak + 1;
}

/** What stands for other characters than itself: how long it is and what it means. */
type ReadSpecial = (text: string, at: number) => { length: number; value: string } | undefined;

/** A line break in a flow scalar with the blanks around it and the blank lines behind it (YAML 1.2, 6.5 line folding). */
const FOLD = /[ \t]*((?:\r?\n[ \t]*)+)/y;

function flow(text: string, start: number, end: number, special: ReadSpecial): ScalarSource {
  const offsets: number[] = [];
  let value = '';
  const put = (piece: string, offset: number): void => {
    for (let unit = 0; unit < piece.length; unit++) offsets.push(offset);
    value += piece;
  };
  for (let at = start; at < end; ) {
    const read = special(text, at);
    const fold = read ? undefined : foldAt(text, at);
    put(read?.value ?? fold?.value ?? text.charAt(at), at);
    at += read?.length ?? fold?.length ?? 1;
  }
  offsets.push(end);
  return { value, offsets };
}

function foldAt(text: string, at: number): { length: number; value: string } | undefined {
  if (!' \t\r\n'.includes(text.charAt(at))) return undefined;
  FOLD.lastIndex = at;
  const found = FOLD.exec(text);
  if (!found) return undefined;
  const breaks = (found[1] ?? '').split('\n').length - 1;
  return { length: found[0].length, value: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1) };
}

/** YAML 1.2, 5.7: the escapes of double-quoted scalars that stand for one character. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const ESCAPED_BREAK = /\\\r?\n[ \t]*/y;

const readEscape: ReadSpecial = (text, at) => {
  if (text.charAt(at) !== '\\') return undefined;
  const letter = text.charAt(at + 1);
  const digits = HEX_DIGITS[letter];
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { length: 2 + digits, value: String.fromCodePoint(Number.isNaN(code) ? 0xfffd : code) };
  }
  ESCAPED_BREAK.lastIndex = at;
  const joined = ESCAPED_BREAK.exec(text);
  if (joined) return { length: joined[0].length, value: '' };
  return { length: 2, value: ESCAPES[letter] ?? letter };
};

const readDoubledQuote: ReadSpecial = (text, at) => (text.startsWith("''", at) ? { length: 2, value: "'" } : undefined);
