/** How a scalar is written. */
export type ScalarStyle = 'PLAIN' | 'QUOTE_DOUBLE' | 'QUOTE_SINGLE' | 'BLOCK_LITERAL' | 'BLOCK_FOLDED';

/**
 * A place in a document's text: offsets, end exclusive, without anchor and tag. The lines of a block scalar belong to it.
 * Where a block collection ends does not say where its last line ends: ask its last item.
 */
interface Placed {
  readonly start: number;
  end: number;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** What Kubernetes reads; a symbol for a merge key (`<<`). */
  readonly value: unknown;
}

export interface MapNode extends Placed {
  readonly kind: 'map';
  /** Written in braces. */
  readonly flow: boolean;
  readonly pairs: Pair[];
  /** Its plain value; undefined in a tree that `yaml` made: ask the document for it. */
  readonly value: unknown;
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  /** Written in brackets. */
  readonly flow: boolean;
  readonly items: Node[];
  /** As of a mapping. */
  readonly value: unknown;
}

/** What stands for something else: an alias, or a pair that is a list's item (`!!omap`). */
export interface OtherNode extends Placed {
  readonly kind: 'alias' | 'pair';
  readonly value: undefined;
}

/** A node of a document's syntax tree. */
export type Node = ScalarNode | MapNode | SequenceNode | OtherNode;

/** A key with its value; `null` where nothing at all is written for one of them. */
export interface Pair {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** Whether a scalar is written on lines of its own below `|` or `>`. */
export function isBlockScalar(node: Node | null): boolean {
  return node?.kind === 'scalar' && (node.style === 'BLOCK_LITERAL' || node.style === 'BLOCK_FOLDED');
}

/** Whether a node is written in block style and so fills whole lines. */
export function isBlockCollection(node: Node | null): boolean {
  return (node?.kind === 'map' || node?.kind === 'sequence') && !node.flow;
}

/** The node at a path of keys and list indexes; the last of equal keys counts. */
export function nodeIn(root: Node | null, path: readonly (string | number)[]): Node | undefined {
  let node: Node | null | undefined = root;
  for (const step of path) node = node && childAt(node, step);
  return node ?? undefined;
}

function childAt(node: Node, step: string | number): Node | null | undefined {
  if (node.kind === 'sequence') return node.items[Number(step)];
  return node.kind === 'map' ? pairAt(node, step)?.value : undefined;
}

/** The pair of a key; of equal keys it is the last. */
export function pairAt(node: MapNode, step: string | number): Pair | undefined {
  return node.pairs.findLast(({ key }) => keyText(key) === String(step));
}

/** A key as the plain value has it; undefined for a merge key and for keys that are no scalars. */
export function keyText(key: Node | null): string | undefined {
  if (key?.kind !== 'scalar' || typeof key.value === 'symbol') return undefined;
  return key.value === null ? '' : String(key.value);
}
