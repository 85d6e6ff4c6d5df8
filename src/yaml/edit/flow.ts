import type { MapNode, SequenceNode } from '../read/tree.js';
import type { Changes } from './differences.js';
import type { Editing } from './editing.js';
import type { WrittenEntry } from './replace.js';
import { type FlowStyle, flowText } from './write.js';

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

/** New entries come after the last one before them that stays, or before the first. */
export function insertInFlow(
  editing: Editing,
  collection: MapNode | SequenceNode,
  entries: readonly WrittenEntry[],
  removed: ReadonlySet<number>,
  { after, items }: Changes['inserted'][number],
): void {
  let place = after;
  while (removed.has(place)) place--;
  const entry = entries[Math.max(place, 0)];
  if (!entry) return;
  const style = flowStyle(editing, collection);
  const lead = separator(editing, entry.start(), style);
  const like = collection.kind === 'map' ? undefined : collection.items.find(({ kind }) => kind === 'scalar');
  const texts = Array.isArray(items)
    ? items.map((item) => flowText(item, style, like))
    : Object.entries(items).map(([key, value]) => flowText({ [key]: value }, style).slice(1, -1));
  const at = place < 0 ? entry.start() : entry.end();
  editing.replace(at, at, texts.map((text) => (place < 0 ? `${text},${lead}` : `,${lead}${text}`)).join(''));
}

/** Entries that stand on lines of their own are continued on lines of their own. */
function separator(editing: Editing, start: number, style: FlowStyle): string {
  if (!editing.startsLine(start)) return style === 'compact-json' ? '' : ' ';
  return editing.eol + editing.text.slice(editing.lineStart(start), start);
}

/** Each run of removed entries goes with the comma that follows it, the last run with the comma before it. */
export function removeInFlow(editing: Editing, entries: readonly WrittenEntry[], removed: ReadonlySet<number>): void {
  for (let index = 0; index < entries.length; index++) {
    if (!removed.has(index)) continue;
    let last = index;
    while (removed.has(last + 1)) last++;
    const next = entries[last + 1];
    const previous = entries[index - 1];
    if (next) editing.replace(entries[index]?.start() ?? 0, next.start(), '');
    else if (previous) editing.replace(previous.end(), entries[last]?.end() ?? 0, '');
    index = last;
  }
}
