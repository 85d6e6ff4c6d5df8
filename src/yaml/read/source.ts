/** A line break to Kubernetes' reader (YAML 1.1, 4.2): CR, NEL, LS and PS, too. */
export const BREAK = '(?:\\r\\n|[\\n\\r\\x85\\u2028\\u2029])';
/** The same, and with spaces and tabs, for a character class. */
export const BREAKS = '\\n\\r\\x85\\u2028\\u2029';
export const SPACE = ` \\t${BREAKS}`;

const OTHER_BREAKS = ['\r', '\x85', '\u2028', '\u2029'];

/** A text in lines, as Kubernetes' reader sees them. */
export class Source {
  readonly text: string;
  readonly #hasOtherBreaks: boolean;

  constructor(text: string) {
    this.text = text;
    this.#hasOtherBreaks = OTHER_BREAKS.some((one) => text.includes(one));
  }

  /** Offset of the break that ends a line, or of the text's end. */
  lineEnd(at: number): number {
    if (this.#hasOtherBreaks) {
      ANY_BREAK.lastIndex = at;
      return ANY_BREAK.exec(this.text)?.index ?? this.text.length;
    }
    const end = this.text.indexOf('\n', at);
    return end === -1 ? this.text.length : end;
  }

  /**
   * The last line of a literal from one of its lines on: lines that begin with the margin and go on, empty ones between them,
   * where each ends with a line feed; the line itself where there are other breaks.
   */
  lastLineOf(margin: string, lineStart: number): number {
    let last = lineStart;
    if (this.#hasOtherBreaks) return last;
    for (let at = lineStart; this.text.startsWith(margin, at); ) {
      if (!'\n'.includes(this.text[at + margin.length] ?? '')) last = at;
      at = this.text.indexOf('\n', at) + 1;
      if (at === 0) break;
      while (this.text[at] === '\n') at++;
    }
    return last;
  }

  /** Where the last line begins that begins between two offsets; undefined where none does. */
  lastLineStart(start: number, end: number): number | undefined {
    const part = this.text.slice(start, end);
    const breaks = this.#hasOtherBreaks ? ['\n', ...OTHER_BREAKS] : ['\n'];
    const last = Math.max(...breaks.map((one) => part.lastIndexOf(one)));
    return last === -1 ? undefined : start + last + 1;
  }

  /** How long the break at an offset is; 0 where there is none. */
  breakLength(at: number): number {
    const character = this.text[at];
    if (character === '\n') return 1;
    if (!this.#hasOtherBreaks || character === undefined) return 0;
    if (character === '\r') return this.text[at + 1] === '\n' ? 2 : 1;
    return '\x85\u2028\u2029'.includes(character) ? 1 : 0;
  }

  /** Whether a space, a tab, a break or the text's end is at an offset. */
  isSpace(at: number): boolean {
    const character = this.text[at];
    return character === undefined || character === ' ' || character === '\t' || this.breakLength(at) > 0;
  }
}

const ANY_BREAK = /[\n\r\x85\u2028\u2029]/g;

/** What a line break becomes in a value: LS and PS stay. */
export const breakText = (lineBreak: string): string => (/[\u2028\u2029]/.test(lineBreak) ? lineBreak : '\n');
