import { failure, type HostportError } from '../../base/errors.js';
import { lazily } from '../../base/lazily.js';
import { type Parsed, positionAt, type StreamDocument } from '../read/document.js';
import { isBlockScalar, type Node, type Pair } from '../read/tree.js';
import { type BlockStyle, blockLines } from './write.js';

/** A replacement of `text[start..end)`. */
interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Where block lines are to stand: their first column, and the offset after which the document goes on. */
interface BlockPlace {
  column: number;
  after: number;
}

/** A collection inside a mapping, and by how many columns it is indented against its key. */
interface Indentation {
  offset: number;
  columns: number;
}

interface Indentations {
  maps: Indentation[];
  sequences: Indentation[];
}

/** One document under edit: its text, its tree, and the edits collected so far. */
export class Editing {
  readonly text: string;
  /** The document's line break. */
  readonly eol: string;
  readonly edits: TextEdit[] = [];
  readonly #document: StreamDocument;
  readonly #indentations: () => Indentations;

  constructor({ document, root }: Parsed) {
    this.text = document.text;
    this.eol = /\r\n|[\n\r\x85]/.exec(document.text)?.[0] ?? '\n';
    this.#document = document;
    this.#indentations = lazily(() => {
      const found: Indentations = { maps: [], sequences: [] };
      this.#collectIndentations(root, found);
      return found;
    });
  }

  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  /** Column, from 0, of an offset. */
  column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  lineStart(offset: number): number {
    return offset === 0 ? 0 : this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Offset of the line's break (of its `\r`, if it has one), or the text's end. */
  lineEnd(offset: number): number {
    const at = this.text.indexOf('\n', offset);
    if (at === -1) return this.text.length;
    return at > 0 && this.text[at - 1] === '\r' && at - 1 >= offset ? at - 1 : at;
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

  /** Inserts whole lines (each with its line break) at a line start; a text without a last line break keeps none. */
  insertLines(at: number, lines: string): void {
    const isOpen = at === this.text.length && at > 0 && this.text[at - 1] !== '\n';
    this.replace(at, at, isOpen ? this.eol + lines.slice(0, -this.eol.length) : lines);
  }

  /** Block lines for a mapping or sequence, written as the collections nearby; each ends with the document's break. */
  blockLines(value: object, { column, after }: BlockPlace): string {
    const margin = ' '.repeat(column);
    return blockLines(value, this.#styleNear(after), this.#wouldExtendLiteral(after))
      .map((line) => (line === '' ? '' : margin + line) + this.eol)
      .join('');
  }

  /**
   * Whether what follows would become part of a literal: an indented comment, a line of spaces. At the end of a text
   * without a last line break the literal would lose its own.
   */
  #wouldExtendLiteral(offset: number): boolean {
    const next = this.nextLine(offset);
    if (next === this.text.length) return this.text[next - 1] !== '\n';
    return /^(?:\r?\n)*[ \t]+(?:#|\r?\n|$)/.test(this.text.slice(next));
  }

  /** The style of the block collections nearest before `offset`, else of the first after it. */
  #styleNear(offset: number): BlockStyle {
    const near = (all: readonly Indentation[]): Indentation | undefined =>
      all.findLast((one) => one.offset <= offset) ?? all[0];
    const { maps, sequences } = this.#indentations();
    return { step: near(maps)?.columns ?? 2, indentSequences: (near(sequences)?.columns ?? 0) > 0 };
  }

  #collectIndentations(node: Node | null, found: Indentations): void {
    if (node?.kind === 'sequence') for (const item of node.items) this.#collectIndentations(item, found);
    if (node?.kind !== 'map') return;
    for (const { key, value } of node.pairs) {
      if ((value.kind === 'map' || value.kind === 'sequence') && !value.flow && key.kind === 'scalar') {
        const columns = this.column(value.start) - this.column(key.start);
        if (value.kind === 'sequence') found.sequences.push({ offset: value.start, columns });
        else if (columns > 0) found.maps.push({ offset: value.start, columns });
      }
      this.#collectIndentations(value, found);
    }
  }

  /** All edits carried out; a later one at the same offset comes after an earlier one. */
  result(): string {
    const parts: string[] = [];
    let position = 0;
    for (const edit of [...this.edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
      if (edit.start < position) throw this.impossible(edit.start);
      parts.push(this.text.slice(position, edit.start), edit.text);
      position = edit.end;
    }
    parts.push(this.text.slice(position));
    return parts.join('');
  }

  /** A layout that this edit does not know. */
  impossible(offset: number): HostportError {
    return failure('layout', {}, { position: positionAt(this.#document, offset) });
  }
}

/** Where a pair's key begins; explicit keys (`? key`) are left alone. */
export function keyStart(editing: Editing, { key }: Pair): number {
  const { start } = key;
  const isExplicit = /\?\s+$/.test(editing.text.slice(editing.lineStart(start), start));
  if (key.kind !== 'scalar' || isExplicit) throw editing.impossible(start);
  return start;
}

/** Offset just after the colon of a pair, or after the key where a flow mapping has none. */
export function afterColon(editing: Editing, pair: Pair): number {
  keyStart(editing, pair);
  const { end } = pair.key;
  const rest = /^[ \t]*:/.exec(editing.text.slice(end, end + 80));
  return rest ? end + rest[0].length : end;
}

/**
 * Offset after the last character of a node's own content: comments and empty lines after it are not part of it;
 * the lines of a block scalar are.
 */
export function contentEnd(editing: Editing, node: Node): number {
  if (node.kind === 'map' && !node.flow) return pairEnd(editing, lastOf(editing, node.pairs));
  if (node.kind === 'sequence' && !node.flow) return contentEnd(editing, lastOf(editing, node.items));
  const { start, end } = node;
  if (!isBlockScalar(node)) return Math.max(start, end);
  if (editing.text[end - 1] !== '\n') return end;
  return editing.text[end - 2] === '\r' ? end - 2 : end - 1;
}

export function pairEnd(editing: Editing, { key, value }: Pair): number {
  return Math.max(contentEnd(editing, value), key.end);
}

function lastOf<T>(editing: Editing, items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) throw editing.impossible(0);
  return last;
}
