import { HostportError } from '../../base/errors.js';
import { isEqual } from '../../json/values.js';
import { type Parsed, positionAt, type StreamDocument } from '../read/document.js';
import { parse } from '../read/parse.js';
import { Editing, EditLayoutError } from './editing.js';
import { type Operation, patched } from './patch.js';
import { reconcile } from './reconcile.js';

/**
 * Carries RFC 6902 operations out on a document's text: the smallest text edits, written as their neighbours are
 * written, every other byte as it was. The result is parsed again and must equal what fast-json-patch makes of the
 * same operations.
 *
 * @returns the new text; the very same text where the operations change nothing
 * @throws HostportError `refused` where an operation cannot be applied (a path that is not there, a failed `test`),
 *   `edit` where the text would not read as the operations say, for example inside an aliased node
 */
export function edit(parsed: Parsed, operations: readonly Operation[]): string {
  return rewrite(parsed, patched(parsed, operations));
}

/**
 * The same where it is known what fast-json-patch makes of the operations.
 *
 * @param target the value that the document is to have
 * @throws HostportError `edit`
 */
export function rewrite(parsed: Parsed, target: unknown): string {
  const { document, root, value } = parsed;
  const editing = new Editing(document.text, root);
  try {
    reconcile(editing, { in: 'document' }, root, value, target);
    if (editing.edits.length === 0) return document.text;
    const text = editing.result();
    verify(parsed, text, target);
    return text;
  } catch (error) {
    throw error instanceof EditLayoutError ? located(parsed, error) : error;
  }
}

function verify(parsed: Parsed, text: string, target: unknown): void {
  const { document } = parsed;
  let read: unknown;
  try {
    read = parse(withText(document, text)).value;
  } catch (error) {
    throw unequal(parsed, error);
  }
  if (!isEqual(read, target)) throw unequal(parsed, undefined);
}

/** A document with other text in the same place; its line is not looked for unless there is an error to tell. */
function withText(document: StreamDocument, text: string): StreamDocument {
  const { file, bytes } = document;
  return {
    file,
    bytes,
    text,
    get firstLine() {
      return document.firstLine;
    },
  };
}

function unequal({ document }: Parsed, cause: unknown): HostportError {
  return new HostportError('edit', 'the edited document would not read as the operations say, so nothing was written', {
    position: { file: document.file, line: document.firstLine },
    remedy:
      'An anchor (&), an alias (*) or a merge key (<<) at the edited place is the usual reason: write it out there.',
    cause,
  });
}

function located({ document }: Parsed, error: EditLayoutError): HostportError {
  return new HostportError(error.code, error.message, {
    position: positionAt(document, error.offset),
    remedy: 'Write this place in ordinary block style (`key: value` on lines of their own).',
  });
}
