import type { ScalarNode } from '../read/tree.js';
import { align } from './align.js';
import { type ChangedLines, changedLines } from './changed-lines.js';
import type { Editing } from './editing.js';
import { UNFIT_CHARACTERS } from './plain-lines.js';
import { inlineText, jsonText } from './render.js';

/**
 * Edits a string inside its scalar, line by line, so that the lines which stay keep their bytes.
 * Returns false where the scalar's style cannot hold the new text: then the whole scalar is written anew.
 */
export function editString(editing: Editing, node: ScalarNode, before: string, after: string): boolean {
  if (node.style === 'BLOCK_LITERAL') return editLiteral(editing, node, before, after);
  if (!before.includes('\n') && !after.includes('\n')) return false;
  if (node.style === 'QUOTE_DOUBLE') return editQuoted(editing, node, before, after);
  return false;
}

function editLiteral(editing: Editing, node: ScalarNode, before: string, after: string): boolean {
  const header = /^[|]([1-9]?)([+-]?)([1-9]?)/.exec(editing.text.slice(node.start, node.start + 3));
  const keeps = header?.[2] === '+' && before.endsWith('\n') && after.endsWith('\n');
  const [old, oldTail] = splitTail(before, keeps);
  const [fresh, freshTail] = splitTail(after, keeps);
  const margin = marginOf(editing, node, old);
  const isExplicit = Boolean(header?.[1] || header?.[3]);
  if (margin === undefined || oldTail !== freshTail || fresh.trim() === '') return false;
  if (!isExplicit && fresh.startsWith(' ')) return false;
  const middle = changedLines(old, fresh);
  const starts = lineStarts(editing, node, old, middle);
  if (!starts || !middle.before.every((line, index) => isWritten(editing, starts[index] ?? 0, line, margin)))
    return false;
  const hunks = align(middle.before, middle.after, (a, b) => a === b);
  const written = hunks.map((hunk) => middle.after.slice(hunk.afterStart, hunk.afterEnd));
  if (written.flat().some((line) => UNFIT_CHARACTERS.test(line))) return false;
  for (const [index, hunk] of hunks.entries()) {
    const text = (written[index] ?? []).map((line) => (line === '' ? '' : margin + line) + editing.eol).join('');
    const start = starts[hunk.beforeStart] ?? node.end;
    const end = starts[hunk.beforeEnd] ?? node.end;
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
function splitTail(text: string, keeps: boolean): [lines: string, tail: string] {
  if (keeps) return [text.slice(0, -1), '\n'];
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return [text.slice(0, end), text.slice(end)];
}

/**
 * What stands before the text of the first line that has any; undefined for a scalar without content. With an indentation
 * indicator (`|2-`) that text may begin with blanks.
 */
function marginOf(editing: Editing, node: ScalarNode, lines: string): string | undefined {
  let from = 0;
  for (let at = editing.nextLine(node.start); at < node.end; at = editing.nextLine(at)) {
    const line = editing.text.slice(at, editing.lineEnd(at));
    const behind = lines.indexOf('\n', from);
    const text = behind === -1 ? lines.slice(from) : lines.slice(from, behind);
    if (line.trim() !== '') return line.endsWith(text) ? line.slice(0, line.length - text.length) : undefined;
    from = behind + 1;
  }
  return undefined;
}

/** Whether a line of the value is what stands at an offset of the source. */
function isWritten(editing: Editing, offset: number, line: string, margin: string): boolean {
  const source = editing.text.slice(offset, editing.lineEnd(offset));
  return source === margin + line || (line === '' && source.trim() === '');
}

/**
 * Offsets at which the changed lines begin in the source, and the line behind them. A text may have thousands of lines, and
 * mostly something is added at its end: the lines are counted from the nearer end.
 */
function lineStarts(editing: Editing, node: ScalarNode, lines: string, { start, before }: ChangedLines) {
  let at: number | undefined;
  if (start * 2 < lines.length) {
    at = editing.nextLine(node.start);
    for (let next = lines.indexOf('\n'); next !== -1 && next < start; next = lines.indexOf('\n', next + 1)) {
      at = editing.nextLine(at);
    }
  } else {
    at = editing.text[node.end - 1] === '\n' ? node.end : editing.nextLine(node.end);
    for (let next = lines.length; next >= start; next = lines.lastIndexOf('\n', next - 1)) {
      at = editing.lineStart(at - 1);
      if (next === 0) break;
    }
  }
  if (at <= node.start) return undefined;
  const starts = [at];
  for (let index = 0; index < before.length; index++) starts.push(editing.nextLine(starts.at(-1) ?? at));
  return starts;
}

/**
 * A double-quoted string of several lines, as Helm 4 writes a text in which a line ends with a blank: the changed lines
 * are replaced between the quotes, all other escapes stay as they are written.
 */
function editQuoted(editing: Editing, node: ScalarNode, before: string, after: string): boolean {
  const { start, end } = node;
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

function replaceQuoted(editing: Editing, node: ScalarNode, after: string): boolean {
  const { start, end } = node;
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
