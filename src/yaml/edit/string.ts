import type { ScalarNode } from '../read/tree.js';
import { hunksBetween } from './differences.js';
import type { Editing } from './editing.js';
import { fitsLiteral, inlineText, jsonText } from './write.js';

/**
 * Edits a text of several lines inside its scalar, so that the lines which stay keep their bytes.
 * Returns false where the scalar's style cannot hold the new text: then the whole scalar is written again.
 */
export function editString(editing: Editing, node: ScalarNode, before: string, after: string): boolean {
  if (node.style === 'literal') return editLiteral(editing, node, before, after);
  if (node.style !== 'double-quoted' || !(before.includes('\n') || after.includes('\n'))) return false;
  editQuoted(editing, node, before, after);
  return true;
}

function editLiteral(editing: Editing, node: ScalarNode, before: string, after: string): boolean {
  const { start, end, margin = 0 } = node;
  const [, digitBefore = '', chomping, digitAfter = ''] =
    /^[|]([1-9]?)([+-]?)([1-9]?)/.exec(editing.text.slice(start, start + 3)) ?? [];
  const keeps = chomping === '+' && before.endsWith('\n') && after.endsWith('\n');
  const [old, oldTail] = splitTail(before, keeps);
  const [fresh, freshTail] = splitTail(after, keeps);
  // Without an indicator the first line with text says how far all are indented.
  const beginsWithBlank = /^\n*[ \t]/.test(fresh) && digitBefore + digitAfter === '';
  if (oldTail !== freshTail || fresh.trim() === '' || beginsWithBlank) return false;
  const lines = old.split('\n');
  const starts = lineStarts(editing, node, lines);
  if (!starts) return false;
  const freshLines = fresh.split('\n');
  const hunks = hunksBetween(lines, freshLines);
  const written = hunks.map(({ afterStart, afterEnd }) => freshLines.slice(afterStart, afterEnd));
  if (!written.every((some) => fitsLiteral(some.join('\n')))) return false;
  for (const [index, { beforeStart, beforeEnd }] of hunks.entries()) {
    const text = (written[index] ?? [])
      .map((line) => (line === '' ? '' : ' '.repeat(margin) + line) + editing.eol)
      .join('');
    const from = starts[beforeStart] ?? end;
    const to = starts[beforeEnd] ?? end;
    if (from === to) editing.insertLines(from, text);
    else if (to === editing.text.length && editing.text[to - 1] !== '\n')
      editing.replace(from, to, text.slice(0, -editing.eol.length));
    else editing.replace(from, to, text);
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

/** Where the lines of a literal begin, and the line after them; undefined where they are not written one by one. */
function lineStarts(
  editing: Editing,
  { start, margin = 0 }: ScalarNode,
  lines: readonly string[],
): number[] | undefined {
  const starts = [editing.nextLine(start)];
  for (const line of lines) {
    const at = starts.at(-1) ?? 0;
    const source = editing.text.slice(at, editing.lineEnd(at));
    const isWritten =
      line === '' ? source.trim() === '' : source.slice(margin) === line && source.slice(0, margin).trim() === '';
    if (!isWritten) return undefined;
    starts.push(editing.nextLine(at));
  }
  return starts;
}

/**
 * A double-quoted string of several lines, as Helm 4 writes a text in which a line ends with a space: the changed lines
 * are replaced between the quotes, all other escapes stay as they are written.
 */
function editQuoted(editing: Editing, node: ScalarNode, before: string, after: string): void {
  const { start, end } = node;
  const source = editing.text.slice(start, end);
  const offsets = /[\n\r\x85\u2028\u2029]/.test(source) ? [] : quotedLineStarts(source);
  const [old, fresh] = [keepBreaks(before), keepBreaks(after)];
  if (offsets.length !== old.length) return editing.replace(start, end, inlineText(after, node));
  const at = (index: number): number => start + (offsets[index] ?? source.length - 1);
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of hunksBetween(old, fresh)) {
    const text = fresh.slice(afterStart, afterEnd).join('');
    editing.replace(at(beforeStart), at(beforeEnd), jsonText(text).slice(1, -1));
  }
}

/** Lines with the break that ends them, so that put together they are the text. */
const keepBreaks = (text: string): string[] => text.split(/(?<=\n)/);

/** Offsets in the quoted source at which the lines of its value begin: after each `\n` escape. */
function quotedLineStarts(source: string): number[] {
  const starts = [1];
  for (let at = source.indexOf('\\'); at !== -1; at = source.indexOf('\\', at + 2)) {
    if (source[at + 1] === 'n' && at + 2 < source.length - 1) starts.push(at + 2);
  }
  return starts;
}
