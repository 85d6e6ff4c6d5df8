import { endOf } from '../../base/text.js';

/** What breaks a line to Kubernetes' reader (YAML 1.1, 4.2), for a character class: CR, NEL, LS and PS, too. */
export const BREAKS = '\\n\\r\\x85\\u2028\\u2029';
/** The same, and spaces and tabs. */
export const SPACE = ` \\t${BREAKS}`;
export const BREAK = `(?:\\n|\\r\\n|[${BREAKS}])`;

/** Whether a space, a tab, a break or the text's end is at an offset. */
export const isSpace = (text: string, at: number): boolean => ' \t\n\r\x85\u2028\u2029'.includes(text.charAt(at));

/** The same of as many as there are: one by one, since a text of millions of lines is too much for one expression. */
export function endOfAll(pattern: RegExp, text: string, at: number): number {
  let end = at;
  for (let next = endOf(pattern, text, end); next > end; next = endOf(pattern, text, end)) end = next;
  return end;
}

/** A mistake at an offset. */
type Mistake = (message: string, at: number) => Error;

export const ANY_BREAK = new RegExp(`[${BREAKS}]`);
/** Line breaks with the spaces around them; before them may be a space that is written as an escape. */
const FOLD = `(?<!(?<!\\\\)[ \\t])[ \\t]*[${BREAKS}][${SPACE}]*`;
const FOLDS = new RegExp(FOLD, 'g');
const ESCAPE = `\\\\(?:x[0-9a-fA-F]{0,2}|u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[${BREAKS}][${SPACE}]*|[^])`;
const ESCAPES = new RegExp(ESCAPE, 'g');
const ESCAPES_AND_FOLDS = new RegExp(`${ESCAPE}|${FOLD}`, 'g');

/** A text of several lines on one: a single line break is a space (YAML 1.1, 9.1). */
export const folded = (text: string): string => (ANY_BREAK.test(text) ? text.replace(FOLDS, fold) : text);

/** What stands between double quotes, from an offset on, with its escapes read. */
export const unescaped = (text: string, from: number, mistake: Mistake): string =>
  text.replace(ANY_BREAK.test(text) ? ESCAPES_AND_FOLDS : ESCAPES, (piece, at: number) =>
    piece.startsWith('\\') ? meaningOf(piece, from + at, mistake) : fold(piece),
  );

const fold = (spaces: string): string => breaksIn(spaces).replace(/^\n/, '') || ' ';

/** As a value has them: LS and PS stay. */
const withLineFeeds = (text: string): string =>
  text.includes('\r') || text.includes('\x85') ? text.replace(/\r\n|[\r\x85]/g, '\n') : text;
const breaksIn = (spaces: string): string => withLineFeeds(spaces).replace(/[ \t]+/g, '');

