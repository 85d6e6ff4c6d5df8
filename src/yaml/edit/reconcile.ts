import { isEqual, isObject, type JsonObject } from '../../json/values.js';
import type { MapNode, Node, SequenceNode } from '../read/tree.js';
import { type KeyedPair, keyedPairs, mapChanges, sequenceChanges } from './differences.js';
import { contentEnd, type Editing, keyStart, pairEnd } from './editing.js';
import { flowStyle, insertAfter, insertBefore, removeSpans } from './flow.js';
import { replaceValue, type Slot } from './replace.js';
import { editString } from './string.js';
import { type FlowStyle, flowText } from './write.js';

/**
 * Collects the smallest text edits by which the node that reads as `before` reads as `after`.
 * What is equal is not touched; what differs is followed down as far as both sides have the same shape.
 */
export function reconcile(editing: Editing, slot: Slot, node: Node | null, before: unknown, after: unknown): void {
  if (isEqual(before, after)) return;
  if (node?.kind === 'map' && isObject(before) && isObject(after) && Object.keys(after).length > 0) {
    return node.flow
      ? reconcileFlowMap(editing, slot, node, before, after)
      : reconcileMap(editing, slot, node, before, after);
  }
  if (node?.kind === 'sequence' && Array.isArray(before) && Array.isArray(after) && after.length > 0) {
    return node.flow
      ? reconcileFlowSequence(editing, slot, node, before, after)
      : reconcileSequence(editing, slot, node, before, after);
  }
  if (node?.kind === 'scalar' && typeof before === 'string' && typeof after === 'string') {
    if (editString(editing, node, before, after)) return;
  }
  replaceValue(editing, slot, node, after);
}

/** A block mapping: values are followed down, new keys come after the last one, removed pairs go with their lines. */
function reconcileMap(editing: Editing, slot: Slot, map: MapNode, before: JsonObject, after: JsonObject): void {
  const pairs = keyedPairs(map);
  const { removed, added } = mapChanges(pairs, before, after);
  const last = pairs.at(-1);
  if (!last || removed.length === pairs.length) return replaceValue(editing, slot, map, after);
  removePairs(editing, pairs, new Set(removed));
  reconcileValues(editing, pairs, before, after, { in: 'block-map' });
  if (Object.keys(added).length === 0) return;
  const start = keyStart(editing, last.pair);
  const end = pairEnd(editing, last.pair);
  const lines = editing.blockLines(added, { column: editing.column(start), after: end });
  editing.insertLines(editing.nextLine(end), lines);
}

/** Follows the values of the keys that stay; of equal keys the last is the one that counts. */
function reconcileValues(
  editing: Editing,
  pairs: readonly KeyedPair[],
  before: JsonObject,
  after: JsonObject,
  place: { in: 'block-map' } | { in: 'flow'; style: FlowStyle },
): void {
  const effective = new Map(pairs.map(({ key, pair }) => [key, pair]));
  for (const [key, pair] of effective) {
    if (Object.hasOwn(after, key)) reconcile(editing, { ...place, pair }, pair.value, before[key], after[key]);
  }
}

function removePairs(editing: Editing, pairs: readonly KeyedPair[], removed: ReadonlySet<KeyedPair>): void {
  const first = pairs[0];
  const survivor = pairs.findIndex((pair) => !removed.has(pair));
  const onDash = first !== undefined && !editing.startsLine(keyStart(editing, first.pair));
  const leading = onDash ? pairs.slice(0, survivor) : [];
  const heir = pairs[survivor];
  const end = leading.at(-1);
  if (first && heir && end) removeAfterDash(editing, first, end, heir);
  for (const one of pairs.slice(leading.length)) {
    if (!removed.has(one)) continue;
    editing.replace(editing.lineStart(keyStart(editing, one.pair)), editing.nextLine(pairEnd(editing, one.pair)), '');
  }
}

