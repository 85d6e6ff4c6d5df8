import { hunksBetween } from '../../json/changes.js';
import { lineStartsIn } from '../read/document.js';
import type { ScalarNode } from '../read/tree.js';
import type { Editing } from './editing.js';
import { jsonText } from './write.js';

/** The lines of a text, and how they stand in its scalar. */
interface Layout {
  before: string[];
  wanted: string[];
  /** Offsets at which the lines begin. */
  starts: readonly number[];
  end: number;
  /** Lines as they are written there. */
  written: (lines: readonly string[]) => string;
}

/**
 * Edits a text inside its scalar, so that the lines which stay keep their bytes.
 * Returns false where the scalar's style cannot hold the new text: then the whole scalar is written again.
 */
export function editText(editing: Editing, node: ScalarNode, before: string, wanted: string): boolean {
  let layout: Layout | undefined;
  if (node.style === 'literal' && editing.literals) layout = literalLayout(editing, node, before, wanted);
  if (node.style === 'double-quoted') layout = quotedLayout(editing, node, before, wanted);
  if (!layout) return false;
  const { starts, end, written } = layout;
  for (const { from, fromEnd, to, toEnd } of hunksBetween(layout.before, layout.wanted))
    editing.replace(starts[from] ?? end, starts[fromEnd] ?? end, written(layout.wanted.slice(to, toEnd)));
  return true;
}

function literalLayout(editing: Editing, node: ScalarNode, before: string, wanted: string): Layout | undefined {
  const { start, margin = 0 } = node;
  const end = editing.nextLine(editing.contentEnd(node));
  const source = editing.text.slice(start, end);
  const keeps = /^[|][1-9]?\+/.test(source) && before.endsWith('\n') && wanted.endsWith('\n');
  const [old, oldTail] = splitTail(before, keeps);
  const [fresh, freshTail] = splitTail(wanted, keeps);
  if (oldTail !== freshTail) return undefined;
  const written = (lines: readonly string[]): string =>
    lines.map((line) => (line === '' ? '' : ' '.repeat(margin) + line) + editing.eol).join('');
  const [, ...starts] = lineStartsIn(source).map((offset) => start + offset);
  return { before: old.split('\n'), wanted: fresh.split('\n'), starts, end, written };
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
function quotedLayout(
  editing: Editing,
  { start, end }: ScalarNode,
  before: string,
  wanted: string,
): Layout | undefined {
  const source = editing.text.slice(start, end - 1);
  const escapes = [...source.matchAll(/\\./gs)].filter(([both]) => both === '\\n');
  const starts = [start + 1, ...escapes.map(({ index }) => start + index + 2)].filter((at) => at < end - 1);
  // With the break that ends each, so that put together they are the text.
  const [lines, fresh] = [before.split(/(?<=\n)/), wanted.split(/(?<=\n)/)];
  if (starts.length !== lines.length || /[\n\r\x85\u2028\u2029]/.test(source)) return undefined;
  const written = (some: readonly string[]): string => jsonText(some.join('')).slice(1, -1);
  return { before: lines, wanted: fresh, starts, end: end - 1, written };
}
