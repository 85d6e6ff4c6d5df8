import { failure, type HostportError } from '../../base/errors.js';
import { lazily } from '../../base/util.js';
import { type Parsed, positionAt, type StreamDocument } from '../read/document.js';
import type { Node } from '../read/tree.js';
import { blockLines, indented } from './write.js';

/** A collection inside a mapping, and by how many columns it is indented against its key. */
interface Indentation {
  kind: 'map' | 'sequence';
  offset: number;
  columns: number;
}

/** Which texts may be literal block scalars, which do not carry all texts in all places: new ones too, or those that are. */
export type Literals = 'any' | 'kept' | 'none';

/** One document under edit: its text, and the edits collected so far. */
export class Editing {
  /** It ends in a line break also where the document does not. */
  readonly text: string;
  /** The document's line break. */
  readonly eol: string;
  readonly literals: Literals;
  readonly #document: StreamDocument;
  /** Replacements of `text[start..end)`. */
  readonly #edits: { start: number; end: number; text: string }[] = [];
  readonly #indentations: () => Indentation[];

  constructor({ document, root }: Parsed, literals: Literals = 'any') {
    this.literals = literals;
    const { text } = document;
    this.#document = document;
    this.eol = /\r\n|[\n\r\x85]/.exec(text)?.[0] ?? '\n';
    this.text = text.endsWith('\n') ? text : text + this.eol;
    this.#indentations = lazily(() => (root ? this.#indentationsIn(root) : []));
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
    let at = offset;
    while (this.text[at - 1] === ' ' || this.text[at - 1] === '\t') at--;
    return at === 0 || this.text[at - 1] === '\n';
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
      return (all.findLast(({ offset }) => offset <= after) ?? all[0])?.columns;
    };
    const indentSequences = (near('sequence') ?? 0) > 0;
    const style = { step: near('map') ?? 2, indentSequences, literals: this.literals === 'any' };
    return this.lines(blockLines(value, style), column);
  }

  /** Lines, with or without a line feed, at a margin; each ends with the document's break. */
  lines(lines: readonly string[], column = 0): string {
    const texts = lines.map((line) => line.replace('\n', ''));
    return indented([...texts, ''], column).join(this.eol);
  }

  #indentationsIn(node: Node): Indentation[] {
    if (node.kind === 'sequence') return node.items.flatMap((item) => this.#indentationsIn(item));
    if (node.kind !== 'map') return [];
    return node.pairs.flatMap(({ key, value }) => {
      const { kind, start } = value;
      if (kind !== 'map' && kind !== 'sequence') return [];
      const columns = this.column(start) - this.column(key.start);
      const isIndented = !value.flow && key.kind === 'scalar' && (kind === 'sequence' || columns > 0);
      return [...(isIndented ? [{ kind, offset: start, columns }] : []), ...this.#indentationsIn(value)];
    });
  }

  /** All edits carried out; a later one at the same offset comes after an earlier one. */
  result(): string {
    const edits = this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
    const parts: string[] = [];
    let position = 0;
    for (const { start, end, text } of edits) {
      parts.push(this.text.slice(position, start), text);
      position = end;
    }
    parts.push(this.text.slice(position));
    const isOpen = this.text.length > this.#document.text.length;
    // Where the last lines are removed, the one before them keeps its break.
    return parts.join('').slice(0, isOpen && parts.slice(-2).some(Boolean) ? -this.eol.length : undefined);
  }

  /** A layout that this edit does not know. */
  impossible(offset: number): HostportError {
    return failure('layout', {}, { position: positionAt(this.#document, offset) });
  }
}
