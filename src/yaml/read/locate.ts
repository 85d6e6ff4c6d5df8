import type { Path } from '../../json/values.js';
import { lineStartsIn, notYaml, type Parsed } from './document.js';
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

/** Written on lines of its own below its key. */
const isBlock = (node: Node): boolean => isBlockScalar(node) || isBlockCollection(node);

const spanOf = (node: Node | null): Span => ({ start: node?.start ?? 0, end: node?.end ?? 0 });

/** A place in a text: a line of it, from 0, and columns of that line, from 0 in UTF-16 units, the end exclusive. */
export interface TextPlace {
  lineIndex: number;
  startColumn: number;
  endColumn: number;
}

/** The place of some characters of a text which are on one line. */
export function textPlace(text: string, start: number, length: number): TextPlace {
  const before = text.slice(0, start).split('\n');
  const startColumn = before.at(-1)?.length ?? 0;
  return { lineIndex: before.length - 1, startColumn, endColumn: startColumn + length };
}

/**
 * Where a place in a scalar's text stands in the document: after the indentation of a block scalar, or after the
 * escapes of the one double-quoted line Helm 4 makes of a text in which a line ends with a space. Where the value is no
 * text, or has fewer lines, the span `locate` gives.
 */
export function locateInText(parsed: Parsed, path: Path, place: TextPlace): Span {
  const node = nodeIn(parsed.root, path);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return locate(parsed, path);
  const { offsets, lines } = textOf(parsed, node, node.value);
  const lineStart = lines[place.lineIndex];
  if (lineStart === undefined) return locate(parsed, path);
  const lineEnd = (lines[place.lineIndex + 1] ?? node.value.length + 1) - 1;
  const offset = (column: number): number => offsets[Math.min(lineStart + column, lineEnd)] ?? node.end;
  const start = offset(place.startColumn);
  return { start, end: Math.max(offset(place.endColumn), start) };
}

interface TextMap {
  /** For each character of a text, and for its end, the offset in the document. */
  offsets: readonly number[];
  /** Where its lines begin. */
  lines: readonly number[];
}

/** Of the texts that were asked for: a configuration of a thousand bad lines is read again once, not for each of them. */
const texts = new WeakMap<ScalarNode, TextMap>();

function textOf({ document }: Parsed, node: ScalarNode, value: string): TextMap {
  const known = texts.get(node);
  if (known) return known;
  const into: Required<ScalarText> = { value: '', offsets: [] };
  const complain = (at: number, message: string): Error => notYaml(document, at, message);
  if (isBlockScalar(node)) readBlockScalar(new Source(document.text), node.start, node, into, complain);
  else readFlowScalar(document.text, node, into, complain);
  const made = { offsets: into.offsets, lines: lineStartsIn(value) };
  texts.set(node, made);
  return made;
}
