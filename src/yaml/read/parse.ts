import { HostportError } from '../../base/errors.js';
import type { JsonObject } from '../../json/values.js';
import { FOLLOWS } from './mistakes.js';
import { type KeyAndItem, Nodes, nothing, type Properties } from './nodes.js';
import { Scanner } from './scanner.js';
import { positionAt, type StreamDocument } from './split.js';
import type { MapNode, Node, Pair, Parsed, Scalar, SequenceNode } from './tree.js';

/**
 * Reads a document as Kubernetes reads it, which is go-yaml 2 and JSON after it. `yaml` reads YAML 1.2 and differs in line
 * breaks, tabs, comments, flow text at the margin, numbers and tags: what Kubernetes takes it refuses, and the other way
 * round. test/go holds this reader against Go's.
 *
 * @throws HostportError `input` with the line and column of the first mistake
 */
export function parse(document: StreamDocument): Parsed {
  const root = new Reader(document).root();
  return { document, root, value: root?.value ?? null };
}

/** A text's value; undefined for what is not YAML. */
export function readValue(text: string): unknown {
  try {
    return parse({ file: '', text, firstLine: 1 }).value;
  } catch (error) {
    if (error instanceof HostportError) return undefined;
    throw error;
  }
}

/**
 * Whether a text seems to hold an anchor and an alias. Kubernetes refuses a document whose aliases stand for too much of it;
 * to know that, it has to be read.
 */
