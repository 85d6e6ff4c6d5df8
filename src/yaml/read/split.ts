import { isUtf8 } from 'node:buffer';
import { failure, type HostportError } from '../../base/errors.js';
import type { Position } from '../../base/fault.js';
import { lazily, otherEncoding } from '../../base/util.js';
/** One document of a stream. */
export interface StreamDocument {
  /** A path, or `<stdin>`. */
  readonly file: string;
  /** Its `---` line included. */
  readonly text: string;
  /** Line of the stream at which `text` begins, from 1. */
  readonly firstLine: number;
}

/** A stream of YAML documents: its text, and the documents it consists of, in order and without gaps. */
export interface Stream {
  readonly file: string;
  readonly text: string;
  readonly documents: readonly StreamDocument[];
}

/**
 * Splits a stream at its document boundaries: lines which begin with `---` followed by a space or the line's end
 * (YAML 1.2, 9.1.2). Nothing is parsed; the texts of the documents, put together, are the stream.
 *
 * @param file a path or `<stdin>`, for messages
 * @throws HostportError `input` for an empty stream, for bytes that are no UTF-8 text and for a separator that no line break
 *   sets off from what comes before or after it
 */
export function split(bytes: Buffer, file: string): Stream {
  const text = bytes.toString('utf8');
  refuseBinary(bytes, text, file);
  const starts = [0];
  for (let at = text.indexOf('---'); at !== -1; at = text.indexOf('---', at + 3)) {
    if (at > 0 && text[at - 1] !== '\n') continue;
    const next = text.charAt(at + 3);
    if (!' \t\r\n-'.includes(next)) throw glued(text.slice(0, at), file);
    if (next !== '-' && at > 0) starts.push(at);
  }
  let firstLine = 1;
  const documents = starts.map((start, index) => {
    const document = { file, text: text.slice(start, starts[index + 1]), firstLine };
    firstLine += lineBreaksIn(document.text);
    return document;
  });
  for (const document of documents) refuseJoined(document);
  return { file, text, documents };
}

function lineBreaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Helm splits `---apiVersion: v1` there, Kubernetes does not; Helm 4.0 to 4.1.3 pass it on (helm/helm#31867). */
const glued = (before: string, file: string): HostportError =>
  failure('glued-separator', {}, { position: { file, line: lineBreaksIn(before) + 1, column: 4 } });

/** A line break that a template took away before `---`: the document goes on with a key that it has already. */
function refuseJoined(document: StreamDocument): void {
  const { text } = document;
  const keys = lazily(
    () => new Map(Array.from(text.matchAll(KEY), ({ index, 1: key }) => [key, index] as const).reverse()),
  );
  for (const { index, 1: key } of text.matchAll(SEPARATOR_AND_KEY)) {
    if (!/[^\s-]/.test(text.charAt(index - 1)) || (keys().get(key) ?? index) >= index) continue;
    throw failure('joined-documents', {}, { position: positionAt(document, index) });
  }
}

const KEY = /^([A-Za-z]\w*):(?=\s)/gm;
const SEPARATOR_AND_KEY = /---[ \t]*\r?\n(?:(?:#.*|[ \t]*)\r?\n){0,999}([A-Za-z]\w*):(?=\s)/g;

function refuseBinary(bytes: Buffer, text: string, file: string): void {
  if (text.trim() === '') throw failure('empty-input', {}, { position: { file } });
  const encoding = otherEncoding(bytes);
  if (encoding) throw failure('other-encoding', { encoding }, { position: { file, line: 1, column: 1 } });
  if (isUtf8(bytes) && !text.includes('\0')) return;
  const before = text.slice(0, text.search(/[\0\ufffd]/)).split('\n');
  const position = { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
  // Text of one byte a character has no other control characters than these.
  const isText = !/[^\t\n\f\r -\xff]|\x7f/.test(bytes.toString('latin1'));
  throw failure(isText ? 'not-utf8' : 'binary-input', {}, { position });
}

/** Line and column, from 1, in the stream of an offset in a document's text. Lines end as editors count them. */
export function positionAt({ file, text, firstLine }: StreamDocument, offset: number): Required<Position> {
  const before = text.slice(0, offset);
  return { file, line: firstLine + lineBreaksIn(before), column: offset - before.lastIndexOf('\n') };
}
