import { lazily } from '../../base/util.js';
import { isBlockCollection, type Node, type Parsed } from '../read/tree.js';
import { blockLines, indented } from './write.js';

/** Which texts may be literal block scalars, which do not carry all texts in all places: new ones too, or those that are. */
export type Literals = 'any' | 'kept' | 'none';

/** Of a block collection below a key: where it begins, and by how many columns it is indented against the key. */
interface Indentation {
  readonly kind: 'map' | 'sequence';
  readonly start: number;
  readonly columns: number;
}

/** One document under edit: its text, and the edits collected so far. */
export class Editing {
  /** It ends in a line break also where the document does not. */
  readonly text: string;
  readonly eol: string;
  readonly literals: Literals;
  /** Whether the document does not end in a line break. */
  readonly #isOpen: boolean;
  /** Replacements of `text[start..end)`. */
  readonly #edits: { start: number; end: number; text: string }[] = [];
  readonly #indentations: () => Indentation[];

  constructor({ document: { text }, root }: Parsed, literals: Literals = 'any') {
    this.#indentations = lazily(() => this.#indentationsIn(root));
    this.literals = literals;
    this.#isOpen = !text.endsWith('\n');
    // CR alone only where there is no other: what ends with one would not be set off from the next document.
    this.eol = (/\r?\n/.exec(text) ?? /[\r\x85]/.exec(text))?.[0] ?? '\n';
    this.text = this.#isOpen ? text + this.eol : text;
  }

  replace(start: number, end: number, text: string): void {
    if (start < end || text !== '') this.#edits.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** Column, from 0, of an offset. */
  column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  lineStart(offset: number): number {
    return offset === 0 ? 0 : this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Offset of the line's break, or the text's end. */
  lineEnd(offset: number): number {
    return Math.max(offset, this.#beforeBreak(this.nextLine(offset)));
  }

  /** Offset of the first line after the one which holds `offset`, or the text's end. */
  nextLine(offset: number): number {
    const at = this.text.indexOf('\n', offset);
    return at === -1 ? this.text.length : at + 1;
  }

  /** Whether only spaces stand before `offset` on its line. */
  startsLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === '';
  }

  /** Offset after the last character of a node; of a block scalar that is before the break of its last line. */
  contentEnd({ end }: Node): number {
    return this.#beforeBreak(end);
  }

  #beforeBreak(end: number): number {
    if (this.text[end - 1] !== '\n') return end;
    return this.text[end - 2] === '\r' ? end - 2 : end - 1;
  }

  /**
   * Block lines for a mapping or sequence, written as the collections nearby; each ends with the document's break.
   *
   * @param after the offset after which they stand
   */
  blockLines(value: object, column: number, after: number): string {
    const near = (kind: Indentation['kind']): number | undefined => {
      const all = this.#indentations().filter((one) => one.kind === kind);
      return (all.findLast(({ start }) => start <= after) ?? all[0])?.columns;
    };
    const indentSequences = (near('sequence') ?? 0) > 0;
    const style = { step: near('map') ?? 2, indentSequences, literals: this.literals === 'any' };
    return this.lines(blockLines(value, style), column);
  }

  /** Lines at a margin; each ends with the document's break. */
  lines(lines: readonly string[], column = 0): string {
    return indented([...lines, ''], column).join(this.eol);
  }

  #indentationsIn(node: Node | null): Indentation[] {
    // In brackets there is no block collection, but there may be thousands of keys on a line.
    if (!isBlockCollection(node)) return [];
    if (node.kind === 'sequence') return node.items.flatMap((item) => this.#indentationsIn(item));
    return node.pairs.flatMap(({ key, value }) => {
      if (!isBlockCollection(value)) return [];
      const { kind, start } = value;
      const columns = this.column(start) - this.column(key.start);
      const isOne = kind === 'sequence' || columns > 0;
      return [...(isOne ? [{ kind, start, columns }] : []), ...this.#indentationsIn(value)];
    });
  }

  /** All edits carried out; a later one at the same offset comes after an earlier one. */
  result(): string {
    const parts: string[] = [];
    let position = 0;
    for (const { start, end, text } of this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      parts.push(this.text.slice(position, start), text);
      position = end;
    }
    parts.push(this.text.slice(position));
    // Where the last lines are removed, the one before them keeps its break.
    return parts.join('').slice(0, this.#isOpen && parts.slice(-2).some(Boolean) ? -this.eol.length : undefined);
  }
}
