import { isObject, type JsonObject, setOwn } from '../../json/values.js';
import type { StreamDocument } from './document.js';
import { keyName, resolvePlain, resolveTagged } from './resolve.js';
import type { TokenType, YamlToken } from './token.js';
import { Tokens } from './tokens.js';
import type { MapNode, Node, Pair, ScalarNode, SequenceNode } from './tree.js';

/** An anchored node, and how many nodes a use of it stands for. */
interface Anchored {
  node: Node | undefined;
  size: number;
}

const BEGINS_PAIR: ReadonlySet<TokenType> = new Set(['whole key', 'key', 'value']);

/** Makes the tree of a document from its tokens. */
export class Composer {
  readonly #tokens: Tokens;
  readonly #anchors = new Map<string, Anchored>();
  readonly #mergeKeys = new Set<Node>();
  /** Nodes as Go counts them, those that aliases stand for included. */
  #nodes = 0;
  #nodesByAlias = 0;

  constructor(document: StreamDocument) {
    this.#tokens = new Tokens(document);
  }

  root(): Node | null {
    const hasMarker = this.#next() === '---';
    if (hasMarker) this.#tokens.take();
    if (this.#next() === 'end') return null;
    const isEmpty = this.#next() === '...' && hasMarker;
    const root = isEmpty ? null : this.#node(true, false);
    while (this.#next() === '...') this.#tokens.take();
    // Go would leave out what comes here without a word.
    if (this.#next() !== 'end') throw this.#mistake('a document has one value, and this comes after it');
    if (root) this.#refuseNoNumber(root);
    return root;
  }

  #next(): TokenType {
    return this.#tokens.peek().type;
  }

  #mistake(message: string, at = this.#tokens.peek().start): Error {
    return this.#tokens.mistake(at, message);
  }

  /** A node with its anchor and tag. @param isBlock block collections may begin here */
  #node(isBlock: boolean, mayBeIndentless: boolean): Node {
    this.#nodes++;
    if (this.#next() === 'alias') return this.#alias(this.#tokens.take());
    const properties: { anchor?: YamlToken; tag?: YamlToken } = {};
    for (let type = this.#next(); (type === 'anchor' || type === 'tag') && !properties[type]; type = this.#next())
      properties[type] = this.#tokens.take();
    const { anchor, tag } = properties;
    const anchored: Anchored = { node: undefined, size: this.#nodes };
    if (anchor) this.#anchors.set(anchor.text ?? '', anchored);
    const node = this.#content(
      isBlock,
      mayBeIndentless,
      anchor && tag ? (anchor.end > tag.end ? anchor : tag) : (anchor ?? tag),
      tag,
    );
    anchored.node = node;
    anchored.size = this.#nodes - anchored.size + 1;
    return node;
  }

  #content(
    isBlock: boolean,
    mayBeIndentless: boolean,
    property: YamlToken | undefined,
    tag: YamlToken | undefined,
  ): Node {
    const { type, start } = this.#tokens.peek();
    switch (type) {
      case 'scalar':
        return this.#scalar(this.#tokens.take(), tag);
      case '[':
        return this.#flowSequence();
      case '{':
        return this.#flowMap();
      case '-':
        if (mayBeIndentless) return this.#blockSequence(start, true);
        break;
      case 'block sequence':
        if (isBlock) return this.#blockSequence(this.#tokens.take().start, false);
        break;
      case 'block map':
        if (isBlock) return this.#blockMap(this.#tokens.take().start);
    }
    if (!property) throw this.#mistake(type === 'end' ? 'the text ends before its value' : 'a value should stand here');
    return this.#scalar({ type: 'scalar', start: property.end, end: property.end, text: '', style: 'plain' }, tag);
  }

  #scalar({ start, end, text = '', style = 'plain', margin }: YamlToken, tag?: YamlToken): ScalarNode {
    const value = tag ? resolveTagged(tag.text ?? '', text) : style === 'plain' ? resolvePlain(text) : text;
    if (value === undefined) throw this.#mistake('this value does not fit its tag', tag?.start);
    const node: ScalarNode = { kind: 'scalar', style, value, start, end };
    if (margin !== undefined) node.margin = margin;
    const isImplicit = tag ? tag.text === '!' || tag.text === 'tag:yaml.org,2002:merge' : style === 'plain';
    if (text === '<<' && isImplicit) this.#mergeKeys.add(node);
    return node;
  }

