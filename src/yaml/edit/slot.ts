import type { MapNode, Node, Pair, SequenceNode } from '../read/tree.js';
import type { Editing } from './editing.js';
import { type FlowStyle, flowStyle, flowText, inlineText, isFilled } from './write.js';

/** The place of a value: of a pair, of a list's item, or of the document. */
export interface Slot {
  /** What stands there; an empty scalar where nothing does. */
  node: Node;
  /** Where it begins: with the key, with the dash, or with the node. */
  start: number;
  key?: Node;
  /** Of what is not in a block collection. */
  style?: FlowStyle | undefined;
}

/** The pairs of a mapping that stand in it as text: not those which a merge key (`<<`) brings along. */
export function ownPairs({ pairs }: MapNode): (Pair & { name: string })[] {
  return pairs.filter((pair): pair is Pair & { name: string } => pair.name !== undefined);
}

/** The entries that stand in a collection as text: no merge key, and no pair that is a list's item (`[a: 1]`). */
export function entriesOf(editing: Editing, collection: MapNode | SequenceNode, outer: FlowStyle | undefined): Slot[] {
  const { flow, start, end } = collection;
  const style = flow ? (outer ?? flowStyle(editing.text.slice(start, end))) : undefined;
  if (collection.kind === 'map')
    return ownPairs(collection).map(({ key, value }) => ({ node: value, start: key.start, key, style }));
  const items = collection.items.filter(({ kind }) => kind !== 'pair');
  if (style) return items.map((node) => ({ node, start: node.start, style }));
  let from = start;
  return items.map((node) => {
    // The first character after the item before it that is no space and no comment.
    const [gap = ''] = /^(?:\s|#[^\n]*)*/.exec(editing.text.slice(from, node.start + 1)) ?? [];
    const dash = from + gap.length;
    from = editing.contentEnd(node);
    return { node, start: dash };
  });
}

/** Offset just after the colon of a key, or after the key where a flow mapping has none. */
function afterColon(editing: Editing, { end }: Node): number {
  const [colon = ''] = /^[ \t]*:/.exec(editing.text.slice(end, end + 80)) ?? [];
  return end + colon.length;
}

/** A new pair or item, after an entry or (-1) before the first; in a flow collection a comma goes with one that is removed. */
export function insertEntry(
  editing: Editing,
  entries: readonly Slot[],
  removed: ReadonlySet<number>,
  after: number,
  added: object,
): void {
  let place = after;
  while (entries[place]?.style && removed.has(place)) place--;
  const isFirst = place < 0;
  const entry = entries[Math.max(place, 0)];
  if (!entry) return;
  const { style, node, start, key } = entry;
  const end = editing.contentEnd(node);
  const column = editing.column(start);
  if (style) {
    const text = flowText(added, style, key ? undefined : node).slice(1, -1);
    const gap = style === 'compact-json' ? '' : ' ';
    // Entries that stand on lines of their own are continued on lines of their own.
    const lead = editing.startsLine(start) ? editing.eol + ' '.repeat(column) : gap;
    return isFirst ? editing.insert(start, `${text},${lead}`) : editing.insert(end, `,${lead}${text}`);
  }
  if (!isFirst) return editing.insert(editing.nextLine(end), editing.blockLines(added, column, end));
  const lines = editing.blockLines(added, column, start);
  editing.insert(start, lines.slice(column) + ' '.repeat(column));
}

/** Removes entries, each run of them at once. */
export function removeEntries(editing: Editing, entries: readonly Slot[], removed: ReadonlySet<number>): void {
  for (let index = 0; index < entries.length; index++) {
    const first = index;
    while (removed.has(index)) index++;
    const [entry, last] = [entries[first], entries[index - 1]];
    if (index > first && entry && last) removeRun(editing, entry, last, entries[first - 1], entries[index]);
  }
}

/**
 * A run goes with its lines. Where it begins after a dash the next entry moves up, unless a comment is between; in a flow
 * collection a run goes with the comma that follows it, the last one with the comma before it.
 */
function removeRun(editing: Editing, { start, style }: Slot, last: Slot, previous?: Slot, next?: Slot): void {
  const end = editing.contentEnd(last.node);
  if (!style && editing.startsLine(start)) return editing.replace(editing.lineStart(start), editing.nextLine(end), '');
  if (!next) return editing.replace(previous ? editing.contentEnd(previous.node) : start, end, '');
  const isCommented = !style && editing.text.slice(editing.nextLine(end), next.start).trim() !== '';
  editing.replace(start, isCommented ? end : next.start, '');
}

/** Writes a whole value again in its place; what stood there goes, comments inside it included. */
export function replaceValue(editing: Editing, slot: Slot, value: unknown): void {
  const { node, key, style } = slot;
  if (!style) return replaceInBlock(editing, slot, value);
  const text = flowText(value, style, node);
  if (!key || node.start < node.end) return editing.replace(node.start, node.end, text);
  const at = afterColon(editing, key);
  editing.insert(at, editing.text[at - 1] === ':' ? ` ${text}` : `: ${text}`);
}

/** After the colon or the dash, and after a tag and an anchor, which stay. */
function replaceInBlock(editing: Editing, slot: Slot, value: unknown): void {
  const { node, start, key } = slot;
  const indicator = key ? afterColon(editing, key) : start + 1;
  const properties = /^(?:[ \t]+[&!][^\s,[\]{}]*)*/.exec(editing.text.slice(indicator, node.start))?.[0] ?? '';
  const from = indicator + properties.length;
  const to = Math.max(from, editing.contentEnd(node));
  const text = valueText(editing, slot, value);
  const [head = ''] = text.split(editing.eol, 1);
  // A comment after the indicator or after the old value stays on that line; one after a value that begins below goes.
  const isBelow = node.start > editing.lineEnd(from);
  const end = editing.lineEnd(to);
  editing.replace(from, isBelow ? from : to, head);
  editing.replace(isBelow ? editing.lineEnd(from) : end, end, text.slice(head.length));
}

/** What follows the indicator: on its line, and on lines below. */
function valueText(editing: Editing, { node, start, key }: Slot, value: unknown): string {
  const isLines = isFilled(value) || (typeof value === 'string' && value.includes('\n'));
  if (!isLines) return ` ${inlineText(value, node)}`;
  const column = editing.column(start);
  const lines = editing.blockLines(key ? { k: value } : [value], column, editing.contentEnd(node));
  return lines.slice(column + (key ? 2 : 1), -editing.eol.length);
}
