import { isMap, isNode, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Parsed } from './document.js';
import { scalarSource } from './scalar-offsets.js';

/** A place in a value: keys and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** Offsets, end exclusive, into a document's text. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Where a path stands in a document's text: the value's own span, or its key's where the value is empty, missing or
 * written below it. A path that leaves the tree is placed at the deepest part of it that is there.
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
    if (isNode(next) && !isBlock(next) && own.end > own.start) best = own;
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

/** Written on lines of its own below its key. */
function isBlock(node: Node): boolean {
  if (isScalar(node)) return node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  return (isMap(node) || isSeq(node)) && !node.flow;
}

function spanOf(node: unknown): Span {
  const range = isNode(node) ? node.range : isPair(node) && isNode(node.key) ? node.key.range : undefined;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}

/** A place in a text: a line of it, from 0, and columns of that line, from 0 in UTF-16 units, the end exclusive. */
export interface TextPlace {
  lineIndex: number;
  startColumn: number;
  endColumn: number;
}

/**
 * Where a place in a scalar's text stands in the document: behind the indentation of a block literal, or behind the
 * escapes of the one double-quoted line Helm 4 makes of a text in which a line ends with a blank. Where it cannot be
 * told (the value is no text, a folded block scalar), the span `locate` gives.
 */
export function locateInText(parsed: Parsed, path: Path, place: TextPlace): Span {
  const node = nodeAt(parsed, path);
  const value = isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
  const source = isScalar(node) && value !== undefined ? scalarSource(parsed.document.text, node, value) : undefined;
  const lineStart = value === undefined ? undefined : startOfLine(value, place.lineIndex);
  if (value === undefined || lineStart === undefined || source?.value !== value) return locate(parsed, path);
  const lineBreak = value.indexOf('\n', lineStart);
  const lineEnd = lineBreak === -1 ? value.length : lineBreak;
  const offset = (column: number): number => source.offsets[Math.min(lineStart + column, lineEnd)] ?? 0;
  const start = offset(place.startColumn);
  return { start, end: Math.max(offset(place.endColumn), start) };
}

/** The offset in a text at which its line begins; undefined where it has fewer lines. */
function startOfLine(text: string, lineIndex: number): number | undefined {
  let start = 0;
  for (let line = 0; line < lineIndex; line++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  return start;
}
