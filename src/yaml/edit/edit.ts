import { failure } from '../../base/errors.js';
import { isEqual } from '../../json/values.js';
import type { Parsed, StreamDocument } from '../read/document.js';
import { parse } from '../read/parse.js';
import { Editing } from './editing.js';
import { reconcile } from './reconcile.js';

/**
 * Makes a document read as another value, by the smallest text edits: the difference between its value and the other is
 * written as its neighbours are written, and every other byte stays. The result is parsed again and must read so.
 *
 * @returns the new text; the very same text where the values are equal
 * @throws HostportError `edit` where the text would not read as the value says, for example inside an aliased node
 */
export function edit(parsed: Parsed, target: unknown): string {
  const { document, root, value } = parsed;
  const editing = new Editing(parsed);
  reconcile(editing, { in: 'document' }, root, value, target);
  if (editing.edits.length === 0) return document.text;
  const text = editing.result();
  verify(document, text, target);
  return text;
}

function verify(document: StreamDocument, text: string, target: unknown): void {
  const { file, bytes, firstLine } = document;
  let read: unknown;
  let cause: unknown;
  try {
    read = parse({ file, bytes, text, firstLine }).value;
  } catch (error) {
    cause = error;
  }
  if (cause === undefined && isEqual(read, target)) return;
  throw failure('reads-otherwise', {}, { position: { file, line: firstLine }, cause });
}