const IN_DOUBLE = /(?:[^"\\]|\\.){1,9999}/sy;
const IN_SINGLE = /(?:[^']|''){1,9999}/y;

/** The offset after the quote that closes a scalar; undefined where there is none. */
export function endOfQuoted(text: string, start: number): number | undefined {
  const end = endOfAll(text[start] === '"' ? IN_DOUBLE : IN_SINGLE, text, start + 1);
  return end < text.length && text[end] === text[start] ? end + 1 : undefined;
}

/** YAML 1.1, 5.6: the escapes of double-quoted scalars that stand for one other character. */
const MEANINGS: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
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

function meaningOf(piece: string, at: number, mistake: Mistake): string {
  const letter = piece.charAt(1);
  const digits = HEX_DIGITS[letter];
  if (digits === undefined) {
    if (/["'\\ \t]/.test(letter)) return letter;
    const meaning = ANY_BREAK.test(letter) ? breaksIn(piece.slice(1)).slice(1) : MEANINGS[letter];
    if (meaning !== undefined) return meaning;
    throw mistake('YAML knows no such escape: double the backslash, or use single quotes', at);
  }
  if (piece.length < digits + 2) throw mistake(`this escape needs ${digits} hexadecimal digits`, at);
  const code = Number.parseInt(piece.slice(2), 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw mistake('this escape names no character: write one beyond U+FFFF as \\U and eight digits', at);
  return String.fromCodePoint(code);
}

/** `|` or `>`, its indicators in any order, spaces and a comment. */
const HEADER = new RegExp(`[|>](?:([-+])([0-9])?|([0-9])([-+])?)?[ \\t]*(?:#[^${BREAKS}]*)?`, 'y');
const LINE_BREAK = new RegExp(BREAK, 'y');
const SPACES = / */y;
const LINE_OF_SPACES = new RegExp(` *${BREAK}`, 'y');
/**
 * In the text of a folded scalar: the breaks between two lines that do not begin with a space. What comes before is looked at
 * after the break: at each character of a line the time would grow with the square of its length.
 */
const FOLDED = /\n(?<=^[^ \t\n\u2028\u2029].*\n)([\n\u2028\u2029]*)(?=[^ \t\n\u2028\u2029])/gm;

/** A block scalar that has been read. */
interface BlockScalar {
  text: string;
  /** The columns before its text. */
  margin: number;
  /** After the break of its last line with text; with `+` after the empty lines as well. */
  end: number;
  /** Where the line after it begins. */
  next: number;
}

/**
 * A block scalar (YAML 1.1, 9.2) whose header begins at an offset.
 *
 * @param parent the column of the collection it belongs to, -1 for none
 */
export function readBlockScalar(text: string, start: number, parent: number, mistake: Mistake): BlockScalar {
  HEADER.lastIndex = start;
  const [{ length } = '', sign1, digit1, digit2, sign2] = HEADER.exec(text) ?? [];
  const chomping = sign1 ?? sign2;
  const indicator = digit1 ?? digit2;
  if (indicator === '0') throw mistake('the indentation of a block scalar is 1 to 9', start);
  const from = endOf(LINE_BREAK, text, start + length);
  if (from === start + length && from < text.length)
    throw mistake('after | or > nothing but an indicator and a comment can follow on the line', from);
  const margin = indicator ? Math.max(parent, 0) + Number(indicator) : marginOf(text, from, parent, mistake);
  // A thousand lines at once, but not millions.
  const filled = new RegExp(`(?: {${margin}}[^${BREAKS}]+(?:${BREAK}|$)){1,999}`, 'y');
  const empty = new RegExp(`(?: {0,${margin}}${BREAK}){1,999}`, 'y');
  let end = from;
  let next = endOfAll(empty, text, from);
  for (let at = endOfAll(filled, text, next); at > next; at = endOfAll(filled, text, next)) {
    end = at;
    next = endOfAll(empty, text, at);
  }
  const column = endOf(SPACES, text, next) - next;
  if (column < margin) refuseTab(text, next + column, mistake);
  if (chomping === '+') end = next;
  // From the break of the header on, so that each line has one before it.
  const indented = withLineFeeds(text.slice(start + length, end));
  const lines = indented.replace(new RegExp(`([\\n\\u2028\\u2029]) {1,${margin}}`, 'g'), '$1').slice(1);
  const value = text[start] === '>' ? lines.replace(FOLDED, (_, rest: string) => rest || ' ') : lines;
  const isChomped = chomping === '-' && ANY_BREAK.test(value.slice(-1));
  return { text: isChomped ? value.slice(0, -1) : value, margin, end, next };
}

/** That of the first line, or of an empty line before it that has more spaces. */
function marginOf(text: string, from: number, parent: number, mistake: Mistake): number {
  const end = endOf(SPACES, text, endOfAll(LINE_OF_SPACES, text, from));
  refuseTab(text, end, mistake);
  const lines = text.slice(from, end).split(ANY_BREAK);
  return lines.reduce((most, { length }) => Math.max(most, length), Math.max(parent + 1, 1));
}

function refuseTab(text: string, at: number, mistake: Mistake): void {
  if (text[at] === '\t') throw mistake('a tab stands where the indentation of a block scalar is: use spaces', at);
}
