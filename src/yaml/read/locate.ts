import type { Path } from '../../json/values.js';
import type { Parsed } from './document.js';
import { ANY_BREAK, BREAKS } from './scalars.js';
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
    if (!isBlock(next) && next.end > next.start) best = spanOf(next);
    else if (!pair) best = { start: next.start, end: next.start + 1 };
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
 * Where a place in a scalar's text stands in the document: in a literal, or in a text on one line, where Helm 4 writes a whole
 * file between double quotes if one of its lines ends with a space. For other styles and places the span `locate` gives.
 */
export function locateInText(parsed: Parsed, path: Path, { lineIndex, startColumn, endColumn }: TextPlace): Span {
  const { text } = parsed.document;
  const node = nodeIn(parsed.root, path);
  const lineStart = node?.kind === 'scalar' ? linesOf(text, node)?.[lineIndex] : undefined;
  if (lineStart === undefined) return locate(parsed, path);
  const isEscaped = text[node?.start ?? 0] === '"';
  LINE.lastIndex = ESCAPED_LINE.lastIndex = lineStart;
  const [line = ''] = (isEscaped ? ESCAPED_LINE : LINE).exec(text) ?? [];
  const characters = isEscaped ? (line.match(CHARACTER) ?? []) : line.split('');
  const offset = (column: number): number => lineStart + characters.slice(0, column).join('').length;
  return { start: offset(startColumn), end: offset(endColumn) };
}

const LINE = new RegExp(`[^${BREAKS}]*`, 'y');
/** Up to its `\n`, or the closing quote. */
const ESCAPED_LINE = /(?:[^\\"]|\\[^n])*/y;
/** As it is written in double quotes; `\U` with its eight digits is two UTF-16 units. */
const CHARACTER = /\\(?:x.{2}|[uU].{4}|.)|(?<=\\U.{4}).{4}|[^\\]/g;

/** Where the lines of a text begin in its document, after their margin; undefined where they are folded. */
export function linesOf(text: string, { style, start, end, margin }: ScalarNode): number[] | undefined {
  const source = text.slice(start, end);
  if (style === 'literal') {
    const starts = new RegExp(`(?:\\r\\n|[\\n\\r\\x85]) {0,${margin}}`, 'g');
    return Array.from(source.matchAll(starts), ({ index, 0: { length } }) => start + index + length);
  }
  if (style === 'folded' || ANY_BREAK.test(source)) return undefined;
  const escapes = style === 'double-quoted' ? [...source.matchAll(/\\./g)] : [];
  const breaks = escapes.filter(([piece]) => piece === '\\n').map(({ index }) => start + index + 2);
  return [style === 'plain' ? start : start + 1, ...breaks];
}
