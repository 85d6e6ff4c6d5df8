import type { Path } from '../../json/at.js';
import { notYaml, type Parsed } from './document.js';
import { readBlockScalar, readFlowScalar, type ScalarText } from './scalars.js';
import { Source } from './source.js';
import { isBlockCollection, isBlockScalar, type Node, nodeIn, type Pair, pairAt, type ScalarNode } from './tree.js';

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
  let node: Node | null | undefined = parsed.root;
  let best = spanOf(node);
  for (const step of path) {
    const pair: Pair | undefined = node?.kind === 'map' ? pairAt(node, step) : undefined;
    const next: Node | undefined = node?.kind === 'sequence' ? node.items[Number(step)] : pair?.value;
    if (pair) best = spanOf(pair.key);
    if (next === undefined) break;
    if (next && !isBlock(next) && next.end > next.start) best = spanOf(next);
    else if (next && !pair) best = { start: next.start, end: next.start + 1 };
    node = next;
  }
  return best;
}

/** Where the key of a path stands, if it is there. */
export function keyAt({ root }: Parsed, path: Path): Span | undefined {
  const mapping = nodeIn(root, path.slice(0, -1));
  const key = mapping?.kind === 'map' ? pairAt(mapping, path.at(-1) ?? '')?.key : undefined;
  return key ? spanOf(key) : undefined;
}

/** The node at a path, if there is one. */
export function nodeAt({ root }: Parsed, path: Path): Node | undefined {
  return nodeIn(root, path);
}

/** Written on lines of its own below its key. */
const isBlock = (node: Node): boolean => isBlockScalar(node) || isBlockCollection(node);

const spanOf = (node: Node | null): Span => ({ start: node?.start ?? 0, end: node?.end ?? 0 });

/** A place in a text: a line of it, from 0, and columns of that line, from 0 in UTF-16 units, the end exclusive. */
export interface TextPlace {
  lineIndex: number;
  startColumn: number;
  endColumn: number;
}

/**
 * Where a place in a scalar's text stands in the document: after the indentation of a block scalar, or after the
 * escapes of the one double-quoted line Helm 4 makes of a text in which a line ends with a space. Where the value is no
 * text, or has fewer lines, the span `locate` gives.
 */
export function locateInText(parsed: Parsed, path: Path, place: TextPlace): Span {
  const node = nodeAt(parsed, path);
  const value = node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
  const lineStart = value === undefined ? undefined : startOfLine(value, place.lineIndex);
  if (node?.kind !== 'scalar' || value === undefined || lineStart === undefined) return locate(parsed, path);
  const offsets = offsetsOf(parsed, node);
  const lineBreak = value.indexOf('\n', lineStart);
  const lineEnd = lineBreak === -1 ? value.length : lineBreak;
  const offset = (column: number): number => offsets[Math.min(lineStart + column, lineEnd)] ?? node.end;
  const start = offset(place.startColumn);
  return { start, end: Math.max(offset(place.endColumn), start) };
}

/** For each character of a scalar's text, and for its end, the offset in the document. */
function offsetsOf({ document }: Parsed, node: ScalarNode): number[] {
  const into: Required<ScalarText> = { value: '', offsets: [] };
  const complain = (at: number, message: string): Error => notYaml(document, at, message);
  if (isBlockScalar(node)) readBlockScalar(new Source(document.text), node.start, node, into, complain);
  else readFlowScalar(document.text, node, into, complain);
  return into.offsets;
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
