import { positionAt, type StreamDocument } from './document.js';
import { isUnclosed, mistakeAt, NEVER_CLOSED, TAB, textAfter } from './mistakes.js';
import { endOfQuoted, readBlockScalar, readFlowScalar, type ScalarText } from './scalars.js';
import { BREAK, BREAKS, Source, SPACE } from './source.js';
import type { TokenType, YamlToken } from './token.js';
import type { ScalarStyle } from './tree.js';

/** A token that a `:` after it on its line would make a key. */
interface MaybeKey {
  /** Its number among all tokens. */
  readonly number: number;
  readonly at: number;
  readonly lineStart: number;
  /** It stands where a mapping goes on, so it must be one. */
  readonly isRequired: boolean;
}

/** A key and its colon are on one line, and no further apart (YAML 1.1, 9.3 and 10.2). */
const LONGEST_KEY = 1024;
/** No object of Kubernetes is nested so deeply; whoever walks a value can do so by calling itself. */
export const MOST_LEVELS = 1000;

/** What a plain scalar cannot begin with. */
const INDICATORS = '-?:,[]{}#&*!|>\'"%@`\t';
/** A plain scalar without anything special in it, up to the indentation of the next line with text. */
const PLAIN_LINE = /([^\s\x85\-?:,[\]{}#&*!|>'"%@`](?:[^\n\r\x85\u2028\u2029\t:#]*[^\s\x85:#])?) *\n( *)(?=[^\s\x85])/y;
const WORD = new RegExp(`(?:[^${SPACE}:]|:(?=[^${SPACE}]))+`, 'y');
const WORD_IN_FLOW = new RegExp(`(?:[^${SPACE}:,?[\\]{}]|:(?=[^${SPACE}]))+`, 'y');
/** A key that is a word or a quoted text without escapes, and its colon. */
const KEY = new RegExp(`(?:([A-Za-z_][\\w./-]*)|"([^"\\\\${BREAKS}]*)"|'([^'${BREAKS}]*)'):(?=[${SPACE}]|$)`, 'y');
const SPACES = / */y;
const BLANKS = /[ \t]*/y;
/** The end of a line: nothing, or a comment, and the break. */
const LINE_END = new RegExp(` *(?:#[^${BREAKS}]*)?${BREAK}`, 'y');
const LINE_END_IN_FLOW = new RegExp(`[ \\t]*(?:#[^${BREAKS}]*)?${BREAK}`, 'y');
const EMPTY_LINE = new RegExp(`[ \\t]*${BREAK}`, 'y');
const NAME = /[&*]([A-Za-z0-9_-]+)/y;
const TAG = /!(?:<([\w\-;/?:@&=+$,.!~*'()[\]%]+)>|(?:([\w-]*)!)?([\w\-;/?:@&=+$,.!~*'()[\]%]*))/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const NOT_A_CHARACTER = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/**
 * The tokens of a document, as Kubernetes' reader (go-yaml 2, a libyaml) finds them: indentation becomes `block map`,
 * `block sequence` and `block end`, and a `key` comes before a token once its `:` is seen.
 */
export class Tokens {
  readonly source: Source;
  readonly #document: StreamDocument;
  readonly #found: YamlToken[] = [];
  /** The next one, once it is clear that no key comes before it. */
  #head: YamlToken | undefined;
  #taken = 0;
  #at = 0;
  #lineStart = 0;
  /** Column of the block collection that is open, and of those around it. */
  #indent = -1;
  readonly #indents: number[] = [];
  #flowLevel = 0;
  /** Whether a key can begin at the next token. */
  #keyAllowed = true;
  /** One for each open flow collection and one for the block level. */
  readonly #maybeKeys: (MaybeKey | undefined)[] = [undefined];
  readonly #maybeKeyNumbers = new Map<number, number>();

  constructor(document: StreamDocument) {
    this.#document = document;
    this.source = new Source(document.text);
    const bad = NOT_A_CHARACTER.exec(document.text);
    if (bad)
      throw this.mistake(bad.index, 'a control character stands here: in double quotes it can be written as an escape');
    if (document.text.startsWith('\ufeff')) this.#at = this.#lineStart = 1;
  }

  mistake(offset: number, message: string): Error {
    return mistakeAt(this.#document, offset, message);
  }

  lineOf(offset: number): number {
    return positionAt(this.#document, offset).line;
  }

  /** A mistake at the next token, which cannot stand here: what comes before it on its line often says why. */
  unexpected(message: string, isInFlow = false): Error {
    const { start } = this.peek();
    const last = this.#found[this.#taken - 1];
    if (!last || /[^ \t]/.test(this.source.text.slice(last.end, start))) return this.mistake(start, message);
    if (isUnclosed(this.source.text, last)) return this.mistake(last.start, NEVER_CLOSED);
    const isItem = isInFlow && last.end < start && last.type !== 'anchor' && last.type !== 'tag';
    return this.mistake(start, (!isItem && textAfter(last)) || message);
  }

  /** The next token, which stays. */
  peek(): YamlToken {
    this.#head ??= this.#ready();
    return this.#head;
  }

  #ready(): YamlToken {
    for (;;) {
      const head = this.#found[this.#taken];
      const level = this.#maybeKeyNumbers.size === 0 ? undefined : this.#maybeKeyNumbers.get(this.#taken);
      if (head && (level === undefined || !this.#possibleKey(level))) return head;
      this.#fetch();
    }
  }

  take(): YamlToken {
    const token = this.peek();
    this.#head = undefined;
    this.#taken++;
    return token;
  }

  #fetch(): void {
    this.#skipToToken();
    const { text } = this.source;
    const column = this.#at - this.#lineStart;
    if (this.#at >= text.length) return this.#endOfText();
    this.#closeBlocks(column);
    if (this.#flowLevel === 0 && this.#keyAllowed && this.#wholeKey(column)) return;
    const character = text.charAt(this.#at);
    if (column > 0 && !INDICATORS.includes(character)) return this.#plain();
    if (column === 0 && character === '%')
      throw this.mistake(this.#at, 'a value that begins with % stands in quotes; directives are not read');
    if (this.#isAtMarker()) return this.#marker();
    const endsWord = this.source.isSpace(this.#at + 1);
    switch (character) {
      case '[':
      case '{':
        this.#saveKey();
        this.#maybeKeys.push(undefined);
        if (++this.#flowLevel > MOST_LEVELS) throw this.#tooDeep();
        return this.#indicator(character, true);
      case ']':
      case '}':
        this.#dropKey();
        if (this.#flowLevel > 0) {
          this.#flowLevel--;
          this.#maybeKeys.pop();
        }
        return this.#indicator(character, false);
      case ',':
        this.#dropKey();
        return this.#indicator(character, true);
      case '-':
        if (endsWord) return this.#dash();
        break;
      case '?':
        if (this.#flowLevel > 0 || endsWord) return this.#explicitKey();
        break;
      case ':':
        if (this.#flowLevel > 0 || endsWord) return this.#colon();
        break;
      case '*':
      case '&':
        return this.#name(character === '*' ? 'alias' : 'anchor');
      case '!':
        return this.#tag();
      case '|':
      case '>':
        if (this.#flowLevel === 0) return this.#blockScalar();
        break;
      case "'":
      case '"':
        return this.#quoted(character);
    }
    const isIndicator = INDICATORS.includes(character);
    const mayBegin = character === '-' || (this.#flowLevel === 0 && (character === '?' || character === ':'));
    if (isIndicator && !mayBegin)
      throw this.mistake(this.#at, character === '\t' ? TAB : `a value that begins with ${character} stands in quotes`);
    this.#plain();
  }

  /** Most tokens are the keys of block mappings, which one expression finds. */
  #wholeKey(column: number): boolean {
    KEY.lastIndex = this.#at;
    const [{ length } = '', plain, double, single = ''] = KEY.exec(this.source.text) ?? [];
    if (length === 0 || length > LONGEST_KEY) return false;
    this.#dropKey();
    this.#openBlock('block map', column, this.#at);
    const end = this.#at + length - 1;
    const style = plain !== undefined ? 'plain' : double !== undefined ? 'double-quoted' : 'single-quoted';
    this.#put({ type: 'whole key', start: this.#at, end, text: plain ?? double ?? single, style });
    this.#keyAllowed = false;
    this.#at = endOf(SPACES, this.source.text, end + 1);
    this.#plainLine();
    return true;
  }

  #skipToToken(): void {
    const { text } = this.source;
    const isFlow = this.#flowLevel > 0;
    if (isFlow || !this.#keyAllowed) this.#at = endOf(BLANKS, text, this.#at);
    const at = endOfAll(isFlow ? LINE_END_IN_FLOW : LINE_END, text, this.#at);
    if (at > this.#at) {
      this.#at = this.#lineStart = at;
      if (!isFlow) this.#keyAllowed = true;
    }
    this.#at = endOf(isFlow ? BLANKS : SPACES, text, this.#at);
    if (text[this.#at] === '#') this.#at = text.length;
  }

  #put(token: YamlToken): void {
    this.#found.push(token);
  }

  #indicator(type: TokenType, keyAllowed: boolean, length = 1): void {
    this.#keyAllowed = keyAllowed;
    this.#put({ type, start: this.#at, end: this.#at + length });
    this.#at += length;
  }

  #endOfText(): void {
    // The last line is over, so nothing on it can become a key.
    this.#lineStart = this.#at;
    this.#closeBlocks(-1);
    this.#dropKey();
    this.#keyAllowed = false;
    this.#put({ type: 'end', start: this.#at, end: this.#at });
  }

  /** Whether a line begins here that ends the document. */
  #isAtMarker(): boolean {
    if (this.#at !== this.#lineStart || !this.source.isSpace(this.#at + 3)) return false;
    return this.source.text.startsWith('---', this.#at) || this.source.text.startsWith('...', this.#at);
  }

  #marker(): void {
    this.#closeBlocks(-1);
    this.#dropKey();
    this.#indicator(this.source.text.startsWith('---', this.#at) ? '---' : '...', false, 3);
  }

  #dash(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) throw this.mistake(this.#at, 'a list item stands on a line of its own');
      this.#openBlock('block sequence', this.#at - this.#lineStart, this.#at);
    }
    this.#dropKey();
    this.#indicator('-', true);
  }

  #explicitKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) throw this.mistake(this.#at, 'a key that begins with ? stands on a line of its own');
      this.#openBlock('block map', this.#at - this.#lineStart, this.#at);
    }
    this.#dropKey();
    this.#indicator('key', this.#flowLevel === 0);
  }

  #colon(): void {
    const level = this.#maybeKeys.length - 1;
    const key = this.#possibleKey(level);
    if (key) {
      this.#found.splice(key.number, 0, { type: 'key', start: key.at, end: key.at });
      this.#openBlock('block map', key.at - key.lineStart, key.at, key.number);
      this.#forgetKey(level);
      return this.#indicator('value', false);
    }
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed)
        throw this.mistake(this.#at, 'a second `: ` on one line: a text that holds it stands in quotes');
      this.#openBlock('block map', this.#at - this.#lineStart, this.#at);
    }
    this.#indicator('value', this.#flowLevel === 0);
  }

  #openBlock(type: TokenType, column: number, at: number, place = this.#found.length): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > MOST_LEVELS) throw this.#tooDeep();
    this.#found.splice(place, 0, { type, start: at, end: at });
  }

  #closeBlocks(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#put({ type: 'block end', start: this.#at, end: this.#at });
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #tooDeep(): Error {
    return this.mistake(this.#at, `nested more than ${MOST_LEVELS} levels deep`);
  }

  /** What is about to be read may be a key. */
  #saveKey(): void {
    if (!this.#keyAllowed) return;
    this.#dropKey();
    const number = this.#found.length;
    const isRequired = this.#flowLevel === 0 && this.#indent === this.#at - this.#lineStart;
    this.#maybeKeys[this.#maybeKeys.length - 1] = { number, at: this.#at, lineStart: this.#lineStart, isRequired };
    this.#maybeKeyNumbers.set(number, this.#maybeKeys.length - 1);
  }

  #dropKey(): void {
    const level = this.#maybeKeys.length - 1;
    if (this.#maybeKeys[level]?.isRequired) throw this.#noColon(this.#maybeKeys[level].at);
    this.#forgetKey(level);
  }

  #forgetKey(level: number): void {
    const key = this.#maybeKeys[level];
    if (key) this.#maybeKeyNumbers.delete(key.number);
    this.#maybeKeys[level] = undefined;
  }

  /** The key that a `:` would make here; its line may be over. */
  #possibleKey(level: number): MaybeKey | undefined {
    const key = this.#maybeKeys[level];
    if (!key || (key.lineStart === this.#lineStart && key.at + LONGEST_KEY >= this.#at)) return key;
    if (key.isRequired) throw this.#noColon(key.at);
    this.#forgetKey(level);
    return undefined;
  }

  #noColon(at: number): Error {
    return this.mistake(at, 'a key without its colon: a mapping goes on here, one `key: value` after the other');
  }

  #name(type: 'alias' | 'anchor'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    NAME.lastIndex = this.#at;
    const found = NAME.exec(this.source.text);
    const end = this.#at + (found?.[0].length ?? 0);
    if (!found || !(this.source.isSpace(end) || '?:,]}%@`'.includes(this.source.text.charAt(end))))
      throw this.mistake(this.#at, `a value that begins with ${type === 'alias' ? '*' : '&'} stands in quotes`);
    this.#put({ type, start: this.#at, end, text: found[1] ?? '' });
    this.#at = end;
  }

  #tag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    TAG.lastIndex = this.#at;
    const [found = '', verbatim, handle, name = ''] = TAG.exec(this.source.text) ?? [];
    const end = this.#at + found.length;
    const text = decoded(verbatim ?? (handle === undefined ? `!${name}` : `tag:yaml.org,2002:${name}`));
    const isKnown = !handle && (handle === undefined || name !== '');
    if (!isKnown || text === undefined || !this.source.isSpace(end))
      throw this.mistake(this.#at, 'a value that begins with ! stands in quotes');
    this.#put({ type: 'tag', start: this.#at, end, text });
    this.#at = end;
  }

  #blockScalar(): void {
    this.#dropKey();
    this.#keyAllowed = true;
    const read = readBlockScalar(this.source, this.#at, { parent: this.#indent }, { value: '' }, (at, message) =>
      this.mistake(at, message),
    );
    const style = this.source.text[this.#at] === '|' ? 'literal' : 'folded';
    this.#put({ type: 'scalar', start: this.#at, end: read.end, text: read.value, style, margin: read.margin });
    this.#at = read.next;
    this.#lineStart = read.lineStart;
  }

  #quoted(quote: string): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#at;
    const end = endOfQuoted(this.source.text, start);
    if (end === undefined || MARKER_INSIDE.test(this.source.text.slice(start, end))) {
      const before = this.#found.at(-1);
      const isSecond = this.#indent >= 0 && before?.end === start && isUnclosed(this.source.text, before);
      throw this.mistake(isSecond ? before.start : start, NEVER_CLOSED);
    }
    this.#flowScalar(quote === '"' ? 'double-quoted' : 'single-quoted', start, end);
    this.#moveTo(end);
  }

  #plain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { text } = this.source;
    const start = this.#at;
    if (this.#flowLevel === 0 && this.#plainLine()) return;
    const word = this.#flowLevel > 0 ? WORD_IN_FLOW : WORD;
    let end = start;
    let isOnNewLine = false;
    for (;;) {
      if (this.#isAtMarker() || text[this.#at] === '#') break;
      word.lastIndex = this.#at;
      if (word.test(text)) {
        end = this.#at = word.lastIndex;
        isOnNewLine = false;
      }
      if (this.#at >= text.length || !this.source.isSpace(this.#at)) break;
      isOnNewLine = this.#spacesInPlain();
      if (this.#flowLevel === 0 && this.#at - this.#lineStart <= this.#indent) break;
    }
    this.#flowScalar('plain', start, end);
    if (isOnNewLine) this.#keyAllowed = true;
  }

  /** Most plain scalars end with their line, since the next one is no further to the right than their collection. */
  #plainLine(): boolean {
    PLAIN_LINE.lastIndex = this.#at;
    const [, text, indentation] = PLAIN_LINE.exec(this.source.text) ?? [];
    if (text === undefined || indentation === undefined || indentation.length > this.#indent) return false;
    this.#put({ type: 'scalar', start: this.#at, end: this.#at + text.length, text, style: 'plain' });
    this.#at = PLAIN_LINE.lastIndex;
    this.#lineStart = this.#at - indentation.length;
    this.#keyAllowed = true;
    return true;
  }

  /** @returns whether a line break was among them */
  #spacesInPlain(): boolean {
    const { text } = this.source;
    this.#at = endOf(BLANKS, text, this.#at);
    const lineStart = endOfAll(EMPTY_LINE, text, this.#at);
    if (lineStart === this.#at) return false;
    const at = endOf(BLANKS, text, lineStart);
    const tab = text.slice(this.#at, at).includes('\t') ? this.#tabInIndentation(at) : undefined;
    if (tab !== undefined) throw this.mistake(tab, TAB);
    this.#lineStart = lineStart;
    this.#at = at;
    return true;
  }

  /** The first tab between here and an offset that stands where the block collection's indentation is. */
  #tabInIndentation(end: number): number | undefined {
    if (this.#indent < 0) return undefined;
    const tab = new RegExp(`(?<=[${BREAKS}] {0,${this.#indent}})\\t`).exec(this.source.text.slice(this.#at, end));
    return tab ? this.#at + tab.index : undefined;
  }

  #flowScalar(style: ScalarStyle, start: number, end: number): void {
    const into: ScalarText = { value: '' };
    readFlowScalar(this.source.text, { style, start, end }, into, (at, message) => this.mistake(at, message));
    this.#put({ type: 'scalar', start, end, text: into.value, style });
  }

  /** Over the lines of a quoted scalar. */
  #moveTo(end: number): void {
    for (let at = this.source.lineEnd(this.#at); at < end; at = this.source.lineEnd(this.#lineStart))
      this.#lineStart = at + this.source.breakLength(at);
    this.#at = end;
  }
}

/** Where an expression that is sticky ends, or where it began. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The same of as many as there are: one by one, since a text of millions of lines is too much for one expression. */
function endOfAll(pattern: RegExp, text: string, at: number): number {
  let end = at;
  for (let next = endOf(pattern, text, end); next > end; next = endOf(pattern, text, end)) end = next;
  return end;
}

/** A line that ends a document ends a quoted scalar, too, which is a mistake. */
const MARKER_INSIDE = new RegExp(`[${BREAKS}](?:---|\\.\\.\\.)(?=[${SPACE}]|$)`);

/** A tag without the escapes of its octets; undefined where they are none. */
function decoded(tag: string): string | undefined {
  try {
    return decodeURIComponent(tag);
  } catch {
    return undefined;
  }
}
