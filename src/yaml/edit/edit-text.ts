import { hunksBetween } from '../../json/difference.js';
import { lineStartsIn } from '../read/document.js';
import type { ScalarNode } from '../read/tree.js';
import type { Editing } from './editing.js';
import { jsonText } from './write.js';

/**
 * Edits a text inside its scalar, so that the lines which stay keep their bytes.
 * Returns false where the scalar's style cannot hold the new text: then the whole scalar is written again.
 */
export function editText(editing: Editing, node: ScalarNode, before: string, wanted: string): boolean {
  if (node.style === 'literal' && editing.literals !== 'none') return editLiteral(editing, node, before, wanted);
  return node.style === 'double-quoted' && editQuoted(editing, node, before, wanted);
}

function editLiteral(editing: Editing, node: ScalarNode, before: string, wanted: string): boolean {
  const { start, margin = 0 } = node;
  const end = editing.nextLine(editing.contentEnd(node));
  const source = editing.text.slice(start, end);
  const keeps = /^[|][1-9]?\+/.test(source) && before.endsWith('\n') && wanted.endsWith('\n');
  const [old, oldTail] = splitTail(before, keeps);
  const [fresh, freshTail] = splitTail(wanted, keeps);
  if (oldTail !== freshTail) return false;
  const [, ...starts] = lineStartsIn(source).map((offset) => start + offset);
  const freshLines = fresh.split('\n');
  for (const { from, fromEnd, to, toEnd } of hunksBetween(old.split('\n'), freshLines)) {
    const lines = freshLines
      .slice(to, toEnd)
      .map((line) => (line === '' ? '' : ' '.repeat(margin) + line) + editing.eol);
    editing.replace(starts[from] ?? end, starts[fromEnd] ?? end, lines.join(''));
  }
  return true;
}

/**
 * A text, and the line breaks it ends with: those are the chomping indicator's matter. With `|+` all but the last of them
 * are lines like any other.
 */
function splitTail(text: string, keeps: boolean): [lines: string, tail: string] {
  let end = keeps ? text.length - 1 : text.length;
  while (!keeps && text[end - 1] === '\n') end--;
  return [text.slice(0, end), text.slice(end)];
}

/**
 * A double-quoted text on one line, as Helm 4 writes one in which a line ends with a space: it is edited between the quotes,
 * all other escapes stay as they are written.
 */
function editQuoted(editing: Editing, { start, end }: ScalarNode, before: string, wanted: string): boolean {
  const source = editing.text.slice(start, end - 1);
  const escapes = [...source.matchAll(/\\./gs)].filter(([both]) => both === '\\n');
  const starts = [start + 1, ...escapes.map(({ index }) => start + index + 2)].filter((at) => at < end - 1);
  // With the break that ends each, so that put together they are the text.
  const [old, fresh] = [before.split(/(?<=\n)/), wanted.split(/(?<=\n)/)];
  if (starts.length !== old.length || /[\n\r\x85\u2028\u2029]/.test(source)) return false;
  for (const { from, fromEnd, to, toEnd } of hunksBetween(old, fresh)) {
    const text = jsonText(fresh.slice(to, toEnd).join('')).slice(1, -1);
    editing.replace(starts[from] ?? end - 1, starts[fromEnd] ?? end - 1, text);
  }
  return true;
}
