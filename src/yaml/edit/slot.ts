import type { MapNode, Node, Pair, SequenceNode } from '../read/tree.js';
import type { Editing } from './editing.js';
import { type FlowStyle, flowStyle, flowText, inlineText, isFilled } from './write.js';

/** The place of a value: of a pair, of a list's item, or of the document. */
export interface Slot {
  /** What stands there; an empty scalar where nothing does. */
  node: Node;
  pair?: Pair;
  /** The offset of an item's dash. */
  dash?: number;
  /** Inside a flow collection. */
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
  if (collection.kind === 'map') return ownPairs(collection).map((pair) => ({ node: pair.value, pair, style }));
  const items = collection.items.filter(({ kind }) => kind !== 'pair');
  if (style) return items.map((node) => ({ node, style }));
  let from = start;
  return items.map((node) => {
    // The first character after the item before it that is no space and no comment.
    const [gap = ''] = /^(?:\s|#[^\n]*)*/.exec(editing.text.slice(from, node.start + 1)) ?? [];
    const dash = from + gap.length;
    from = editing.contentEnd(node);
    return { node, dash };
  });
}

function startOf(editing: Editing, { node, pair, dash }: Slot): number {
  return pair ? keyStart(editing, pair) : (dash ?? node.start);
}

/** Where a pair's key begins; explicit keys (`? key`) are left alone. */
function keyStart(editing: Editing, { key }: Pair): number {
  const isExplicit = /\?\s+$/.test(editing.text.slice(editing.lineStart(key.start), key.start));
  if (key.kind !== 'scalar' || isExplicit) throw editing.impossible(key.start);
  return key.start;
}

/** Offset just after the colon of a pair, or after the key where a flow mapping has none. */
function afterColon(editing: Editing, pair: Pair): number {
  keyStart(editing, pair);
  const { end } = pair.key;
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
  const { style, node, pair } = entry;
  const start = startOf(editing, entry);
  const end = editing.contentEnd(node);
  if (style) {
    const text = flowText(added, style, pair ? undefined : node).slice(1, -1);
    const gap = style === 'compact-json' ? '' : ' ';
    // Entries that stand on lines of their own are continued on lines of their own.
    const lead = editing.startsLine(start) ? editing.eol + ' '.repeat(editing.column(start)) : gap;
    return isFirst ? editing.insert(start, `${text},${lead}`) : editing.insert(end, `,${lead}${text}`);
  }
  const column = editing.column(start);
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
function removeRun(editing: Editing, first: Slot, last: Slot, previous?: Slot, next?: Slot): void {
  const start = startOf(editing, first);
  const end = editing.contentEnd(last.node);
  if (!first.style && editing.startsLine(start))
    return editing.replace(editing.lineStart(start), editing.nextLine(end), '');
  if (!next) return editing.replace(previous ? editing.contentEnd(previous.node) : start, end, '');
  const nextStart = startOf(editing, next);
  const isCommented = !first.style && editing.text.slice(editing.nextLine(end), nextStart).trim() !== '';
  editing.replace(start, isCommented ? end : nextStart, '');
}

/** Writes a whole value again in its place; what stood there goes, comments inside it included. */
export function replaceValue(editing: Editing, slot: Slot, value: unknown): void {
  const { node, pair, dash, style } = slot;
  if (!style && (pair || dash !== undefined)) return replaceInBlock(editing, slot, value);
  // Inside a flow collection; so is a document written of which nothing stays.
  const text = flowText(value, style ?? 'yaml', node);
  if (!pair || node.start < node.end) return editing.replace(node.start, node.end, text);
  const at = afterColon(editing, pair);
  editing.insert(at, editing.text[at - 1] === ':' ? ` ${text}` : `: ${text}`);
}

/** After the colon or the dash, and after a tag and an anchor, which stay. */
function replaceInBlock(editing: Editing, slot: Slot, value: unknown): void {
  const { node, pair } = slot;
  const indicator = pair ? afterColon(editing, pair) : startOf(editing, slot) + 1;
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
function valueText(editing: Editing, slot: Slot, value: unknown): string {
  const { node, pair } = slot;
  const isLines = isFilled(value) || (typeof value === 'string' && value.includes('\n'));
  if (!isLines) return ` ${inlineText(value, node)}`;
  const column = editing.column(startOf(editing, slot));
  const lines = editing.blockLines(pair ? { k: value } : [value], column, editing.contentEnd(node));
  return lines.slice(column + (pair ? 2 : 1), -editing.eol.length);
}
