import { isObject, type JsonObject, setOwn } from '../../json/values.js';
import { keyName, resolvePlain, resolveTagged } from './resolve.js';
import type { Lexeme, Node, Pair, Scalar, ScalarNode } from './tree.js';

/** An anchored node, and how many nodes a use of it stands for. */
interface Anchored {
  node: Node | undefined;
  size: number;
}

/** What comes before a node: an anchor and a tag, in any order, and the last of them. */
export interface Properties {
  anchored?: Anchored;
  anchor?: Lexeme;
  tag?: Lexeme;
  last?: Lexeme;
}

/** A key of a mapping, and its value where it has one. */
export interface KeyAndItem {
  key: Node;
  item: Node;
}

/** A scalar of which nothing is written. */
export const nothing = (at: number): Scalar => ({ type: 'plain', start: at, end: at, text: '' });

/** What the nodes of a document mean: values, anchors and aliases, keys and merge keys. */
export class Nodes {
  /** Nodes as Go counts them, those that aliases stand for included. */
  count = 0;
  #byAlias = 0;
  readonly #text: string;
  readonly #mistake: (message: string, at: number) => Error;
  readonly #anchors = new Map<string, Anchored>();
  readonly #mergeKeys = new Set<Node>();

  constructor(text: string, mistake: (message: string, at: number) => Error) {
    this.#text = text;
    this.#mistake = mistake;
  }

  /** What an anchor will stand for. */
  anchored({ text }: Lexeme): Anchored {
    const anchored: Anchored = { node: undefined, size: this.count };
    this.#anchors.set(text, anchored);
    return anchored;
  }

  /** What the properties belong to, as a node; their anchor stands for it from now on, and for what was counted since. */
  finished({ anchored, tag }: Properties, unit: Node | Scalar): Node {
    const node = 'kind' in unit ? unit : this.#scalar(unit, tag);
    if (anchored) {
      anchored.node = node;
      anchored.size = this.count - anchored.size + 1;
    }
    return node;
  }

  #scalar({ start, end, text, type: style, margin }: Scalar, tag?: Lexeme): ScalarNode {
    const value = tag ? resolveTagged(tag.text, text) : style === 'plain' ? resolvePlain(text) : text;
    if (value === undefined) throw this.#mistake('this value does not fit its tag', tag?.start ?? start);
    const node: ScalarNode = { kind: 'scalar', style, value, start, end };
    if (margin !== undefined) node.margin = margin;
    const isImplicit = tag ? tag.text === '!' || tag.text === 'tag:yaml.org,2002:merge' : style === 'plain';
    if (text === '<<' && isImplicit) this.#mergeKeys.add(node);
    return node;
  }

  /** A scalar without anchor and tag. */
  bare(scalar: Scalar): ScalarNode {
    this.count++;
    return this.#scalar(scalar);
  }

  empty(at: number): ScalarNode {
    return this.bare(nothing(at));
  }

  alias({ text, start, end }: Lexeme): Node {
    const anchored = this.#anchors.get(text);
    if (!anchored)
      throw this.#mistake('no anchor of this name comes before: a value that begins with * stands in quotes', start);
    if (!anchored.node) throw this.#mistake('this alias stands inside what it stands for', start);
    this.count += anchored.size;
    this.#byAlias += anchored.size;
    // Go's measure against documents that aliases blow up.
    const share = Math.min(0.99, Math.max(0.1, 0.99 - (0.89 * (this.count - 400_000)) / 3_600_000));
    if (this.#byAlias > 100 && this.count > 1000 && this.#byAlias / this.count > share)
      throw this.#mistake('aliases stand for nearly all of this document', start);
    return { kind: 'alias', value: anchored.node.value, start, end };
  }

  /** Sets what a key stands for: of equal keys the last counts, and a merge key sets where it stands. */
  pair({ key, item }: KeyAndItem, into: JsonObject): Pair {
    if (this.#mergeKeys.has(key)) {
      for (const from of this.#merged(item)) for (const [name, one] of Object.entries(from)) setOwn(into, name, one);
      return { key, name: undefined, value: item };
    }
    const text = this.#text.slice(key.start, key.end);
    const name = key.kind === 'scalar' || key.kind === 'alias' ? keyName(key.value, text) : undefined;
    if (name === undefined) throw this.#mistake('this cannot be a key: keys are texts', key.start);
    setOwn(into, name, item.value);
    return { key, name, value: item };
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
  refuseNoNumber(node: Node): void {
    if (node.kind === 'scalar' && typeof node.value === 'number' && !Number.isFinite(node.value))
      throw this.#mistake('Kubernetes knows no such number', node.start);
    if (node.kind === 'sequence') for (const item of node.items) this.refuseNoNumber(item);
    if (node.kind === 'map') for (const { value } of node.pairs) this.refuseNoNumber(value);
  }
}
