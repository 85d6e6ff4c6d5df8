import { endOf } from '../../base/text.js';
import { FOLLOWS, isUnclosed, mistakeAt, NEVER_CLOSED, TAB } from './mistakes.js';
import {
  ANY_BREAK,
  BREAK,
  BREAKS,
  endOfAll,
  endOfQuoted,
  folded,
  isSpace,
  readBlockScalar,
  SPACE,
  unescaped,
} from './scalars.js';
import type { StreamDocument } from './split.js';
import type { Lexeme, Scalar } from './tree.js';

/** A key and its colon are on one line, and no further apart (YAML 1.1, 9.3 and 10.2). */
const LONGEST_KEY = 1024;

/** Spaces, and a plain scalar without anything special in it, up to the indentation of the next line with text. */
const PLAIN_LINE =
  /( *)([^\s\x85\-?:,[\]{}#&*!|>'"%@`](?:[^\n\r\x85\u2028\u2029\t:#]*[^\s\x85:#])?) *\n( *)(?=[^\s\x85])/y;
/** A word, or a piece of one: one of megabytes is too much for one expression. */
const WORD = new RegExp(`(?:[^${SPACE}:]|:(?=[^${SPACE}])){1,9999}`, 'y');
const WORD_IN_FLOW = new RegExp(`(?:[^${SPACE}:,?[\\]{}]|:(?=[^${SPACE}])){1,9999}`, 'y');
/** A key that is a word or a quoted text without escapes, and its colon. */
const KEY = new RegExp(`(?:([A-Za-z_][\\w./-]*)|"([^"\\\\${BREAKS}]*)"|'([^'${BREAKS}]*)'):(?=[${SPACE}]|$)`, 'y');
/** What no space, line end or comment begins with. */
const WRITTEN = /[!-"$-~]/;
const SPACES = / */y;
const BLANKS = /[ \t]*/y;
/** The end of a line: nothing, or a comment, and the break. */
const LINE_END = new RegExp(` *(?:#[^${BREAKS}]*)?${BREAK}`, 'y');
const LINE_END_IN_FLOW = new RegExp(`[ \\t]*(?:#[^${BREAKS}]*)?${BREAK}`, 'y');
const EMPTY_LINE = new RegExp(`[ \\t]*${BREAK}`, 'y');
/** What ends a document at the beginning of a line; in a quoted scalar it is a mistake. */
const MARKER = new RegExp(`(?:---|\\.\\.\\.)(?=[${SPACE}]|$)`, 'y');
const NAME = new RegExp(`([&*])([A-Za-z0-9_-]+)(?=[${SPACE}?:,\\]}%@\`]|$)`, 'y');
const TAG = /!(?:<([\w\-;/?:@&=+$,.!~*'()[\]%]+)>|(?:([\w-]*)!)?([\w\-;/?:@&=+$,.!~*'()[\]%]*))/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const NOT_A_CHARACTER = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** A place in a document's text, and what is written there: scalars, properties, indicators, and what is between them. */
export class Scanner {
  readonly document: StreamDocument;
  readonly text: string;
  at = 0;
  #lineStart = 0;
  /** Column of the block collection that is read; -1 for none. */
  indent = -1;
  /** How many brackets are open. */
  flowLevel = 0;
  /** Whether a block collection can begin here: nothing but indentation and indicators comes before it on its line. */
  mayBeginBlock = true;
  /** What was read last and may be why something cannot stand after it. */
  last: Lexeme | undefined;
  #lookedAt = -1;
  #column = 0;
  #character = '';

  constructor(document: StreamDocument) {
    this.document = document;
    this.text = document.text;
    const bad = NOT_A_CHARACTER.exec(document.text);
    if (bad)
      throw this.mistake('a control character stands here: in double quotes it can be written as an escape', bad.index);
    if (document.text.startsWith('\ufeff')) this.at = this.#lineStart = 1;
  }

  readonly mistake = (message: string, at = this.at): Error => mistakeAt(this.document, at, message);

  /** What comes next after spaces, line ends and comments: a character, `---` or `...`, or nothing at the end of the text. */
  next(): string {
    if (this.#lookedAt === this.at) return this.#character;
    if (!WRITTEN.test(this.text.charAt(this.at))) this.#skip();
    this.#lookedAt = this.at;
    this.#character = this.#isAtMarker() ? this.text.slice(this.at, this.at + 3) : this.text.charAt(this.at);
    this.#column = this.#character.length === 1 ? this.at - this.#lineStart : -1;
    return this.#character;
  }

  /** The column of what comes next; -1 where the document ends. */
  column(): number {
    this.next();
    return this.#column;
  }

  /** Whether an indicator of block collections comes next, which has a space after it. */
  isIndicator(character: '-' | '?' | ':'): boolean {
    return this.next() === character && isSpace(this.text, this.at + 1);
  }

  /** Takes an indicator; what comes after it on its line may begin a block collection, or not. @returns where it ends */
  take(mayBeginBlock: boolean, length = 1): number {
    this.at += length;
    this.mayBeginBlock = mayBeginBlock;
    return this.at;
  }

  #skip(): void {
    const { text } = this;
    const isFlow = this.flowLevel > 0;
    if (isFlow || !this.mayBeginBlock) this.at = endOf(BLANKS, text, this.at);
    const at = endOfAll(isFlow ? LINE_END_IN_FLOW : LINE_END, text, this.at);
    if (at > this.at) {
      this.at = this.#lineStart = at;
      if (!isFlow) this.mayBeginBlock = true;
    }
    this.at = endOf(isFlow ? BLANKS : SPACES, text, this.at);
    if (text[this.at] === '#') this.at = text.length;
  }

  /** Whether a line begins here that ends the document. */
  #isAtMarker(): boolean {
    return this.at === this.#lineStart && endOf(MARKER, this.text, this.at) > this.at;
  }

  /** Remembers where a key may begin. @returns whether a colon comes next that makes a key of what was read since */
  beginKey(): () => boolean {
    const { at } = this;
    const lineStart = this.#lineStart;
    return () => {
      const isColon = this.next() === ':' && (this.flowLevel > 0 || isSpace(this.text, this.at + 1));
      return isColon && this.#lineStart === lineStart && this.at - at <= LONGEST_KEY;
    };
  }

  /** A key up to its colon, if one expression finds it, as most are. */
  wholeKey(): Scalar | undefined {
    KEY.lastIndex = this.at;
    const [{ length } = '', plain, double, single = ''] = KEY.exec(this.text) ?? [];
    if (length === 0 || length > LONGEST_KEY) return undefined;
    const start = this.at;
    this.at += length - 1;
    const type = plain !== undefined ? 'plain' : double !== undefined ? 'double-quoted' : 'single-quoted';
    return { type, start, end: this.at, text: plain ?? double ?? single };
  }

  /** A plain scalar that ends with its line, as most do, since the next one is no further to the right than its collection. */
  plainLine(): Scalar | undefined {
    PLAIN_LINE.lastIndex = this.at;
    const [, spaces = '', text, indentation = ''] = PLAIN_LINE.exec(this.text) ?? [];
    if (text === undefined || indentation.length > this.indent) return undefined;
    const start = this.at + spaces.length;
    this.at = PLAIN_LINE.lastIndex;
    this.#lineStart = this.at - indentation.length;
    this.mayBeginBlock = true;
    return { type: 'plain', start, end: start + text.length, text };
  }

  /** The scalar that comes next. */
  scalar(): Scalar {
    const character = this.next();
    const why = character === '' ? 'the text ends before its value' : this.#whyNot(character);
    if (why !== undefined) throw this.mistake(why);
    if (this.isEndOfValue() || (this.flowLevel > 0 && this.isIndicator('-')))
      throw this.mistake('a value should stand here');
    const scalar = this.#written(character);
    this.last = scalar;
    return scalar;
  }

  #written(character: string): Scalar {
    if (character === '"' || character === "'") return this.#quoted(character);
    return character === '|' || character === '>' ? this.#blockScalar() : this.#plain();
  }

  /** Whether what comes next ends a value without beginning another one. */
  isEndOfValue(): boolean {
    const character = this.next();
    return character.length !== 1 || (this.flowLevel > 0 ? ',]}:?' : ',]}').includes(character);
  }

  /** Why nothing can begin with this character here. */
  #whyNot(character: string): string | undefined {
    if (character.length !== 1) return undefined;
    if (character === '%' && this.#column === 0)
      return 'a value that begins with % stands in quotes; directives are not read';
    if (character === '\t') return TAB;
    const isBlock = this.flowLevel === 0;
    if ('@`%'.includes(character) || (!isBlock && '|>'.includes(character)))
      return `a value that begins with ${character} stands in quotes`;
    if (!isBlock || this.mayBeginBlock || !isSpace(this.text, this.at + 1)) return undefined;
    return MISPLACED[character];
  }

  /**
   * What comes next cannot stand here: it can nowhere, or what comes before it on its line says why.
   *
   * @param message what is wrong otherwise, and where
   */
  unexpected(message: string, place?: number): Error {
    const why = this.#whyNot(this.next());
    if (why !== undefined) return this.mistake(why);
    const { last, at } = this;
    if (!last || /[^ \t]/.test(this.text.slice(last.end, at))) return this.mistake(message, place);
    const isInCollection = this.indent >= 0 || this.flowLevel > 0;
    if (isInCollection && isUnclosed(this.text, last)) return this.mistake(NEVER_CLOSED, last.start);
    const isItem = this.flowLevel > 0 && last.end < at && last.type !== 'anchor' && last.type !== 'tag';
    const after = isItem ? undefined : FOLLOWS[last.type];
    return after ? this.mistake(after) : this.mistake(message, place);
  }

  /** The anchor, the alias or the tag that comes next. */
  property(): Lexeme {
    const property = this.next() === '!' ? this.#tag() : this.#name();
    this.at = property.end;
    this.mayBeginBlock = false;
    this.last = property;
    return property;
  }

  #name(): Lexeme {
    const { at: start } = this;
    NAME.lastIndex = start;
    const [{ length } = '', mark, text] = NAME.exec(this.text) ?? [];
    if (text === undefined) throw this.mistake(`a value that begins with ${this.next()} stands in quotes`);
    return { type: mark === '*' ? 'alias' : 'anchor', start, end: start + length, text };
  }

  #tag(): Lexeme {
    const { at: start } = this;
    TAG.lastIndex = start;
    const [{ length } = '', verbatim, handle, name = ''] = TAG.exec(this.text) ?? [];
    const text = decoded(verbatim ?? (handle === undefined ? `!${name}` : `tag:yaml.org,2002:${name}`));
    const isKnown = !handle && (handle === undefined || name !== '');
    if (!isKnown || text === undefined || !isSpace(this.text, start + length))
      throw this.mistake('a value that begins with ! stands in quotes');
    return { type: 'tag', start, end: start + length, text };
  }

  #blockScalar(): Scalar {
    const { text, at: start, indent } = this;
    const { next, ...scalar } = readBlockScalar(text, start, indent, this.mistake);
    this.at = this.#lineStart = next;
    this.mayBeginBlock = true;
    return { type: text[start] === '|' ? 'literal' : 'folded', start, ...scalar };
  }

  #quoted(quote: '"' | "'"): Scalar {
    const { text, at: start, last } = this;
    const end = endOfQuoted(text, start);
    const [, ...lines] = text.slice(start, end).split(ANY_BREAK);
    if (end === undefined || lines.some((line) => endOf(MARKER, line, 0) > 0)) {
      const isSecond = this.indent >= 0 && last?.end === start && isUnclosed(text, last);
      throw this.mistake(NEVER_CLOSED, isSecond ? last.start : start);
    }
    const lastLine = lines.at(-1);
    if (lastLine !== undefined) this.#lineStart = end - lastLine.length;
    this.at = end;
    this.mayBeginBlock = false;
    const inner = text.slice(start + 1, end - 1);
    return quote === '"'
      ? { type: 'double-quoted', start, end, text: unescaped(inner, start + 1, this.mistake) }
      : { type: 'single-quoted', start, end, text: folded(inner).replaceAll("''", "'") };
  }

  #plain(): Scalar {
    const { text, at: start } = this;
    const isFlow = this.flowLevel > 0;
    const line = isFlow ? undefined : this.plainLine();
    if (line) return line;
    const word = isFlow ? WORD_IN_FLOW : WORD;
    let end = start;
    this.mayBeginBlock = false;
    for (;;) {
      if (this.#isAtMarker() || text[this.at] === '#') break;
      const at = endOfAll(word, text, this.at);
      if (at > this.at) {
        end = this.at = at;
        this.mayBeginBlock = false;
      }
      if (this.at >= text.length || !isSpace(this.text, this.at)) break;
      // A line that ends makes room for a block collection on the next one.
      this.mayBeginBlock = this.#spacesInPlain() && !isFlow;
      if (!isFlow && this.at - this.#lineStart <= this.indent) break;
    }
    return { type: 'plain', start, end, text: folded(text.slice(start, end)) };
  }

  /** @returns whether a line break was among them */
  #spacesInPlain(): boolean {
    const { text } = this;
    this.at = endOf(BLANKS, text, this.at);
    const lineStart = endOfAll(EMPTY_LINE, text, this.at);
    if (lineStart === this.at) return false;
    const at = endOf(BLANKS, text, lineStart);
    // Not where the block collection is indented.
    const tab = this.indent < 0 ? -1 : text.slice(this.at, at).search(`(?<=[${BREAKS}] {0,${this.indent}})\\t`);
    if (tab !== -1) throw this.mistake(TAB, this.at + tab);
    this.#lineStart = lineStart;
    this.at = at;
    return true;
  }
}

/** What stands on a line of its own, or cannot stand there twice. */
const MISPLACED: Readonly<Record<string, string>> = {
  '-': 'a list item stands on a line of its own',
  '?': 'a key that begins with ? stands on a line of its own',
  ':': 'a second `: ` on one line: a text that holds it stands in quotes',
};

/** A tag without the escapes of its octets; undefined where they are none. */
function decoded(tag: string): string | undefined {
  try {
    return decodeURIComponent(tag);
  } catch {
    return undefined;
  }
}
