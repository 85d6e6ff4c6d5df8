import type { Scalar } from 'yaml';
import { align } from './align.js';
import { type Editing, range } from './editing.js';
import { inlineText, jsonText, UNFIT_CHARACTERS } from './render.js';

/**
 * Edits a string inside its scalar, line by line, so that the lines which stay keep their bytes.
 * Returns false where the scalar's style cannot hold the new text: then the whole scalar is written anew.
 */
export function editString(editing: Editing, node: Scalar, before: string, after: string): boolean {
  if (node.type === 'BLOCK_LITERAL') return editLiteral(editing, node, before, after);
  if (!before.includes('\n') && !after.includes('\n')) return false;
  if (node.type === 'QUOTE_DOUBLE') return editQuoted(editing, node, before, after);
  return false;
}

function editLiteral(editing: Editing, node: Scalar, before: string, after: string): boolean {
  const keeps =
    /^[|][1-9]?[+]/.test(editing.text.slice(range(node)[0])) && [before, after].every((one) => one.endsWith('\n'));
  const [old, oldTail] = splitTail(before, keeps);
  const [fresh, freshTail] = splitTail(after, keeps);
  const lines = literalLines(editing, node, old);
  if (!lines || oldTail !== freshTail || old.length > lines.starts.length) return false;
  if (!lines.isExplicit && fresh[0]?.startsWith(' ')) return false;
  const hunks = align(old, fresh, (a, b) => a === b);
  const written = hunks.map((hunk) => fresh.slice(hunk.afterStart, hunk.afterEnd));
  if (fresh.join('').trim() === '' || written.flat().some((line) => UNFIT_CHARACTERS.test(line))) return false;
  for (const [index, hunk] of hunks.entries()) {
    const text = (written[index] ?? []).map((line) => (line === '' ? '' : lines.margin + line) + editing.eol).join('');
    const start = lines.starts[hunk.beforeStart] ?? lines.end;
    const end = lines.starts[hunk.beforeEnd] ?? lines.end;
    if (start === end) editing.insertLines(start, text);
    else if (end === editing.text.length && editing.text[end - 1] !== '\n') {
      editing.replace(start, end, text.slice(0, -editing.eol.length));
    } else editing.replace(start, end, text);
  }
  return true;
}

/**
 * The lines of a text, and the line breaks it ends with: those are the chomping indicator's matter. With `|+` all but the
 * last of them are lines like any other.
 */
function splitTail(text: string, keeps: boolean): [lines: string[], tail: string] {
  if (keeps) return [text.slice(0, -1).split('\n'), '\n'];
  const tail = /\n*$/.exec(text)?.[0] ?? '';
  return [text.slice(0, text.length - tail.length).split('\n'), tail];
}

/**
 * Where the content lines of a literal block scalar begin, and their margin: what stands before the text of the first line
 * that has any. With an indentation indicator (`|2-`) that text may begin with blanks. Undefined for one without content.
 */
function literalLines(editing: Editing, node: Scalar, texts: readonly string[]) {
  const [start, end] = range(node);
  const starts: number[] = [];
  for (let at = editing.nextLine(start); at < end; at = editing.nextLine(at)) starts.push(at);
  const line = (at: number): string => editing.text.slice(at, editing.lineEnd(at));
  const filled = starts.findIndex((at) => line(at).trim() !== '');
  const [at, text] = [starts[filled], texts[filled]];
  if (at === undefined || text === undefined) return undefined;
  const isExplicit = /^[|][+-]?[1-9]/.test(editing.text.slice(start, start + 3));
  return { starts, end, margin: line(at).slice(0, -text.length), isExplicit };
}

/**
 * A double-quoted string of several lines, as Helm 4 writes a text in which a line ends with a blank: the changed lines
 * are replaced between the quotes, all other escapes stay as they are written.
 */
function editQuoted(editing: Editing, node: Scalar, before: string, after: string): boolean {
  const [start, end] = range(node);
  const source = editing.text.slice(start, end);
  if (source.includes('\n')) return replaceQuoted(editing, node, after);
  const offsets = quotedLineStarts(source);
  const old = keepBreaks(before);
  if (offsets.length !== old.length) return replaceQuoted(editing, node, after);
  const fresh = keepBreaks(after);
  for (const hunk of align(old, fresh, (a, b) => a === b)) {
    const text = fresh.slice(hunk.afterStart, hunk.afterEnd).join('');
    const at = (index: number): number => start + (offsets[index] ?? source.length - 1);
    editing.replace(at(hunk.beforeStart), at(hunk.beforeEnd), jsonText(text).slice(1, -1));
  }
  return true;
}

function replaceQuoted(editing: Editing, node: Scalar, after: string): boolean {
  const [start, end] = range(node);
  editing.replace(start, end, inlineText(after, node));
  return true;
}

/** Lines with the break that ends them, so that put together they are the text. */
const keepBreaks = (text: string): string[] => text.split(/(?<=\n)/);

/** Offsets in the quoted source at which the lines of its value begin: behind each `\n` escape. */
function quotedLineStarts(source: string): number[] {
  const starts = [1];
  for (let at = source.indexOf('\\'); at !== -1; at = source.indexOf('\\', at + 2)) {
    if (source[at + 1] === 'n' && at + 2 < source.length - 1) starts.push(at + 2);
  }
  return starts;
}