export const mayHoldAliases = (text: string): boolean => /[\s[{,:]&[\w-]/.test(text) && /[\s[{,:]\*[\w-]/.test(text);

/** No object of Kubernetes is nested so deeply; whoever walks a value can do so by calling itself. */
export const MOST_LEVELS = 1000;

/** Reads a document: from its text to its tree, a function for each thing of YAML's grammar. */
class Reader extends Scanner {
  readonly #nodes = new Nodes(this.text, this.mistake);
  /** How many collections are open. */
  #levels = 0;

  root(): Node | null {
    const hasMarker = this.next() === '---';
    if (hasMarker) this.take(false, 3);
    if (this.next() === '') return null;
    const root = hasMarker && this.next() === '...' ? null : this.#node(false);
    while (this.next() === '...') this.take(false, 3);
    // Go would leave out what comes here without a word.
    if (this.next() !== '') throw this.unexpected('a document has one value, and this comes after it');
    if (root) this.#nodes.refuseNoNumber(root);
    return root;
  }

  /**
   * A node outside of brackets, which comes next.
   *
   * @param isEntry whether it is an entry of a mapping: its list may begin in the column of the key
   */
  #node(isEntry: boolean): Node {
    this.#nodes.count++;
    let above: Properties = {};
    for (;;) {
      const collection = this.#blockCollection(isEntry);
      if (collection) return this.#nodes.finished(above, collection);
      const start = this.at;
      const column = this.column();
      const mayBeKey = this.mayBeginBlock && column > this.indent;
      const isKey = this.beginKey();
      const own = this.#properties();
      // At the end of a line they belong to what comes on the next, if that belongs here.
      if (own.last && this.mayBeginBlock) {
        above = this.#together(above, own);
        if (this.#belongs(isEntry)) continue;
        return this.#nodes.finished(above, nothing(own.last.end));
      }
      const unit = this.#unit(own);
      const isFirstKey = mayBeKey && isKey();
      const node = this.#nodes.finished(isFirstKey ? own : this.#together(above, own), unit);
      if (!isFirstKey) return node;
      this.#nodes.count++;
      return this.#nodes.finished(above, this.#map(column, start, node));
    }
  }

  /** Whether what comes next is part of the block collection that is read, and no entry of it. */
  #belongs(isEntry: boolean): boolean {
    const column = this.column();
    if (column !== this.indent || column < 0) return column > this.indent;
    return (isEntry && this.isIndicator('-')) || this.next() === '|' || this.next() === '>';
  }

  /** The block collection that comes next, if its first characters say so. */
  #blockCollection(isEntry: boolean): Node | undefined {
    const column = this.column();
    if (!this.mayBeginBlock || column < this.indent) return undefined;
    if (this.isIndicator('-')) return isEntry || column > this.indent ? this.#sequence(column) : undefined;
    if (column === this.indent) return undefined;
    const start = this.at;
    if (this.isIndicator('?') || this.isIndicator(':')) return this.#map(column, start);
    const key = this.wholeKey();
    return key && this.#map(column, start, this.#nodes.bare(key));
  }

  /** A list in a column, which may be that of its mapping. */
  #sequence(column: number): SequenceNode {
    const start = this.at;
    const outer = this.#begin(column);
    const items: Node[] = [];
    while (this.#isAtEntry(column) && this.isIndicator('-')) items.push(this.#valueAfter(this.take(true), false));
    this.#levels--;
    if (outer < column) this.#end(column, '`- `');
    this.indent = outer;
    const value = items.map((item) => item.value);
    return { kind: 'sequence', flow: false, items, value, start, end: items.at(-1)?.end ?? start };
  }

  /** @param first the first key, if it is read */
  #map(column: number, start: number, first?: Node): MapNode {
    const outer = this.#begin(column);
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    for (let entry = this.#entry(column, first); entry; entry = this.#entry(column))
      pairs.push(this.#nodes.pair(entry, value));
    this.#levels--;
    this.#end(column, 'a key');
    this.indent = outer;
    return { kind: 'map', flow: false, pairs, value, start, end: pairs.at(-1)?.value.end ?? start };
  }

  #begin(column: number): number {
    const { indent } = this;
    this.#enter();
    this.indent = column;
    return indent;
  }

  #end(column: number, expected: string): void {
    if (this.column() < column) return;
    const line = 'or a line further to the left';
    throw this.unexpected(`the indentation does not fit the lines above: expected ${expected}, ${line}`);
  }

  /** Whether an entry of the block collection in a column may come next; after a text of several lines it cannot. */
  #isAtEntry(column: number): boolean {
    return this.column() === column && this.mayBeginBlock;
  }

  /** The next entry of a block mapping. */
  #entry(column: number, first?: Node): KeyAndItem | undefined {
    if (first) return { key: first, item: this.#valueAfter(this.take(false), true) };
    if (!this.#isAtEntry(column)) return undefined;
    if (this.isIndicator('?')) {
      const key = this.#valueAfter(this.take(true), true);
      const hasItem = this.#isAtEntry(column) && this.isIndicator(':');
      return { key, item: hasItem ? this.#valueAfter(this.take(true), true) : this.#nodes.empty(key.end) };
    }
    if (this.isIndicator(':'))
      return { key: this.#nodes.empty(this.at), item: this.#valueAfter(this.take(true), true) };
    const key = this.#key();
    return key && { key, item: this.#valueAfter(this.take(false), true) };
  }

  #key(): Node | undefined {
    const whole = this.wholeKey();
    if (whole) return this.#nodes.bare(whole);
    if (this.isEndOfValue() || this.isIndicator('-') || this.next() === '|' || this.next() === '>') return undefined;
    const { at } = this;
    const isKey = this.beginKey();
    const key = this.#inline();
    if (isKey()) return key;
    if (this.isIndicator(':')) throw this.mistake('a key stands on one line with its colon, and near it', at);
    throw this.unexpected('a key without its colon: a mapping goes on here, one `key: value` after the other', at);
  }

  /** What follows an indicator of a block collection that ends at an offset. */
  #valueAfter(end: number, isEntry: boolean): Node {
    const plain = this.plainLine();
    if (plain) return this.#nodes.bare(plain);
    return this.#belongs(isEntry) ? this.#node(isEntry) : this.#nodes.empty(end);
  }

  /** A node that begins no block collection. */
  #inline(): Node {
    this.#nodes.count++;
    const properties = this.#properties();
    return this.#nodes.finished(properties, this.#unit(properties));
  }

  /** The anchor and the tag that come next; outside of brackets those of one line. */
  #properties(): Properties {
    const found: Properties = {};
    for (let next = this.next(); next === '&' || next === '!'; next = this.next()) {
      if (found.last && this.mayBeginBlock) break;
      if (next === '&' ? found.anchor : found.tag) throw this.unexpected('a value should stand here');
      found.last = this.property();
      if (next === '!') found.tag = found.last;
      else {
        found.anchor = found.last;
        found.anchored = this.#nodes.anchored(found.last);
      }
    }
    return found;
  }

  /** The properties of lines above a node and those on its own line. */
  #together(above: Properties, own: Properties): Properties {
    const twice = above.anchor && own.anchor ? own.anchor : above.tag && own.tag;
    if (twice) throw this.mistake(FOLLOWS[twice.type] ?? '', twice.start);
    return { ...above, ...own };
  }

  /** What properties belong to, unless that is a block collection. */
  #unit(properties: Properties): Node | Scalar {
    const { last } = properties;
    if (this.next() === '*') {
      if (last) throw this.unexpected('a value should stand here');
      return this.#nodes.alias(this.property());
    }
    if (last && (this.isEndOfValue() || this.mayBeginBlock || this.isIndicator(':'))) return nothing(last.end);
    return this.#flow() ?? this.scalar();
  }

  /** The collection in brackets or braces that comes next, if there is one. */
  #flow(): Node | undefined {
    const open = this.next();
    if (open !== '[' && open !== '{') return undefined;
    const close = open === '[' ? ']' : '}';
    const start = this.at;
    this.#enter();
    this.flowLevel++;
    this.take(false);
    const items: Node[] = [];
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    while (this.next() !== close) {
      if (this.next() === '') break;
      if (open === '[') items.push(this.#flowItem());
      else pairs.push(this.#nodes.pair(this.#flowEntry(), value));
      if (this.next() === ',') this.take(false);
      else if (this.next() !== close && this.next() !== '') throw this.#noComma(close, start);
    }
    if (this.next() === '') throw this.mistake('this bracket is never closed', start);
    this.last = { type: close, start: this.at, end: this.at + 1, text: close };
    const end = this.take(false);
    this.flowLevel--;
    this.#levels--;
    return open === '['
      ? { kind: 'sequence', flow: true, items, value: items.map((item) => item.value), start, end }
      : { kind: 'map', flow: true, pairs, value, start, end };
  }

  /** `[a: 1]` is a list of one mapping. */
  #flowItem(): Node {
    this.next();
    const start = this.at;
    const { key, item } = this.#flowPair();
    if (!item) return key;
    this.#nodes.count++;
    const value: JsonObject = {};
    this.#nodes.pair({ key, item }, value);
    return { kind: 'pair', value, start, end: item.end };
  }

  #flowEntry(): KeyAndItem {
    const { key, item } = this.#flowPair();
    return { key, item: item ?? this.#nodes.empty(key.end) };
  }

  /** A node, and what follows its colon, or its `?`. */
  #flowPair(): { key: Node; item?: Node } {
    if (this.next() === '?') {
      const key = this.#flowValueAfter(this.take(false));
      return { key, item: this.next() === ':' ? this.#flowValueAfter(this.take(false)) : this.#nodes.empty(key.end) };
    }
    const isKey = this.beginKey();
    const key = this.#inline();
    return isKey() ? { key, item: this.#flowValueAfter(this.take(false)) } : { key };
  }

  #flowValueAfter(end: number): Node {
    return this.isEndOfValue() ? this.#nodes.empty(end) : this.#inline();
  }

  #noComma(close: string, start: number): Error {
    const isBelow = /[\n\r]/.test(this.text.slice(start, this.at));
    const { line } = positionAt(this.document, start);
    const or = isBelow ? `, or the bracket of line ${line} is never closed` : '';
    return this.unexpected(`a comma or ${close} is missing before this${or}`);
  }

  /** A collection inside those that are open, of whichever style. */
  #enter(): void {
    if (++this.#levels > MOST_LEVELS) throw this.mistake(`nested more than ${MOST_LEVELS} levels deep`);
  }
}
