import { endOf } from '../base/text.js';
/** A part of a line: columns from 0, `end` is the one after it, in UTF-16 units as editors and the rest of this project count. */
export interface Columns {
  readonly start: number;
  readonly end: number;
}

/** An argument, its quotes included. */
export interface Token extends Columns {
  /** Redis works on bytes: one character (0..255) for each byte of the unquoted text's UTF-8. */
  readonly value: string;
}

/** Arguments up to the first one that cannot be split. */
export interface Split {
  readonly tokens: readonly Token[];
  /**
   * - `unclosed`: a quote is never closed
   * - `glued`: a closing quote is followed by something other than a space, which not every product refuses
   */
  readonly fault?: Columns & { readonly reason: 'unclosed' | 'glued' };
}

/** One line of a Redis configuration text that is neither empty nor a comment. */
export interface Directive {
  /** Lower case: Redis compares directive names without regard to case. Empty where a quote in the name is never closed. */
  readonly name: string;
  /** The bytes of the argument after the name, if there is one. */
  readonly value: string | undefined;
  /** Line in the text, from 0. */
  readonly lineIndex: number;
  /** The arguments, the name first; columns are those of the whole line, leading spaces included. */
  readonly args: Split;
}

/** The directives of a text, in order: as `loadServerConfigFromString` in Redis' `config.c` finds them, lines end at `\n` only. */
export function directivesIn(text: string): Directive[] {
  return text.split('\n').flatMap((line, lineIndex) => {
    if (!CONTENT.test(line)) return [];
    const args = splitArgs(line);
    const [name, value] = args.tokens.map((token) => token.value);
    return name !== undefined || args.fault ? [{ name: name?.toLowerCase() ?? '', value, lineIndex, args }] : [];
  });
}

/** A line that holds more than spaces and is not a comment. */
const CONTENT = /^[ \t\r]*[^ \t\r#]/;

/** Text to the byte string of its UTF-8. A lone surrogate has no UTF-8 and becomes U+FFFD. */
export function toBytes(text: string): string {
  return BEYOND_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** A byte string back to text, for showing it. */
export function fromBytes(bytes: string): string {
  return BEYOND_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** What `isspace` says in the C locale, or a NUL. */
export function hasSpaceOrNul(bytes: string): boolean {
  return /[ \t\n\v\f\r\0]/.test(bytes);
}

/** Between arguments. Without quotes an argument ends at any of these but \v and \f. */
const GAP = /[ \t\n\v\f\r]*/y;
const PLAIN = /[^ \t\n\r"']*/y;
const WORD = /[^ \t\n\r]*/y;
/** In double quotes any character may be escaped, in single quotes only the quote. */
const QUOTED = /"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\(?:'|(?!'))[^'\\]*)*)'/suy;

/** Splits a line without its line break, as `sdssplitargs` in Redis' `sds.c` does it. A NUL ends the line. */
export function splitArgs(line: string): Split {
  const [text = ''] = line.split('\0', 1);
  const tokens: Token[] = [];
  for (let start = endOf(GAP, text, 0); start < text.length; ) {
    const quote = endOf(PLAIN, text, start);
    const end = endOf(QUOTED, text, quote);
    const next = endOf(GAP, text, end);
    if (next === end && end < text.length) {
      // A quote that nothing closes, or what follows a closed one.
      const isOpen = end === quote;
      const fault = { start, end: isOpen ? text.length : endOf(WORD, text, end) };
      return { tokens, fault: { reason: isOpen ? 'unclosed' : 'glued', ...fault } };
    }
    tokens.push({ value: toBytes(text.slice(start, quote)) + unquoted(text.slice(quote, end)), start, end });
    start = next;
  }
  return { tokens };
}

const ESCAPED = /\\(?:x([0-9a-fA-F]{2})|(.))/gs;
/** What else an escaped character means; any other means itself. */
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  a: '\x07',
  '"': '"',
  '\\': '\\',
};
const LETTERS = new Map(Object.entries(ESCAPES).map(([letter, character]) => [character, letter]));

/** What is in quotes, as bytes. */
function unquoted(text: string): string {
  const bytes = toBytes(text.slice(1, -1));
  if (text.startsWith("'")) return bytes.replaceAll("\\'", "'");
  return bytes.replace(ESCAPED, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/**
 * Characters that Redis' parser does not take as they are, and those that YAML does not take in a literal: some are line
 * breaks to Go (U+0085, U+2028, U+2029), the others make the whole configuration one line in quotes.
 */
const NEEDS_QUOTES = /[\p{Cc} "'\u2028\u2029\ufeff]/u;

/**
 * One argument as a configuration line writes it: unchanged where Redis reads it back as it is, otherwise in double
 * quotes. `splitArgs(quoteArg(text))` gives `toBytes(text)`.
 */
export function quoteArg(text: string): string {
  if (text !== '' && !NEEDS_QUOTES.test(text)) return text;
  return `"${text.replace(/[\p{Cc}"\\\u2028\u2029\ufeff]/gu, escaped)}"`;
}

/** By its letter, or each byte of its UTF-8 in hexadecimal. */
function escaped(character: string): string {
  const letter = LETTERS.get(character);
  return letter === undefined ? Buffer.from(character).toString('hex').replace(/../g, '\\x$&') : `\\${letter}`;
}
