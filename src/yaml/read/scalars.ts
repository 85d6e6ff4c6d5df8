import { BREAK, breakText, type Source } from './source.js';
import type { ScalarNode, ScalarStyle } from './tree.js';

/** A scalar's text as its source is read, and for each of its characters where it stands, if somebody asks. */
export interface ScalarText {
  value: string;
  offsets?: number[];
}

/** A mistake inside a scalar. */
type Complain = (offset: number, message: string) => Error;

function copy(into: ScalarText, source: string, start: number, end: number): void {
  into.value += source.slice(start, end);
  if (into.offsets) for (let at = start; at < end; at++) into.offsets.push(at);
}

function write(into: ScalarText, piece: string, at: number): void {
  into.value += piece;
  if (into.offsets) for (let unit = 0; unit < piece.length; unit++) into.offsets.push(at);
}

/** A flow scalar that holds none of these is what its source is. */
const PLAIN = /[\n\r\x85\u2028\u2029]/g;
const SPECIAL: Readonly<Record<ScalarStyle, RegExp>> = {
  plain: PLAIN,
  'single-quoted': /['\n\r\x85\u2028\u2029]/g,
  'double-quoted': /[\\\n\r\x85\u2028\u2029]/g,
  literal: PLAIN,
  folded: PLAIN,
};
/** A line break with the spaces around it and the empty lines after it. */
const FOLD = new RegExp(`(?:${BREAK}[ \\t]*)+`, 'y');
const EVERY_BREAK = new RegExp(BREAK, 'g');
const ESCAPED_BREAK = new RegExp(`\\\\(?:${BREAK}[ \\t]*)+`, 'y');

/**
 * The text of a plain or quoted scalar, its quotes left out: escapes are read, and a single line break is a space
 * (YAML 1.1, 5.1.3 and 9.1).
 */
export function readFlowScalar(
  source: string,
  { style, start, end }: Pick<ScalarNode, 'style' | 'start' | 'end'>,
  into: ScalarText,
  complain: Complain,
): ScalarText {
  const quotes = style === 'plain' ? 0 : 1;
  const special = SPECIAL[style];
  // Without what comes after it, which may be a long line that is searched for each of its scalars.
  const text = source.slice(0, end - quotes);
  for (let at = start + quotes; at < text.length; ) {
    special.lastIndex = at;
    const next = special.exec(text)?.index ?? text.length;
    const character = text.charAt(next);
    if (character === "'") {
      copy(into, text, at, next + 1);
      at = next + 2;
    } else if (character === '\\') {
      copy(into, text, at, next);
      at = readEscape(text, next, into, complain);
    } else if (character === '') {
      copy(into, text, at, next);
      at = next;
    } else {
      let textEnd = next;
      while (textEnd > at && ' \t'.includes(text.charAt(textEnd - 1))) textEnd--;
      copy(into, text, at, textEnd);
      at = readFold(text, next, into);
    }
  }
  into.offsets?.push(end - quotes);
  return into;
}

/** The offset after the quote that closes a scalar; undefined where there is none. */
export function endOfQuoted(text: string, start: number): number | undefined {
  const quote = text[start];
  const stop = quote === '"' ? /["\\]/g : /'/g;
  stop.lastIndex = start + 1;
  for (let found = stop.exec(text); found; found = stop.exec(text)) {
    const next = found.index + 1;
    if (found[0] !== '\\' && (quote === '"' || text[next] !== quote)) return next;
    stop.lastIndex = next + 1;
  }
  return undefined;
}

function readFold(source: string, at: number, into: ScalarText): number {
  FOLD.lastIndex = at;
  const fold = FOLD.exec(source)?.[0] ?? '';
  const [first = '', ...rest] = (fold.match(EVERY_BREAK) ?? []).map(breakText);
  write(into, first === '\n' ? rest.join('') || ' ' : first + rest.join(''), at);
  return at + fold.length;
}

/** YAML 1.1, 5.6: the escapes of double-quoted scalars that stand for one character. */
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
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** @returns the offset after the escape */
function readEscape(source: string, at: number, into: ScalarText, complain: Complain): number {
  const letter = source.charAt(at + 1);
  const digits = HEX_DIGITS[letter];
  if (digits !== undefined) {
    const hex = source.slice(at + 2, at + 2 + digits);
    const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : undefined;
    if (code === undefined) throw complain(at, `this escape needs ${digits} hexadecimal digits`);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
      throw complain(at, 'this escape names no character: write one beyond U+FFFF as \\U and eight digits');
    write(into, String.fromCodePoint(code), at);
    return at + 2 + digits;
  }
  ESCAPED_BREAK.lastIndex = at;
  const joined = ESCAPED_BREAK.exec(source)?.[0];
  if (joined !== undefined) {
    write(into, (joined.match(EVERY_BREAK) ?? []).slice(1).map(breakText).join(''), at);
    return at + joined.length;
  }
  const meaning = ESCAPES[letter];
  if (meaning === undefined)
    throw complain(at, 'YAML knows no such escape: double the backslash, or use single quotes');
  write(into, meaning, at);
  return at + 2;
}

/** `|` or `>`, its indicators in any order, spaces and a comment. */
const HEADER = /[|>](?:([-+])([0-9])?|([0-9])([-+])?)?[ \t]*(?:#[^\n\r\x85\u2028\u2029]*)?/y;

/** A block scalar that has been read. */
interface BlockScalar extends ScalarText {
  /** The columns before its text. */
  margin: number;
  /** After the break of its last line with text; with `+` after the empty lines as well. */
  end: number;
  /** Where the next token is looked for, and the line of it begins. */
  next: number;
  lineStart: number;
}

/**
 * A block scalar (YAML 1.1, 9.2) whose header begins at an offset.
 *
 * @param parent the column of the collection it belongs to, -1 for none; a margin that is known stands for it
 */
export function readBlockScalar(
  source: Source,
  start: number,
  { parent = -1, margin = 0 },
  into: ScalarText,
  complain: Complain,
): BlockScalar {
  const { text } = source;
  HEADER.lastIndex = start;
  const [head = '', sign1, digit1, digit2, sign2] = HEADER.exec(text) ?? [];
  const chomping = sign1 ?? sign2;
  const indicator = digit1 ?? digit2;
  if (indicator === '0') throw complain(start, 'the indentation of a block scalar is 1 to 9');
  const headerEnd = start + head.length;
  if (headerEnd < text.length && source.breakLength(headerEnd) === 0)
    throw complain(headerEnd, 'after | or > nothing but an indicator and a comment can follow on the line');
  let indent = margin || (indicator === undefined ? 0 : Math.max(parent, 0) + Number(indicator));
  let lineStart = headerEnd + source.breakLength(headerEnd);
  let at = lineStart;
  let end = lineStart;
  const isFolded = text[start] === '>';
  /** Whether the line before begins with a space or a tab; undefined where there is none. */
  let wasIndented: boolean | undefined;
  /** The break of that line and the empty lines after it, and where they stand. */
  let breaks: [piece: string, at: number][] = [];
  const put = (pieces: readonly [string, number][]): void => {
    for (const [piece, offset] of pieces) write(into, piece, offset);
  };
  for (let most = 0; ; ) {
    while ((indent === 0 || at - lineStart < indent) && text[at] === ' ') at++;
    most = Math.max(most, at - lineStart);
    if ((indent === 0 || at - lineStart < indent) && text[at] === '\t')
      throw complain(at, 'a tab stands where the indentation of a block scalar is: use spaces');
    const empty = source.breakLength(at);
    if (empty > 0) {
      breaks.push([breakText(text.slice(at, at + empty)), at]);
      at = lineStart = at + empty;
      continue;
    }
    if (indent === 0) indent = Math.max(most, parent + 1, 1);
    if (at >= text.length || at - lineStart !== indent) break;
    const isIndented = text[at] === ' ' || text[at] === '\t';
    const [first] = breaks;
    // A single break between two lines at the margin is a space, of several the first is nothing.
    if (isFolded && wasIndented === false && !isIndented && first?.[0] === '\n')
      first[0] = breaks.length > 1 ? '' : ' ';
    put(breaks);
    wasIndented = isIndented;
    const margin = ' '.repeat(indent);
    // A literal is mostly thousands of such lines; only the last one is looked at like any other.
    const last = isFolded || into.offsets ? lineStart : source.lastLineOf(margin, lineStart);
    if (last > lineStart) {
      into.value += text.slice(at, last).replaceAll(`\n${margin}`, '\n');
      at = last + indent;
    }
    const lineEnd = source.lineEnd(at);
    copy(into, text, at, lineEnd);
    at = end = lineEnd + source.breakLength(lineEnd);
    breaks = at > lineEnd ? [[breakText(text.slice(lineEnd, at)), lineEnd]] : [];
    lineStart = at > lineEnd ? at : last;
  }
  if (chomping === '+') end = Math.max(end, lineStart);
  if (chomping === '+') put(breaks);
  else if (chomping !== '-' && wasIndented !== undefined) put(breaks.slice(0, 1));
  into.offsets?.push(at);
  return { ...into, margin: indent, end, next: at, lineStart };
}
