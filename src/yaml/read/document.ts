import { failure, type HostportError } from '../../base/errors.js';
import type { Position } from '../../base/fault.js';
import type { Node } from './tree.js';

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
  /** The syntax tree with exact offsets into `document.text`; `null` for a document of comments only. */
  readonly root: Node | null;
  /** The plain value; `null` for a document of comments only. */
  readonly value: unknown;
}

/** Where the lines of a text begin. */
export const lineStartsIn = (text: string): number[] => [
  0,
  ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1),
];

/** Of the documents that were asked about: there may be a thousand findings in one. */
const lineStarts = new WeakMap<StreamDocument, readonly number[]>();

/** Line and column, from 1, in the stream of an offset in a document's text. Lines end as editors count them. */
export function positionAt(document: StreamDocument, offset: number): Required<Position> {
  const starts = lineStarts.get(document) ?? lineStartsIn(document.text);
  lineStarts.set(document, starts);
  let [line, next] = [0, starts.length];
  while (next - line > 1) {
    const middle = (line + next) >> 1;
    if ((starts[middle] ?? 0) <= offset) line = middle;
    else next = middle;
  }
  return { file: document.file, line: document.firstLine + line, column: offset - (starts[line] ?? 0) + 1 };
}

/** The source line around an offset, without its line break. */
export function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
}

/** A mistake in a document's YAML. The line is not shown: it may hold a password. */
export function notYaml(document: StreamDocument, offset: number, message: string): HostportError {
  return failure(
    'not-yaml',
    { why: message },
    { position: positionAt(document, Math.min(offset, document.text.length)) },
  );
}
