/**
 * Arguments of one configuration line, split as `sdssplitargs` in Redis' `sds.c` does it, and back.
 *
 * Redis works on bytes, so a value is a byte string: one character (0..255) for each byte, the text's UTF-8.
 * Columns count UTF-16 units of the line, as editors and the rest of this project do.
 */
export interface Token {
  /** The argument's bytes after unquoting. */
  readonly value: string;
  /** Column of the first character, quotes included; from 0. */
  readonly start: number;
  /** Column after the last character. */
  readonly end: number;
}

/**
 * Why a line cannot be split:
 * - `unclosed`: a quote is never closed
 * - `glued`: a closing quote is followed by something other than a space (`takenQuoteFaults` in `products.json` says who takes this)
 */
export interface QuoteFault {
  readonly reason: 'unclosed' | 'glued';
  /** Column of the argument the quote is in. */
  readonly start: number;
  /** Column after the last character concerned. */
  readonly end: number;
}

/** The arguments up to the first fault. */
export interface Split {
  readonly tokens: readonly Token[];
  readonly fault?: QuoteFault;
}

/** Text to the byte string of its UTF-8. A lone surrogate has no UTF-8 and becomes U+FFFD. */
export function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A byte string back to text, for showing it. */
export function fromBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

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
const ESCAPED = /\\(?:x([0-9a-fA-F]{2})|(.))/gs;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

/** Splits a line without its line break. A NUL ends the line, as it does for Redis. */
export function splitArgs(line: string): Split {
  const [text = ''] = line.split('\0', 1);
  const tokens: Token[] = [];
  for (let start = endOf(GAP, text, 0); start < text.length; ) {
    const quote = endOf(PLAIN, text, start);
    const isQuoted = /["']/.test(text.charAt(quote));
    const end = endOf(isQuoted ? QUOTED : PLAIN, text, quote);
    if (isQuoted && end === quote) return { tokens, fault: { reason: 'unclosed', start, end: text.length } };
    const next = endOf(GAP, text, end);
    if (isQuoted && end < text.length && next === end) {
      return { tokens, fault: { reason: 'glued', start, end: endOf(WORD, text, end) } };
    }
    tokens.push({ value: toBytes(text.slice(start, quote)) + unquoted(text.slice(quote, end)), start, end });
    start = next;
  }
  return { tokens };
}

/** Where a pattern's match from a column on ends; at the column itself where it does not fit. */
function endOf(pattern: RegExp, text: string, column: number): number {
  pattern.lastIndex = column;
  return pattern.test(text) ? pattern.lastIndex : column;
}

/** What is in quotes, as bytes. An escaped character that means nothing else is itself. */
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
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\x07': '\\a',
};

/**
 * One argument as a configuration line writes it: unchanged where Redis reads it back as it is, otherwise in double
 * quotes. `splitArgs(quoteArg(text))` gives `toBytes(text)`.
 */
export function quoteArg(text: string): string {
  if (text !== '' && !NEEDS_QUOTES.test(text)) return text;
  const escaped = text.replace(/[\p{Cc}"\\\u2028\u2029\ufeff]/gu, (char) => SHORT[char] ?? hexEscape(char));
  return `"${escaped}"`;
}

/** Each byte of its UTF-8. */
function hexEscape(char: string): string {
  return Buffer.from(char, 'utf8').toString('hex').replace(/../g, '\\x$&');
}