/** The first pairs of a mapping that begins after a dash: the next pair moves up to it, unless a comment is between. */
function removeAfterDash(editing: Editing, first: KeyedPair, last: KeyedPair, heir: KeyedPair): void {
  const start = keyStart(editing, first.pair);
  const end = pairEnd(editing, last.pair);
  const next = keyStart(editing, heir.pair);
  const commented = editing.text.slice(editing.nextLine(end), next).trim() !== '';
  editing.replace(start, commented ? end : next, '');
}

/** A block sequence: items are edited in place, removed with their lines, inserted as lines of their own. */
function reconcileSequence(
  editing: Editing,
  slot: Slot,
  sequence: SequenceNode,
  before: unknown[],
  after: unknown[],
): void {
  const { edited, removed, inserted } = sequenceChanges(before, after);
  if (removed.size === before.length) return replaceValue(editing, slot, sequence, after);
  const dashes = dashOffsets(editing, sequence);
  const dash = (index: number): number => dashes[index] ?? 0;
  const end = (index: number): number => {
    const item = sequence.items[index];
    return item ? contentEnd(editing, item) : 0;
  };
  const nested = !editing.startsLine(dash(0));
  if (nested && (removed.has(0) || inserted.some((run) => run.after === -1))) {
    return replaceValue(editing, slot, sequence, after);
  }
  for (const index of removed) editing.replace(editing.lineStart(dash(index)), editing.nextLine(end(index)), '');
  for (const [from, to] of edited) {
    const place: Slot = { in: 'block-sequence', dash: dash(from) };
    reconcile(editing, place, sequence.items[from] ?? null, before[from], after[to]);
  }
  for (const run of inserted) {
    const after = run.after === -1 ? dash(0) : end(run.after);
    const lines = editing.blockLines(run.items, { column: editing.column(dash(0)), after });
    editing.insertLines(run.after === -1 ? editing.lineStart(dash(0)) : editing.nextLine(after), lines);
  }
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

/** A flow mapping `{a: 1}` or JSON: new keys come after the last that stays. */
function reconcileFlowMap(editing: Editing, slot: Slot, map: MapNode, before: JsonObject, after: JsonObject): void {
  const pairs = keyedPairs(map);
  const { removed, added } = mapChanges(pairs, before, after);
  if (pairs.length !== map.pairs.length || removed.length === pairs.length) {
    return replaceValue(editing, slot, map, after);
  }
  const style = flowStyle(editing, map);
  const gone = new Set(pairs.flatMap((pair, index) => (removed.includes(pair) ? [index] : [])));
  const spans = pairs.map(({ pair }) => ({ start: keyStart(editing, pair), end: pairEnd(editing, pair) }));
  reconcileValues(editing, pairs, before, after, { in: 'flow', style });
  const last = spans.findLastIndex((_, index) => !gone.has(index));
  const texts = Object.entries(added).map(([key, value]) => flowText({ [key]: value }, style).slice(1, -1));
  insertAfter(editing, spans, last, texts, style);
  removeSpans(editing, spans, gone);
}

/** A flow sequence `[a, b]` or JSON. */
function reconcileFlowSequence(
  editing: Editing,
  slot: Slot,
  sequence: SequenceNode,
  before: unknown[],
  after: unknown[],
): void {
  const { edited, removed, inserted } = sequenceChanges(before, after);
  const style = flowStyle(editing, sequence);
  if (
    removed.size === before.length ||
    sequence.items.some(({ kind }) => kind === 'pair') ||
    inserted.some((run) => removed.has(run.after))
  ) {
    return replaceValue(editing, slot, sequence, after);
  }
  const spans = sequence.items.map((item) => ({ start: item.start, end: contentEnd(editing, item) }));
  for (const [from, to] of edited) {
    reconcile(editing, { in: 'flow', style }, sequence.items[from] ?? null, before[from], after[to]);
  }
  const like = sequence.items.find((item) => item.kind === 'scalar');
  for (const run of inserted) {
    const texts = run.items.map((item) => flowText(item, style, like));
    if (run.after === -1) insertBefore(editing, spans, texts, style);
    else insertAfter(editing, spans, run.after, texts, style);
  }
  removeSpans(editing, spans, removed);
}
