/** Thrown where a text holds more than the plain reading knows; that document is left to `yaml`. */
export const NOT_PLAIN = new Error('not plain YAML');

/** A place in a text which moves forward over what is expected there. */
export class Cursor {
  readonly text: string;
  /** Offset of what comes next. */
  at = 0;
  /** Column, from 0, of the line's first token that is not read yet; -1 at the text's end. */
  column = -1;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.column === -1;
  }

  /** Whether a sticky expression matches here; the cursor stays. */
  sees(expression: RegExp): boolean {
    expression.lastIndex = this.at;
    return expression.test(this.text);
  }

  /** Moves behind what a sticky expression matches; where it does not, the cursor stays and it is false. */
  skip(expression: RegExp): boolean {
    expression.lastIndex = this.at;
    if (!expression.test(this.text)) return false;
    this.at = expression.lastIndex;
    return true;
  }

  /** What a sticky expression matches here, and moves behind it. */
  take(expression: RegExp): string {
    const start = this.at;
    if (!this.skip(expression)) throw NOT_PLAIN;
    return this.text.slice(start, this.at);
  }

  /** From a line's start to the next line that has a token. */
  nextLine(): void {
    this.skip(BLANK_LINES);
    const { text, at } = this;
    if (at === text.length) this.column = -1;
    else this.column = at === 0 ? 0 : at - (text.lastIndexOf('\n', at - 1) + 1);
  }
}

/** Lines of blanks and of comments, and the indentation of the line behind them; at the text's end they lack a break. */
const BLANK_LINES = /(?: *(?:#[^\n]*)?\r?\n)*(?: *#[^\n]*$| *)/y;
