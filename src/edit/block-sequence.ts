import { isDeepStrictEqual } from 'node:util';
import { isNode, type YAMLSeq } from 'yaml';
import { align } from './align.js';
import { asNode, contentEnd, type Editing, range } from './editing.js';
import { isObject, reconcile } from './reconcile.js';
import { blockLines } from './render.js';
import { replaceValue, type Slot } from './replace.js';

/** What becomes of a sequence: old items kept or edited in place, old items removed, new items behind an old one. */
export interface SequenceChange {
  /** Pairs of indexes: the old item becomes the new one, in place. */
  edited: [before: number, after: number][];
  removed: Set<number>;
  /** New items, in order, and the index of the old item they follow (-1: at the beginning). */
  inserted: { after: number; items: unknown[] }[];
}

/** Which old item becomes which new one: equal items stay, then those most alike are edited in place. */
export function sequenceChanges(before: readonly unknown[], after: readonly unknown[]): SequenceChange {
  const change: SequenceChange = { edited: [], removed: new Set(), inserted: [] };
  for (const hunk of align(before, after, isDeepStrictEqual)) {
    let from = hunk.beforeStart;
    let to = hunk.afterStart;
    const remove = (end: number): void => {
      for (; from < end; from++) change.removed.add(from);
    };
    const insert = (end: number): void => {
      if (to < end) change.inserted.push({ after: from - 1, items: after.slice(to, end) });
      to = end;
    };
    const old = before.slice(hunk.beforeStart, hunk.beforeEnd);
    for (const [i, j] of partners(old, after.slice(hunk.afterStart, hunk.afterEnd))) {
      remove(hunk.beforeStart + i);
      insert(hunk.afterStart + j);
      change.edited.push([from, to]);
      from++;
      to++;
    }
    remove(hunk.beforeEnd);
    insert(hunk.afterEnd);
  }
  return change;
}

/** Above this many comparisons items are paired by their order alone. */
const MOST_COMPARISONS = 10_000;

/** Pairs of indexes, rising on both sides, whose likeness adds up to the most (Needleman and Wunsch). */
function partners(before: readonly unknown[], after: readonly unknown[]): [number, number][] {
  if (before.length * after.length > MOST_COMPARISONS) {
    return before.slice(0, after.length).map((_, index) => [index, index]);
  }
  const width = after.length + 1;
  const best = new Array<number>((before.length + 1) * width).fill(0);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  const like = before.map((a) => after.map((b) => likeness(a, b)));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const paired = (like[i]?.[j] ?? 0) + at(i + 1, j + 1);
      best[i * width + j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    const score = like[i]?.[j] ?? 0;
    if (score > 0 && at(i, j) === score + at(i + 1, j + 1)) pairs.push([i++, j++]);
    else if (at(i, j) === at(i + 1, j)) i++;
    else j++;
  }
  return pairs;
}

/** Kubernetes' list items are told apart by their name. */
function isNamesake(a: unknown, b: unknown): boolean {
  return isObject(a) && isObject(b) && a.name !== undefined && a.name === b.name;
}

function likeness(a: unknown, b: unknown): number {
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    const equal = keys.filter((key) => Object.hasOwn(b, key) && isDeepStrictEqual(a[key], b[key])).length;
    return 1 + equal + (isNamesake(a, b) ? keys.length : 0);
  }
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) ? 1 : 0;
  return isObject(a) || isObject(b) ? 0 : 1;
}

/** A block sequence: items are edited in place, removed with their lines, inserted as lines of their own. */
export function reconcileSequence(
  editing: Editing,
  slot: Slot,
  sequence: YAMLSeq,
  before: readonly unknown[],
  after: readonly unknown[],
): void {
  const { edited, removed, inserted } = sequenceChanges(before, after);
  if (removed.size === before.length) return replaceValue(editing, slot, sequence, after);
  const dashes = dashOffsets(editing, sequence);
  const dash = (index: number): number => dashes[index] ?? 0;
  const end = (index: number): number => contentEnd(asNode(sequence.items[index]), editing);
  const nested = !editing.startsLine(dash(0));
  if (nested && (removed.has(0) || inserted.some((run) => run.after === -1))) {
    return replaceValue(editing, slot, sequence, after);
  }
  for (const index of removed) editing.replace(editing.lineStart(dash(index)), editing.nextLine(end(index)), '');
  for (const [from, to] of edited) {
    const item = sequence.items[from];
    const place: Slot = { in: 'block-sequence', sequence, dash: dash(from) };
    reconcile(editing, place, isNode(item) ? item : null, before[from], after[to]);
  }
  for (const run of inserted) {
    const behind = run.after === -1 ? dash(0) : end(run.after);
    const lines = blockLines(editing, run.items, { column: editing.column(dash(0)), behind });
    editing.insertLines(run.after === -1 ? editing.lineStart(dash(0)) : editing.nextLine(behind), lines);
  }
}

/** Where each item's dash stands: the first character behind the item before it that is no blank and no comment. */
function dashOffsets(editing: Editing, sequence: YAMLSeq): number[] {
  const dashes: number[] = [];
  let from = range(sequence)[0];
  for (const item of sequence.items) {
    const gap = /^(?:\s|#[^\n]*)*/.exec(editing.text.slice(from, range(asNode(item))[0] + 1));
    const dash = from + (gap?.[0].length ?? 0);
    if (editing.text[dash] !== '-') throw editing.impossible(dash);
    dashes.push(dash);
    from = contentEnd(asNode(item), editing);
  }
  return dashes;
}
