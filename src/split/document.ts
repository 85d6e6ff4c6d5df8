import { type Document, parseDocument, visit, type YAMLError } from 'yaml';
import { HostportError, type Position } from '../errors.js';
import { lazily } from '../lazily.js';
import { KUBERNETES_YAML } from './kubernetes-yaml.js';
import { readPlain } from './plain.js';

/** One document of a stream: its bytes, where it stands, and, when somebody asks, what it says. */
export interface StreamDocument {
  /** A path, or `<stdin>`. */
  readonly file: string;
  /** The document's own bytes, its `---` line included. */
  readonly bytes: Buffer;
  /** The same as text. */
  readonly text: string;
  /** Line of the stream at which `text` begins, from 1. */
  readonly firstLine: number;
}

/** A document read as Kubernetes reads it. */
export interface Parsed {
  readonly document: StreamDocument;
  /** The syntax tree with exact offsets into `document.text`. */
  readonly tree: Document;
  /** The plain value; `null` for a document of comments only. */
  readonly value: unknown;
}

/**
 * Parses a document's text. What Helm renders is read from js-yaml's events, at a fifth of what a syntax tree of `yaml`
 * costs; everything that is not plain, and every mistake, is left to `yaml`.
 *
 * @throws HostportError `input` with the line and column of the first mistake
 */
export function parse(document: StreamDocument): Parsed {
  const plain = readPlain(document.text);
  if (!plain) return parseFully(document);
  const tree = lazily(() => plain.tree() ?? parseTree(document.text));
  return {
    document,
    value: plain.value,
    get tree() {
      return tree();
    },
  };
}

function parseFully(document: StreamDocument): Parsed {
  const tree = parseTree(document.text);
  const [error] = tree.errors;
  if (error) throw notYaml(document, tree, error);
  return { document, tree, value: tree.toJS({ maxAliasCount: 100 }) };
}

/** The syntax tree of `yaml`, its errors not yet looked at. */
export function parseTree(text: string): Document.Parsed {
  return parseDocument(text, KUBERNETES_YAML);
}

/** Line and column, from 1, in the stream of an offset in a document's text. */
export function positionAt(document: StreamDocument, offset: number): Required<Position> {
  let line = document.firstLine;
  let lineStart = 0;
  for (let next = document.text.indexOf('\n'); next !== -1 && next < offset; ) {
    line++;
    lineStart = next + 1;
    next = document.text.indexOf('\n', lineStart);
  }
  return { file: document.file, line, column: offset - lineStart + 1 };
}

/** The source line around an offset, without its line break. */
export function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
}

function notYaml(document: StreamDocument, tree: Document.Parsed, error: YAMLError): HostportError {
  const opened = error.code === 'MISSING_CHAR' ? openQuote(tree, error.pos[0]) : undefined;
  const offset = Math.min(opened ?? error.pos[0], document.text.length);
  return new HostportError(
    'input',
    opened === undefined ? `not valid YAML: ${error.message}` : 'not valid YAML: this quote is never closed',
    {
      position: positionAt(document, offset),
      remedy: 'Mend the template or the value which renders this line; nothing was written.',
      excerpt: /^kind:\s*["']?Secret/m.test(document.text) ? undefined : lineAround(document.text, offset),
    },
  );
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
