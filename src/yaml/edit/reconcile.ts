import { isEqual, isObject } from '../../json/values.js';
import type { MapNode, Node, SequenceNode } from '../read/tree.js';
import { type Changes, mapChanges, ownPairs, sequenceChanges } from './differences.js';
import { contentEnd, type Editing, keyStart, pairEnd } from './editing.js';
import { flowStyle, insertInFlow, removeInFlow } from './flow.js';
import { replaceValue, type Slot, type WrittenEntry } from './replace.js';
import { editString } from './string.js';

/**
 * Collects the smallest text edits by which the node that reads as `before` reads as `after`.
 * What is equal is not touched; what differs is followed down as far as both sides have the same shape.
 */
export function reconcile(editing: Editing, slot: Slot, node: Node | null, before: unknown, after: unknown): void {
  if (isEqual(before, after)) return;
  if (node?.kind === 'map' && isObject(before) && isObject(after) && Object.keys(after).length > 0) {
    return reconcileEntries(editing, slot, node, mapChanges(node, before, after), after);
  }
  if (node?.kind === 'sequence' && Array.isArray(before) && Array.isArray(after) && after.length > 0) {
    return reconcileEntries(editing, slot, node, sequenceChanges(before, after), after);
  }
  if (node?.kind === 'scalar' && typeof before === 'string' && typeof after === 'string') {
    if (editString(editing, node, before, after)) return;
  }
  replaceValue(editing, slot, node, after);
}

/** Entries that stay are followed down, others go and come; where the layout does not allow that all is written again. */
function reconcileEntries(
  editing: Editing,
  slot: Slot,
  collection: MapNode | SequenceNode,
  { followed, removed, inserted }: Changes,
  after: unknown,
): void {
  const entries = entriesOf(editing, collection);
  const [first] = entries;
  const changesFirst = removed.has(0) || inserted.some((run) => run.after < 0);
  const isEditable = collection.flow
    ? entries.length === (collection.kind === 'map' ? collection.pairs : collection.items).length
    : collection.kind === 'map' || !changesFirst || !first || editing.startsLine(first.start());
  if (removed.size === entries.length || !isEditable) return replaceValue(editing, slot, collection, after);
  for (const [index, from, to] of followed) {
    const entry = entries[index];
    if (entry) reconcile(editing, entry.slot, entry.node, from, to);
  }
  if (collection.flow) {
    for (const run of inserted) insertInFlow(editing, collection, entries, removed, run);
    removeInFlow(editing, entries, removed);
  } else {
    for (const run of inserted) insertLines(editing, entries, run);
    removeLines(editing, entries, removed);
  }
}

/** Those that stand there as text: no merge key, and no pair that is a list's item (`[a: 1]`). */
function entriesOf(editing: Editing, collection: MapNode | SequenceNode): WrittenEntry[] {
  const style = collection.flow ? flowStyle(editing, collection) : undefined;
  if (collection.kind === 'map') {
    return ownPairs(collection).map((pair) => ({
      node: pair.value,
      slot: style ? { in: 'flow', style, pair } : { in: 'block-map', pair },
      start: () => keyStart(editing, pair),
      end: () => pairEnd(editing, pair),
    }));
  }
  const items = collection.items.filter(({ kind }) => kind !== 'pair');
  const dashes = style ? [] : dashOffsets(editing, collection);
  return items.map((node, index) => {
    const dash = dashes[index] ?? node.start;
    return {
      node,
      slot: style ? { in: 'flow', style } : { in: 'block-sequence', dash },
      start: () => dash,
      end: () => contentEnd(editing, node),
    };
  });
}

/** Where each item's dash stands: the first character after the item before it that is no space and no comment. */
function dashOffsets(editing: Editing, sequence: SequenceNode): number[] {
  const dashes: number[] = [];
  let from = sequence.start;
  for (const item of sequence.items) {
    const gap = /^(?:\s|#[^\n]*)*/.exec(editing.text.slice(from, item.start + 1));
    const dash = from + (gap?.[0].length ?? 0);
    if (editing.text[dash] !== '-') throw editing.impossible(dash);
    dashes.push(dash);
    from = contentEnd(editing, item);
  }
  return dashes;
}

/** New entries are lines of their own, after those of an entry or before the first. */
function insertLines(
  editing: Editing,
  entries: readonly WrittenEntry[],
  { after, items }: Changes['inserted'][number],
): void {
  const entry = entries[Math.max(after, 0)];
  if (!entry) return;
  const end = after < 0 ? entry.start() : entry.end();
  const lines = editing.blockLines(items, { column: editing.column(entry.start()), after: end });
  editing.insertLines(after < 0 ? editing.lineStart(end) : editing.nextLine(end), lines);
}

/** Entries go with their lines; where the first ones stand after a dash the next one moves up, unless a comment is between. */
function removeLines(editing: Editing, entries: readonly WrittenEntry[], removed: ReadonlySet<number>): void {
  const [first] = entries;
  if (!first || removed.size === 0) return;
  const leading = editing.startsLine(first.start()) ? 0 : entries.findIndex((_, index) => !removed.has(index));
  const last = entries[leading - 1];
  const heir = entries[leading];
  if (last && heir) {
    const next = heir.start();
    const isCommented = editing.text.slice(editing.nextLine(last.end()), next).trim() !== '';
    editing.replace(first.start(), isCommented ? last.end() : next, '');
  }
  for (const [index, entry] of entries.entries()) {
    if (index < leading || !removed.has(index)) continue;
    editing.replace(editing.lineStart(entry.start()), editing.nextLine(entry.end()), '');
  }
}
