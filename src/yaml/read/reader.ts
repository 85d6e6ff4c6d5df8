import type { JsonObject } from '../../json/values.js';
import { positionAt, type StreamDocument } from './document.js';
import { textAfter } from './mistakes.js';
import { type KeyAndItem, Nodes, nothing, type Properties } from './nodes.js';
import { type Scalar, Scanner } from './scanner.js';
import type { MapNode, Node, Pair, SequenceNode } from './tree.js';

/** No object of Kubernetes is nested so deeply; whoever walks a value can do so by calling itself. */
export const MOST_LEVELS = 1000;

/** Reads a document: from its text to its tree, a function for each thing of YAML's grammar. */
export class Reader {
  readonly #document: StreamDocument;
  readonly #scan: Scanner;
  readonly #nodes: Nodes;
  /** How many collections are open. */
  #levels = 0;

  constructor(document: StreamDocument) {
    this.#document = document;
    this.#scan = new Scanner(document);
    this.#nodes = new Nodes(this.#scan);
  }

  root(): Node | null {
    const scan = this.#scan;
    const hasMarker = scan.next() === '---';
    if (hasMarker) scan.take(false, 3);
    if (scan.next() === '') return null;
    const root = hasMarker && scan.next() === '...' ? null : this.#node(false);
    while (scan.next() === '...') scan.take(false, 3);
    // Go would leave out what comes here without a word.
    if (scan.next() !== '') throw scan.unexpected('a document has one value, and this comes after it');
    if (root) this.#nodes.refuseNoNumber(root);
    return root;
  }

  /**
   * A node outside of brackets, which comes next.
   *
   * @param isEntry whether it is an entry of a mapping: its list may begin in the column of the key
   */
  #node(isEntry: boolean): Node {
    const scan = this.#scan;
    this.#nodes.count++;
    let above: Properties = {};
    for (;;) {
      const collection = this.#blockCollection(isEntry);
      if (collection) return this.#nodes.finished(above, collection);
      const start = scan.at;
      const column = scan.column();
      const mayBeKey = scan.mayBeginBlock && column > scan.indent;
      const isKey = scan.beginKey();
      const own = this.#properties();
      // At the end of a line they belong to what comes on the next, if that belongs here.
      if (own.last && scan.mayBeginBlock) {
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
    const scan = this.#scan;
    const column = scan.column();
    if (column !== scan.indent || column < 0) return column > scan.indent;
    return (isEntry && scan.isIndicator('-')) || scan.next() === '|' || scan.next() === '>';
  }

  /** The block collection that comes next, if its first characters say so. */
  #blockCollection(isEntry: boolean): Node | undefined {
    const scan = this.#scan;
    const column = scan.column();
    if (!scan.mayBeginBlock || column < scan.indent) return undefined;
    if (scan.isIndicator('-')) return isEntry || column > scan.indent ? this.#sequence(column) : undefined;
    if (column === scan.indent) return undefined;
    const start = scan.at;
    if (scan.isIndicator('?') || scan.isIndicator(':')) return this.#map(column, start);
    const key = scan.wholeKey();
    return key && this.#map(column, start, this.#nodes.bare(key));
  }

  /** A list in a column, which may be that of its mapping. */
  #sequence(column: number): SequenceNode {
    const scan = this.#scan;
    const start = scan.at;
    const outer = this.#begin(column);
    const items: Node[] = [];
    while (this.#isAtEntry(column) && scan.isIndicator('-')) items.push(this.#valueAfter(scan.take(true), false));
    this.#levels--;
    if (outer < column) this.#end(column, '`- `');
    scan.indent = outer;
    const value = items.map((item) => item.value);
    return { kind: 'sequence', flow: false, items, value, start, end: items.at(-1)?.end ?? start };
  }

  /** @param first the first key, if it is read */
  #map(column: number, start: number, first?: Node): MapNode {
    const scan = this.#scan;
    const outer = this.#begin(column);
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    for (let entry = this.#entry(column, first); entry; entry = this.#entry(column))
      pairs.push(this.#nodes.pair(entry, value));
    this.#levels--;
    this.#end(column, 'a key');
    scan.indent = outer;
    return { kind: 'map', flow: false, pairs, value, start, end: pairs.at(-1)?.value.end ?? start };
  }

  #begin(column: number): number {
    const { indent } = this.#scan;
    this.#enter();
    this.#scan.indent = column;
    return indent;
  }

  #end(column: number, expected: string): void {
    if (this.#scan.column() < column) return;
    const line = 'or a line further to the left';
    throw this.#scan.unexpected(`the indentation does not fit the lines above: expected ${expected}, ${line}`);
  }

