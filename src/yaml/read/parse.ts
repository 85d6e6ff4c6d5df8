import type { Parsed, StreamDocument } from './document.js';
import { parseFully } from './full.js';
import { readPlain } from './lines/plain.js';

/**
 * Parses a document's text. What is not plain, and every mistake, is left to `yaml`.
 *
 * @throws HostportError `input` with the line and column of the first mistake
 */
export function parse(document: StreamDocument): Parsed {
  if (!CONTENT.test(document.text.replace(/^---(?=\s|$)/, ''))) return { document, root: null, value: null };
  const root = readPlain(document.text);
  return root ? { document, root, value: root.value } : parseFully(document);
}

/** A line that is neither empty nor a comment. */
const CONTENT = /^[ \t]*[^ \t\r\n#]/m;
