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
const HEX_ESCAPE = /^\\x([0-9a-fA-F]{2})/;

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
  const quoted = quote === '"' ? readDoubleQuoted(text, at + 1) : readSingleQuoted(text, at + 1);
  if (quoted === undefined) return { reason: 'unclosed', start, end: text.length };
  if (quoted.end < text.length && !SPACES.has(text.charAt(quoted.end))) {
    return { reason: 'glued', start, end: endOfWord(text, quoted.end) };
  }
  return { value: plain + quoted.value, start, end: quoted.end };
}

interface Quoted {
  value: string;
  /** Column after the closing quote. */
  end: number;
}

function readDoubleQuoted(text: string, from: number): Quoted | undefined {
  let value = '';
  let run = from;
  for (let at = from; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '"') return { value: value + toBytes(text.slice(run, at)), end: at + 1 };
    if (char !== '\\' || at + 1 >= text.length) {
      at++;
      continue;
    }
    value += toBytes(text.slice(run, at));
    const hex = HEX_ESCAPE.exec(text.slice(at, at + 4))?.[1];
    const next = text.charAt(at + 1);
    const simple = ESCAPES[next];
    if (hex !== undefined) value += String.fromCharCode(Number.parseInt(hex, 16));
    else if (simple !== undefined) value += simple;
    // Any other character is itself; it stays in the run, whole even when it is half of a surrogate pair.
    run = hex !== undefined ? at + 4 : simple !== undefined ? at + 2 : at + 1;
    at = hex !== undefined ? at + 4 : at + 2;
  }
  return undefined;
}

function readSingleQuoted(text: string, from: number): Quoted | undefined {
  let value = '';
  let run = from;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === "'") return { value: value + toBytes(text.slice(run, at)), end: at + 1 };
    if (text.startsWith("\\'", at)) {
      value += toBytes(text.slice(run, at));
      run = at + 1;
      at++;
    }
  }
  return undefined;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !ENDS.has(text.charAt(at))) at++;
  return at;
}

/** Characters that Redis' parser does not take as they are. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the ones that need quotes
const NEEDS_QUOTES = /[\x00-\x20"'\x7f]/;
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
  const escaped = text.replace(/[\x00-\x1f"\\\x7f]/g, (char) => QUOTED[char] ?? hexEscape(char));
  return `"${escaped}"`;
}

function hexEscape(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
