import type { Path } from '../../json/values.js';
import { ANY_BREAK, BREAKS } from './scalars.js';
import type { StreamDocument } from './split.js';

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'double-quoted' | 'single-quoted' | 'literal' | 'folded';

/** A scalar, a property of a node or a closing bracket, as it is written: what it says, or names. */
export interface Lexeme<Type = ScalarStyle | 'anchor' | 'alias' | 'tag' | ']' | '}'> {
  readonly type: Type;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of a block scalar: the columns before its text. */
  readonly margin?: number;
}

export type Scalar = Lexeme<ScalarStyle>;

/** A place in a document's text, as offsets, the end exclusive, and what Kubernetes reads there. */
interface Placed {
  /** After the anchor and the tag. */
  readonly start: number;
  /** A block collection ends where its last entry does; the lines of a block scalar belong to it, their breaks too. */
  readonly end: number;
  readonly value: unknown;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** Of a block scalar: the columns before its text. */
  margin?: number;
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  /** Written in braces. */
  readonly flow: boolean;
  readonly pairs: readonly Pair[];
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  /** Written in brackets. */
  readonly flow: boolean;
  readonly items: readonly Node[];
}

/** What is not edited in place: an alias, or a pair that is a list's item (`[a: 1]`). */
interface OtherNode extends Placed {
  readonly kind: 'alias' | 'pair';
}

/** A node of a document's syntax tree; where nothing is written it is an empty plain scalar. */
export type Node = ScalarNode | MapNode | SequenceNode | OtherNode;

export interface Pair {
  readonly key: Node;
  /** The key as the plain value has it; undefined for a merge key (`<<`). */
  readonly name: string | undefined;
  readonly value: Node;
}

/** A document read as Kubernetes reads it. */
export interface Parsed {
  readonly document: StreamDocument;
  /** The syntax tree with exact offsets into `document.text`; `null` for a document of comments only. */
  readonly root: Node | null;
  /** The plain value; `null` for a document of comments only. */
  readonly value: unknown;
}

/** Whether a node is written in block style and so fills whole lines. */
export function isBlockCollection(node: Node | null): node is MapNode | SequenceNode {
  return (node?.kind === 'map' || node?.kind === 'sequence') && !node.flow;
}

/** The node at a path of keys and list indexes. */
export function nodeIn(root: Node | null, path: readonly (string | number)[]): Node | undefined {
  let node: Node | null | undefined = root;
  for (const step of path) node = node && childAt(node, step);
  return node ?? undefined;
}

function childAt(node: Node, step: string | number): Node | undefined {
  if (node.kind === 'sequence') return node.items[Number(step)];
  return node.kind === 'map' ? pairAt(node, step)?.value : undefined;
}

/** The pair of a key; of equal keys the last one counts, as to Kubernetes. */
export function pairAt(node: MapNode, step: string | number): Pair | undefined {
  return node.pairs.findLast(({ name }) => name === String(step));
}

/** Offsets, end exclusive, into a document's text. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Where a path stands in a document's text: the value's own span, or its key's where the value is empty, missing or
 * written below it. A path that leaves the tree is placed at the deepest part of it that is there.
 */
export function locate({ root }: Parsed, path: Path): Span {
  let node: Node | undefined = root ?? undefined;
  let best: Span = root ?? { start: 0, end: 0 };
  for (const step of path) {
    const key: Node | undefined = node?.kind === 'map' ? pairAt(node, step)?.key : undefined;
    best = key ?? best;
    node = node && childAt(node, step);
    if (!node) break;
    if (!isBlock(node) && node.end > node.start) best = node;
    else if (!key) best = { start: node.start, end: node.start + 1 };
  }
  return best;
}

/** Where the key of a path stands, if it is there. */
export function keyAt({ root }: Parsed, path: Path): Span | undefined {
  const mapping = nodeIn(root, path.slice(0, -1));
  return mapping?.kind === 'map' ? pairAt(mapping, path.at(-1) ?? '')?.key : undefined;
}

/** Written on lines of its own below its key. */
const isBlock = (node: Node): boolean =>
  isBlockCollection(node) || (node.kind === 'scalar' && node.margin !== undefined);

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
  const lines = node?.kind === 'scalar' ? (known.get(node) ?? linesOf(text, node)) : undefined;
  if (node && lines) known.set(node, lines);
  const lineStart = lines?.[lineIndex];
  if (lineStart === undefined) return locate(parsed, path);
  const isEscaped = text[node?.start ?? 0] === '"';
  LINE.lastIndex = ESCAPED_LINE.lastIndex = lineStart;
  const [line = ''] = (isEscaped ? ESCAPED_LINE : LINE).exec(text) ?? [];
  const characters = isEscaped ? (line.match(CHARACTER) ?? []) : line.split('');
  const offset = (column: number): number => lineStart + characters.slice(0, column).join('').length;
  return { start: offset(startColumn), end: offset(endColumn) };
}

/** Lines of the texts that were asked about: a configuration may have a thousand bad ones. */
const known = new WeakMap<Node, readonly number[]>();
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
