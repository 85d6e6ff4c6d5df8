import { failure } from '../../base/errors.js';
import { ANY_BREAK } from './scalars.js';
import { positionAt, type StreamDocument } from './split.js';
import type { Lexeme } from './tree.js';

export const NEVER_CLOSED = 'this quote is never closed';
export const TAB = 'a tab stands where the indentation is: use spaces';

const JOINED = 'a byte order mark in the middle of the text: files were joined that begin with one';
/** The end of one document and the beginning of the next on one line: what a template does that takes a line break away. */
const GLUED = /(?<=[^\s-])---\w*$/;
/** The last line break to Kubernetes that is none to an editor, and something after it. */
const UNSEEN_BREAK = /(?:\r(?!\n)|[\x85\u2028\u2029])(?=[^\r\x85\u2028\u2029]+$)/;
const BEGINS_QUOTED = /[-:[{,] *["']$/;

/**
 * A mistake at an offset; what stands before it on its line may be the cause, which is reported in its place. The line is not
 * shown: it may hold a password.
 */
export function mistakeAt(document: StreamDocument, offset: number, message: string): Error {
  const { text } = document;
  const mistake = (why: string, place = offset): Error =>
    failure('not-yaml', { why }, { position: positionAt(document, Math.min(place, text.length)) });
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  if (offset > 0 && text.startsWith('\ufeff', lineStart)) return mistake(JOINED);
  const glued = GLUED.exec(text.slice(lineStart, text.startsWith('---', offset) ? offset + 3 : offset));
  if (glued) return mistake('a line break is missing before `---`', lineStart + glued.index);
  const [unseen] = UNSEEN_BREAK.exec(text.slice(lineStart, offset + 1)) ?? [];
  const code = unseen?.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return mistake(code ? `${message}; the line is broken before it by U+${code}, which editors may not show` : message);
}

/** Whether a quoted scalar goes on to where, by its looks, another one begins. */
export function isUnclosed(text: string, { type, start, end }: Lexeme): boolean {
  const isQuoted = type === 'single-quoted' || type === 'double-quoted';
  const written = text.slice(start, end);
  return isQuoted && ANY_BREAK.test(written) && BEGINS_QUOTED.test(written);
}

/** What is wrong where something follows on the same line. */
export const FOLLOWS: Readonly<Partial<Record<Lexeme['type'], string>>> = {
  'single-quoted': "text follows the closing quote: a ' inside single quotes is written ''",
  'double-quoted': 'text follows the closing quote: a " inside double quotes is written \\"',
  ']': 'text follows the closing bracket: a text that begins with [ stands in quotes',
  '}': 'text follows the closing bracket: a text that begins with { stands in quotes',
  alias: 'text follows the alias: a text that begins with * stands in quotes',
  anchor: 'a value has one anchor at most, and an alias none',
  tag: 'a value has one tag at most, and an alias none',
};
