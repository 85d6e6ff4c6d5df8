import { isMap, isNode, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Parsed } from './document.js';

/** A place in a value: keys and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** Offsets, end exclusive, into a document's text. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Where a path stands in a document's text: the value's own span, or its key's where the value is empty, missing or
 * long. A path that leaves the tree is placed at the deepest part of it that is there.
 */
export function locate(parsed: Parsed, path: Path): Span {
  let node: unknown = parsed.tree.contents;
  let best = spanOf(node);
  for (const step of path) {
    const pair = isMap(node) ? node.items.findLast((item) => keyOf(item) === String(step)) : undefined;
    const next = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
    if (pair && isNode(pair.key)) best = spanOf(pair.key);
    if (next === undefined) break;
    const own = spanOf(next);
    if (isNode(next) && !isCollectionInBlock(next) && own.end > own.start) best = own;
    else if (!pair) best = { start: own.start, end: own.start + 1 };
    node = next;
  }
  return best;
}

/** The node at a path, if there is one. */
export function nodeAt(parsed: Parsed, path: Path): Node | undefined {
  const node = parsed.tree.getIn(path, true);
  return isNode(node) ? node : undefined;
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function isCollectionInBlock(node: Node): boolean {
  return (isMap(node) || isSeq(node)) && !node.flow;
}

function spanOf(node: unknown): Span {
  const range = isNode(node) ? node.range : isPair(node) && isNode(node.key) ? node.key.range : undefined;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
