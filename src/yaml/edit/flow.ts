import type { MapNode, SequenceNode } from '../read/tree.js';
import type { Editing } from './editing.js';
import type { FlowStyle } from './write.js';

interface Span {
  start: number;
  end: number;
}

/** As JSON where the keys, or else the strings, are double-quoted; compact where no space follows a comma or colon. */
export function flowStyle(editing: Editing, collection: MapNode | SequenceNode): FlowStyle {
  if (!isJson(collection)) return 'yaml';
  return /[:,]\s/.test(editing.text.slice(collection.start, collection.end)) ? 'json' : 'compact-json';
}

function isJson(collection: MapNode | SequenceNode): boolean {
  const nodes = collection.kind === 'map' ? collection.pairs.map(({ key }) => key) : collection.items;
  const texts = nodes.flatMap((node) => (node?.kind === 'scalar' && typeof node.value === 'string' ? [node] : []));
  return texts.length > 0
    ? texts.every(({ style }) => style === 'double-quoted')
    : nodes.some((node) => (node?.kind === 'map' || node?.kind === 'sequence') && node.flow && isJson(node));
}

export function insertAfter(
  editing: Editing,
  spans: readonly Span[],
  index: number,
  texts: readonly string[],
  style: FlowStyle,
): void {
  const span = spans[index];
  if (!span || texts.length === 0) return;
  const lead = separator(editing, span, style);
  editing.replace(span.end, span.end, texts.map((text) => `,${lead}${text}`).join(''));
}

export function insertBefore(
  editing: Editing,
  spans: readonly Span[],
  texts: readonly string[],
  style: FlowStyle,
): void {
  const [first] = spans;
  if (!first) return;
  const lead = separator(editing, first, style);
  editing.replace(first.start, first.start, texts.map((text) => `${text},${lead}`).join(''));
}

/** Items that stand on lines of their own are continued on lines of their own. */
function separator(editing: Editing, span: Span, style: FlowStyle): string {
  if (!editing.startsLine(span.start)) return style === 'compact-json' ? '' : ' ';
  return editing.eol + editing.text.slice(editing.lineStart(span.start), span.start);
}

/** Each run of removed items goes with the comma that follows it, the last run with the comma before it. */
export function removeSpans(editing: Editing, spans: readonly Span[], removed: ReadonlySet<number>): void {
  for (let index = 0; index < spans.length; index++) {
    if (!removed.has(index)) continue;
    let last = index;
    while (removed.has(last + 1)) last++;
    const next = spans[last + 1];
    const previous = spans[index - 1];
    if (next) editing.replace(spans[index]?.start ?? 0, next.start, '');
    else if (previous) editing.replace(previous.end, spans[last]?.end ?? 0, '');
    index = last;
  }
}
