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

const SPACES = new Set([' ', '\t', '\n', '\v', '\f', '\r']);
/** Only these end an argument without quotes: Redis skips \v and \f between arguments, but not within one. */
const ENDS = new Set([' ', '\t', '\n', '\r']);
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

/** Text to the byte string of its UTF-8. A lone surrogate has no UTF-8 and becomes U+FFFD. */
export function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** A byte string back to text, for showing it. */
export function fromBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** What `isspace` says in the C locale. */
export function hasSpaceOrNul(bytes: string): boolean {
  for (const char of bytes) if (SPACES.has(char) || char === '\0') return true;
  return false;
}

/** Splits a line without its line break. A NUL ends the line, as it does for Redis. */
export function splitArgs(line: string): Split {
  const tokens: Token[] = [];
  const nul = line.indexOf('\0');
  const text = nul === -1 ? line : line.slice(0, nul);
  let at = 0;
  for (;;) {
    while (at < text.length && SPACES.has(text.charAt(at))) at++;
    if (at >= text.length) return { tokens };
    const read = readArg(text, at);
    if ('reason' in read) return { tokens, fault: read };
    tokens.push(read);
    at = read.end;
  }
}

function readArg(text: string, start: number): Token | QuoteFault {
  let at = start;
  while (at < text.length && !ENDS.has(text.charAt(at)) && text.charAt(at) !== '"' && text.charAt(at) !== "'") at++;
  const plain = toBytes(text.slice(start, at));
  const quote = text.charAt(at);
  if (quote !== '"' && quote !== "'") return { value: plain, start, end: at };
  const quoted = readQuoted(text, at + 1, quote);
  if (quoted === undefined) return { reason: 'unclosed', start, end: text.length };
  if (quoted.end < text.length && !SPACES.has(text.charAt(quoted.end))) {
    return { reason: 'glued', start, end: endOfWord(text, quoted.end) };
  }
  return { value: plain + quoted.value, start, end: quoted.end };
}

/** In double quotes any character may be escaped, in single quotes only the quote. One that means nothing else is itself. */
const ESCAPED: Readonly<Record<string, RegExp>> = {
  '"': /\\(?:x(?<hex>[0-9a-fA-F]{2})|(?<character>.))/suy,
  "'": /\\(?<character>')/y,
};

/** What is in quotes, as bytes, and the column after the closing one; undefined where there is none. */
function readQuoted(text: string, from: number, quote: string): { value: string; end: number } | undefined {
  const escaped = ESCAPED[quote] ?? /(?!)/y;
  let value = '';
  let run = from;
  for (let at = from; at < text.length; ) {
    if (text.charAt(at) === quote) return { value: value + toBytes(text.slice(run, at)), end: at + 1 };
    escaped.lastIndex = at;
    const found = text.charAt(at) === '\\' && escaped.exec(text);
    if (!found) {
      at++;
      continue;
    }
    const { hex, character = '' } = found.groups ?? {};
    const byte =
      hex === undefined ? (ESCAPES[character] ?? toBytes(character)) : String.fromCharCode(Number.parseInt(hex, 16));
    value += toBytes(text.slice(run, at)) + byte;
    at += found[0].length;
    run = at;
  }
  return undefined;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !ENDS.has(text.charAt(at))) at++;
  return at;
}

/**
 * Characters that Redis' parser does not take as they are, and those that YAML does not take in a literal: some are line
 * breaks to Go (U+0085, U+2028, U+2029), the others make the whole configuration one line in quotes.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the ones that need quotes
const NEEDS_QUOTES = /[\x00-\x20"'\x7f-\x9f\u2028\u2029\ufeff]/;
const QUOTED: Readonly<Record<string, string>> = {
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
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the ones that need escapes
  const escaped = text.replace(/[\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ufeff]/g, (char) => QUOTED[char] ?? hexEscape(char));
  return `"${escaped}"`;
}

/** Each byte of its UTF-8. */
function hexEscape(char: string): string {
  return Buffer.from(char, 'utf8').toString('hex').replace(/../g, '\\x$&');
}
