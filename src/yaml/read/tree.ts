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

/** Whether a scalar is written on lines of its own below `|` or `>`. */
export function isBlockScalar(node: Node | null): boolean {
  return node?.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded');
}

/** Whether a node is written in block style and so fills whole lines. */
export function isBlockCollection(node: Node | null): boolean {
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