  /** Whether an entry of the block collection in a column may come next; after a text of several lines it cannot. */
  #isAtEntry(column: number): boolean {
    return this.#scan.column() === column && this.#scan.mayBeginBlock;
  }

  /** The next entry of a block mapping. */
  #entry(column: number, first?: Node): KeyAndItem | undefined {
    const scan = this.#scan;
    if (first) return { key: first, item: this.#valueAfter(scan.take(false), true) };
    if (!this.#isAtEntry(column)) return undefined;
    const whole = scan.wholeKey();
    if (whole) return { key: this.#nodes.bare(whole), item: this.#valueAfter(scan.take(false), true) };
    if (scan.isIndicator('?')) {
      const key = this.#valueAfter(scan.take(true), true);
      const hasItem = this.#isAtEntry(column) && scan.isIndicator(':');
      return { key, item: hasItem ? this.#valueAfter(scan.take(true), true) : this.#nodes.empty(key.end) };
    }
    if (scan.isIndicator(':')) {
      const key = this.#nodes.empty(scan.at);
      return { key, item: this.#valueAfter(scan.take(true), true) };
    }
    const key = this.#key();
    return key && { key, item: this.#valueAfter(scan.take(false), true) };
  }

  #key(): Node | undefined {
    const scan = this.#scan;
    if (scan.isEndOfValue() || scan.isIndicator('-') || scan.next() === '|' || scan.next() === '>') return undefined;
    const { at } = scan;
    const isKey = scan.beginKey();
    const key = this.#inline();
    if (isKey()) return key;
    if (scan.isIndicator(':')) throw scan.mistake('a key stands on one line with its colon, and near it', at);
    throw scan.unexpected('a key without its colon: a mapping goes on here, one `key: value` after the other', at);
  }

  /** What follows an indicator of a block collection that ends at an offset. */
  #valueAfter(end: number, isEntry: boolean): Node {
    const plain = this.#scan.plainLine();
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
    const scan = this.#scan;
    const found: Properties = {};
    for (let next = scan.next(); next === '&' || next === '!'; next = scan.next()) {
      if (found.last && scan.mayBeginBlock) break;
      if (next === '&' ? found.anchor : found.tag) throw scan.unexpected('a value should stand here');
      found.last = scan.property();
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
    if (twice) throw this.#scan.mistake(textAfter(twice) ?? '', twice.start);
    return { ...above, ...own };
  }

  /** What properties belong to, unless that is a block collection. */
  #unit(properties: Properties): Node | Scalar {
    const scan = this.#scan;
    const { last } = properties;
    if (scan.next() === '*') {
      if (last) throw scan.unexpected('a value should stand here');
      return this.#nodes.alias(scan.property());
    }
    if (last && (scan.isEndOfValue() || scan.mayBeginBlock || scan.isIndicator(':'))) return nothing(last.end);
    return this.#flow() ?? scan.scalar();
  }

  /** The collection in brackets or braces that comes next, if there is one. */
  #flow(): Node | undefined {
    const scan = this.#scan;
    const open = scan.next();
    if (open !== '[' && open !== '{') return undefined;
    const close = open === '[' ? ']' : '}';
    const start = scan.at;
    this.#enter();
    scan.flowLevel++;
    scan.take(false);
    const items: Node[] = [];
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    while (scan.next() !== close) {
      if (scan.next() === '') break;
      if (open === '[') items.push(this.#flowItem());
      else pairs.push(this.#nodes.pair(this.#flowEntry(), value));
      if (scan.next() === ',') scan.take(false);
      else if (scan.next() !== close && scan.next() !== '') throw this.#noComma(close, start);
    }
    if (scan.next() === '') throw scan.mistake('this bracket is never closed', start);
    scan.last = { type: close, start: scan.at, end: scan.at + 1 };
    const end = scan.take(false);
    scan.flowLevel--;
    this.#levels--;
    return open === '['
      ? { kind: 'sequence', flow: true, items, value: items.map((item) => item.value), start, end }
      : { kind: 'map', flow: true, pairs, value, start, end };
  }

  /** `[a: 1]` is a list of one mapping. */
  #flowItem(): Node {
    this.#scan.next();
    const start = this.#scan.at;
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
    const scan = this.#scan;
    if (scan.next() === '?') {
      const key = this.#flowValueAfter(scan.take(false));
      return { key, item: scan.next() === ':' ? this.#flowValueAfter(scan.take(false)) : this.#nodes.empty(key.end) };
    }
    const isKey = scan.beginKey();
    const key = this.#inline();
    return isKey() ? { key, item: this.#flowValueAfter(scan.take(false)) } : { key };
  }

  #flowValueAfter(end: number): Node {
    return this.#scan.isEndOfValue() ? this.#nodes.empty(end) : this.#inline();
  }

  #noComma(close: string, start: number): Error {
    const isBelow = /[\n\r]/.test(this.#scan.text.slice(start, this.#scan.at));
    const { line } = positionAt(this.#document, start);
    const or = isBelow ? `, or the bracket of line ${line} is never closed` : '';
    return this.#scan.unexpected(`a comma or ${close} is missing before this${or}`);
  }

  /** A collection inside those that are open, of whichever style. */
  #enter(): void {
    if (++this.#levels > MOST_LEVELS) throw this.#scan.mistake(`nested more than ${MOST_LEVELS} levels deep`);
  }
}