  /** A scalar, or a whole key, without anchor and tag. */
  #bare(): ScalarNode {
    this.#nodes++;
    return this.#scalar(this.#tokens.take());
  }

  #empty(at: number): ScalarNode {
    this.#nodes++;
    return { kind: 'scalar', style: 'plain', value: null, start: at, end: at };
  }

  #alias({ text = '', start, end }: YamlToken): Node {
    const anchored = this.#anchors.get(text);
    if (!anchored)
      throw this.#mistake('no anchor of this name comes before: a value that begins with * stands in quotes', start);
    if (!anchored.node) throw this.#mistake('this alias stands inside what it stands for', start);
    this.#nodes += anchored.size;
    this.#nodesByAlias += anchored.size;
    // Go's measure against documents that aliases blow up.
    const share = Math.min(0.99, Math.max(0.1, 0.99 - (0.89 * (this.#nodes - 400_000)) / 3_600_000));
    if (this.#nodesByAlias > 100 && this.#nodes > 1000 && this.#nodesByAlias / this.#nodes > share)
      throw this.#mistake('aliases stand for nearly all of this document', start);
    return { kind: 'alias', value: anchored.node.value, start, end };
  }

  #blockSequence(start: number, isIndentless: boolean): SequenceNode {
    const items: Node[] = [];
    while (this.#next() === '-') {
      const { end } = this.#tokens.take();
      const type = this.#next();
      const isEmpty = type === '-' || type === 'block end' || (isIndentless && BEGINS_PAIR.has(type));
      items.push(isEmpty ? this.#empty(end) : this.#node(true, false));
    }
    if (!isIndentless) this.#endBlock('`- `, or a line further to the left');
    return {
      kind: 'sequence',
      flow: false,
      items,
      value: items.map(({ value }) => value),
      start,
      end: items.at(-1)?.end ?? start,
    };
  }

  #blockMap(start: number): MapNode {
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    for (let type = this.#next(); BEGINS_PAIR.has(type); type = this.#next()) {
      const { start: at } = this.#tokens.peek();
      const isWhole = type === 'whole key';
      const key = isWhole ? this.#bare() : type === 'key' ? this.#entry(this.#tokens.take().end) : this.#empty(at);
      const hasValue = isWhole || this.#next() === 'value';
      const item = hasValue ? this.#entry(isWhole ? key.end + 1 : this.#tokens.take().end) : this.#empty(key.end);
      pairs.push(this.#pair(key, item, value));
    }
    this.#endBlock('a key, or a line further to the left');
    return { kind: 'map', flow: false, pairs, value, start, end: pairs.at(-1)?.value.end ?? start };
  }

  /** What follows `?` or `:` in a block mapping. */
  #entry(at: number): Node {
    const type = this.#next();
    if (type === 'scalar') return this.#bare();
    return type === 'block end' || BEGINS_PAIR.has(type) ? this.#empty(at) : this.#node(true, true);
  }

  #endBlock(expected: string): void {
    if (this.#next() !== 'block end')
      throw this.#tokens.unexpected(`the indentation does not fit the lines above: expected ${expected}`);
    this.#tokens.take();
  }

  #flowSequence(): SequenceNode {
    const { start } = this.#tokens.take();
    const items: Node[] = [];
    const end = this.#flowItems(']', start, () => {
      items.push(this.#next() === 'key' ? this.#flowPair() : this.#node(false, false));
    });
    return { kind: 'sequence', flow: true, items, value: items.map(({ value }) => value), start, end };
  }

  #flowMap(): MapNode {
    const { start } = this.#tokens.take();
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    const end = this.#flowItems('}', start, () => {
      if (this.#next() === 'key') {
        const { key, item } = this.#keyAndItem();
        pairs.push(this.#pair(key, item, value));
      } else {
        const key = this.#node(false, false);
        pairs.push(this.#pair(key, this.#empty(key.end), value));
      }
    });
    return { kind: 'map', flow: true, pairs, value, start, end };
  }

  /** @returns the offset after the bracket that closes them */
  #flowItems(close: ']' | '}', start: number, read: () => void): number {
    for (let isFirst = true; this.#next() !== close; isFirst = false) {
      if (!isFirst) {
        if (this.#next() === 'end') throw this.#mistake('this bracket is never closed', start);
        if (this.#next() !== ',') throw this.#noComma(close, start);
        this.#tokens.take();
        if (this.#next() === close) break;
      }
      if (this.#next() === 'end') throw this.#mistake('this bracket is never closed', start);
      read();
    }
    return this.#tokens.take().end;
  }

  #noComma(close: ']' | '}', start: number): Error {
    const { start: at } = this.#tokens.peek();
    const isBelow = /[\n\r]/.test(this.#tokens.source.text.slice(start, at));
    const or = isBelow ? `, or the bracket of line ${this.#tokens.lineOf(start)} is never closed` : '';
    return this.#tokens.unexpected(`a comma or ${close} is missing before this${or}`, true);
  }

  #keyAndItem(): { key: Node; item: Node } {
    const { end } = this.#tokens.take();
    const ends = (type: TokenType): boolean => type === ',' || type === ']' || type === '}';
    const key = this.#next() === 'value' || ends(this.#next()) ? this.#empty(end) : this.#node(false, false);
    if (this.#next() !== 'value') return { key, item: this.#empty(key.end) };
    const colon = this.#tokens.take();
    return { key, item: ends(this.#next()) ? this.#empty(colon.end) : this.#node(false, false) };
  }

  /** `[a: 1]` is a list of one mapping. */
  #flowPair(): Node {
    const { start } = this.#tokens.peek();
    const value: JsonObject = {};
    const { key, item } = this.#keyAndItem();
    this.#nodes++;
    this.#pair(key, item, value);
    return { kind: 'pair', value, start, end: item.end };
  }

  /** Sets what a key stands for: of equal keys the last counts, and a merge key sets where it stands. */
  #pair(key: Node, value: Node, into: JsonObject): Pair {
    if (this.#mergeKeys.has(key)) {
      for (const from of this.#merged(value)) for (const [name, item] of Object.entries(from)) setOwn(into, name, item);
      return { key, name: undefined, value };
    }
    const text = this.#tokens.source.text.slice(key.start, key.end);
    const name = key.kind === 'scalar' || key.kind === 'alias' ? keyName(key.value, text) : undefined;
    if (name === undefined) throw this.#mistake('this cannot be a key: keys are texts', key.start);
    setOwn(into, name, value.value);
    return { key, name, value };
  }

  #merged(node: Node): JsonObject[] {
    const all = node.kind === 'sequence' ? [...node.items].reverse() : [node];
    return all.map(({ kind, value, start }) => {
      if ((kind !== 'map' && kind !== 'alias') || !isObject(value))
        throw this.#mistake('`<<` takes a mapping, or a list of mappings', start);
      return value;
    });
  }

  /** JSON, and so Kubernetes, knows no `.nan` and no `.inf`. */
  #refuseNoNumber(node: Node): void {
    if (node.kind === 'scalar' && typeof node.value === 'number' && !Number.isFinite(node.value))
      throw this.#mistake('Kubernetes knows no such number', node.start);
    if (node.kind === 'sequence') for (const item of node.items) this.#refuseNoNumber(item);
    if (node.kind === 'map') for (const { value } of node.pairs) this.#refuseNoNumber(value);
  }
}
