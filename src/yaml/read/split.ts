import { isUtf8 } from 'node:buffer';
import { failure } from '../../base/errors.js';
import { lazily, otherEncoding } from '../../base/util.js';
import { positionAt, type StreamDocument } from './document.js';

/** A stream of YAML documents: the bytes as they came and the documents they consist of, in order and without gaps. */
export interface Stream {
  readonly file: string;
  readonly bytes: Buffer;
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
  refuseBinary(bytes, file);
  const starts = [0];
  if (bytes.toString('latin1', 0, 3) === '---') refuseGlued(bytes, 0, file);
  for (let at = bytes.indexOf('\n---'); at !== -1; at = bytes.indexOf('\n---', at + 4)) {
    if (endsMarker(bytes[at + 4])) starts.push(at + 1);
    else refuseGlued(bytes, at + 1, file);
  }
  const firstLines = lazily(() => lineNumbers(bytes, starts));
  const documents = starts.map((start, index): StreamDocument => {
    const slice = bytes.subarray(start, starts[index + 1] ?? bytes.length);
    return {
      file,
      bytes: slice,
      text: slice.toString('utf8'),
      get firstLine() {
        return firstLines()[index] ?? 1;
      },
    };
  });
  for (const document of documents) refuseJoined(document);
  return { file, bytes, documents };
}

/** One pass for all documents: asking one by one would read a long stream again and again. */
function lineNumbers(bytes: Buffer, starts: readonly number[]): number[] {
  const lines: number[] = [];
  let line = 1;
  let at = bytes.indexOf(10);
  for (const start of starts) {
    for (; at !== -1 && at < start; at = bytes.indexOf(10, at + 1)) line++;
    lines.push(line);
  }
  return lines;
}

const SPACES = new Set<number | undefined>([undefined, 0x20, 0x09, 0x0a, 0x0d]);
const endsMarker = (byte: number | undefined): boolean => SPACES.has(byte);

/** Helm splits `---apiVersion: v1` there, Kubernetes does not; Helm 4.0 to 4.1.3 pass it on (helm/helm#31867). */
function refuseGlued(bytes: Buffer, at: number, file: string): void {
  const next = bytes[at + 3];
  if (endsMarker(next) || next === 0x2d) return;
  throw failure(
    'glued-separator',
    {},
    { position: { file, line: bytes.toString('utf8', 0, at).split('\n').length, column: 4 } },
  );
}

/** A line break that a template took away before `---`: the document goes on with a key that it has already. */
function refuseJoined(document: StreamDocument): void {
  const { text } = document;
  for (const { index, 1: key } of text.matchAll(SEPARATOR_AND_KEY)) {
    if (/[\s-]/.test(text.charAt(index - 1)) || !new RegExp(`^${key}:\\s`, 'm').test(text.slice(0, index))) continue;
    throw failure('joined-documents', {}, { position: positionAt(document, index) });
  }
}

const SEPARATOR_AND_KEY = /---[ \t]*\r?\n(?:(?:#.*|[ \t]*)\r?\n)*([A-Za-z]\w*):(?=\s)/g;

function refuseBinary(bytes: Buffer, file: string): void {
  if (bytes.length === 0 || (/^\s*$/.test(bytes.toString('latin1', 0, 4096)) && bytes.toString('utf8').trim() === '')) {
    throw failure('empty-input', {}, { position: { file } });
  }
  const encoding = otherEncoding(bytes);
  if (encoding) throw failure('other-encoding', { encoding }, { position: { file, line: 1, column: 1 } });
  const nul = bytes.indexOf(0);
  if (nul === -1 && isUtf8(bytes)) return;
  const text = bytes.toString('utf8');
  const before = text.slice(0, text.search(/[\0\ufffd]/)).split('\n');
  const position = { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
  // Text of one byte a character has no other control characters than these.
  const isText = !/[^\t\n\f\r -\xff]|\x7f/.test(bytes.toString('latin1'));
  throw failure(isText ? 'not-utf8' : 'binary-input', {}, { position });
}
