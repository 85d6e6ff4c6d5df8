import { hunksBetween } from '../../json/difference.js';
import { linesOf } from '../read/locate.js';
import type { ScalarNode } from '../read/tree.js';
import type { Editing } from './editing.js';
import { jsonText } from './write.js';

/**
 * Edits a text inside its scalar, so that the lines which stay keep their bytes: a literal, or a double-quoted text on one
 * line, as Helm 4 writes one in which a line ends with a space.
 * Returns false where the scalar's style cannot hold the new text: then the whole scalar is written again.
 */
export function editText(editing: Editing, node: ScalarNode, before: string, wanted: string): boolean {
  const lines = linesOf(editing.text, node);
  if (!lines || !fits(editing, node, before, wanted)) return false;
  const isLiteral = node.style === 'literal';
  const end = isLiteral ? editing.nextLine(editing.contentEnd(node)) : node.end - 1;
  const starts = isLiteral ? lines.map((at) => editing.lineStart(at)) : lines;
  // With the break that ends each, so that put together they are the text.
  const fresh = wanted.split(/(?<=\n)/);
  for (const { from, fromEnd, to, toEnd } of hunksBetween(before.split(/(?<=\n)/), fresh)) {
    const added = fresh.slice(to, toEnd);
    const text = isLiteral ? editing.lines(added, node.margin) : jsonText(added.join('')).slice(1, -1);
    editing.replace(starts[from] ?? end, starts[fromEnd] ?? end, text);
  }
  return true;
}

/** Whether a scalar of this style can be edited, and hold another text under the same header. */
function fits({ text, literals }: Editing, { style, start }: ScalarNode, before: string, wanted: string): boolean {
  if (style !== 'literal' || literals === 'none') return style === 'double-quoted';
  // The breaks at the end are a matter of the header; with `+` all but the last of them are lines like others.
  const keeps = /^[|][1-9]?\+/.test(text.slice(start, start + 3));
  return before.endsWith('\n') === wanted.endsWith('\n') && (keeps || !wanted.endsWith('\n\n'));
}
