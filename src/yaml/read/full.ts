import { type Document, isMap, isNode, isPair, isScalar, isSeq, parseDocument, visit, type YAMLError } from 'yaml';
import { HostportError } from '../../base/errors.js';
import { type Parsed, positionAt, type StreamDocument } from './document.js';
import { KUBERNETES_YAML } from './kubernetes-yaml.js';
import type { Node, Pair, ScalarStyle } from './tree.js';

/**
 * Reads any document, with `yaml`.
 *
 * @throws HostportError `input` with the line and column of the first mistake
 */
export function parseFully(document: StreamDocument): Parsed {
  const tree = parseTree(document.text);
  const [error] = tree.errors;
  if (error) throw notYaml(document, tree, error);
  return { document, root: treeOf(tree), value: plainValue(document, tree) };
}

/** The syntax tree of `yaml`, its errors not yet looked at. */
export function parseTree(text: string): Document.Parsed {
  return parseDocument(text, KUBERNETES_YAML);
}

/** Our tree of a document that `yaml` has read; `null` for one of comments only. */
export function treeOf({ contents }: Document): Node | null {
  return nodeOf(contents);
}

function nodeOf(node: unknown): Node | null {
  if (!isNode(node) && !isPair(node)) return null;
  const [start, end] = rangeOf(node);
  if (isScalar(node)) return { kind: 'scalar', style: styleOf(node.type), value: node.value, start, end };
  if (isMap(node)) {
    const pairs: Pair[] = node.items.map(({ key, value }) => ({ key: nodeOf(key), value: nodeOf(value) }));
    return { kind: 'map', flow: node.flow === true, pairs, value: undefined, start, end };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => nodeOf(item) ?? EMPTY);
    return { kind: 'sequence', flow: node.flow === true, items, value: undefined, start, end };
  }
  return { kind: isPair(node) ? 'pair' : 'alias', value: undefined, start, end };
}

/** No parser gives such an item. */
const EMPTY: Node = { kind: 'scalar', style: 'PLAIN', value: null, start: 0, end: 0 };

function rangeOf(node: unknown): readonly [start: number, end: number] {
  const placed = isPair(node) ? node.key : node;
  const range = isNode(placed) ? placed.range : undefined;
  return range ? [range[0], range[1]] : [0, 0];
}

function styleOf(type: string | undefined): ScalarStyle {
  return (type ?? 'PLAIN') as ScalarStyle;
}

function notYaml(document: StreamDocument, tree: Document.Parsed, error: YAMLError): HostportError {
  const opened = error.code === 'MISSING_CHAR' ? openQuote(tree, error.pos[0]) : undefined;
  const offset = Math.min(opened ?? error.pos[0], document.text.length);
  return new HostportError(
    'input',
    opened === undefined ? `not valid YAML: ${wordsOf(error)}` : 'not valid YAML: this quote is never closed',
    {
      position: positionAt(document, offset),
      remedy: 'Mend the template or the value which renders this line; nothing was written.',
    },
  );
}

/** The mistake without what the text says there: the line may hold a password, and so nothing of it is shown. */
function wordsOf({ message }: YAMLError): string {
  return message.replace(/(:| \\).*$/s, '');
}

function plainValue(document: StreamDocument, tree: Document.Parsed): unknown {
  try {
    return tree.toJS({ maxAliasCount: 100 });
  } catch {
    throw new HostportError('input', 'not valid YAML: an alias (*) has no anchor (&), or a merge key (<<) no mapping', {
      position: positionAt(document, 0),
    });
  }
}

/** Where the quoted scalar begins at whose end the parser misses the quote. */
function openQuote(tree: Document.Parsed, end: number): number | undefined {
  let start: number | undefined;
  visit(tree, {
    Scalar(_, { type, range }) {
      if (range && range[1] >= end && (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE')) start = range[0];
    },
  });
  return start;
}
