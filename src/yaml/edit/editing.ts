import { HostportError } from '../../base/errors.js';
import { isBlockScalar, type Node, type Pair } from '../read/tree.js';

/** A replacement of `text[start..end)`. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** One collection inside a mapping, and by how many columns it is indented against its key. */
export interface Observed {
  offset: number;
  value: number;
}

/** One document under edit: its text, its tree, and the edits collected so far. */
export class Editing {
  readonly text: string;
  readonly root: Node | null;
  /** The document's line break. */
  readonly eol: string;
  readonly edits: TextEdit[] = [];
  /** Filled by `styleNear` when something is inserted. */
  styles: { steps: Observed[]; sequences: Observed[] } | undefined;

  constructor(text: string, root: Node | null) {
    this.text = text;
    this.root = root;
    this.eol = text.charAt(text.indexOf('\n') - 1) === '\r' ? '\r\n' : '\n';
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

  /** Whether only blanks stand before `offset` on its line. */
  startsLine(offset: number): boolean {
    return this.text.slice(this.lineStart(offset), offset).trim() === '';
  }

  /** Inserts whole lines (each with its line break) at a line start; a text without a last line break keeps none. */
  insertLines(at: number, lines: string): void {
    const open = at === this.text.length && at > 0 && this.text[at - 1] !== '\n';
    this.replace(at, at, open ? this.eol + lines.slice(0, -this.eol.length) : lines);
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

  /** A layout this edit does not know: the caller says where. */
  impossible(offset: number): EditLayoutError {
    return new EditLayoutError(offset);
  }
}

/** Thrown inside the edit; `edit.ts` turns it into an error with file, line and column. */
export class EditLayoutError extends HostportError {
  readonly offset: number;
  constructor(offset: number) {
    super('edit', 'this YAML layout cannot be edited without touching its neighbours');
    this.offset = offset;
  }
}

/** Where a pair's key begins; explicit keys (`? key`) are left alone. */
export function keyStart(pair: Pair, editing: Editing): number {
  const { key } = pair;
  if (key?.kind !== 'scalar') throw editing.impossible(0);
  const { start } = key;
  if (/\?\s+$/.test(editing.text.slice(editing.lineStart(start), start))) throw editing.impossible(start);
  return start;
}

/** Offset just behind the colon of a pair, or behind the key where a flow mapping has none. */
export function afterColon(pair: Pair, editing: Editing): number {
  keyStart(pair, editing);
  const end = pair.key?.kind === 'scalar' ? pair.key.end : 0;
  const rest = /^[ \t]*:/.exec(editing.text.slice(end, end + 80));
  return rest ? end + rest[0].length : end;
}

/**
 * Offset behind the last character of a node's own content: comments and blank lines after it are not part of it;
 * the lines of a block scalar are.
 */
export function contentEnd(node: Node, editing: Editing): number {
  const { start, end } = node;
  if (node.kind === 'map' && !node.flow) return pairEnd(lastOf(node.pairs, editing), editing);
  if (node.kind === 'sequence' && !node.flow) return contentEnd(lastOf(node.items, editing), editing);
  if (!isBlockScalar(node)) return Math.max(start, end);
  if (editing.text[end - 1] !== '\n') return end;
  return editing.text[end - 2] === '\r' ? end - 2 : end - 1;
}

export function pairEnd(pair: Pair, editing: Editing): number {
  return pair.value ? contentEnd(pair.value, editing) : afterColon(pair, editing);
}

function lastOf<T>(items: readonly T[], editing: Editing): T {
  const last = items.at(-1);
  if (last === undefined) throw editing.impossible(0);
  return last;
}
