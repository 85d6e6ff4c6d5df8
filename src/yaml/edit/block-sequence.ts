import type { SequenceNode } from '../read/tree.js';
import { sequenceChanges } from './differences.js';
import { contentEnd, type Editing } from './editing.js';
import type { Reconcile } from './replace.js';
import { replaceValue, type Slot } from './replace.js';

/** A block sequence: items are edited in place, removed with their lines, inserted as lines of their own. */
export function reconcileSequence(
  editing: Editing,
  reconcile: Reconcile,
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
    const place: Slot = { in: 'block-sequence', sequence, dash: dash(from) };
    reconcile(editing, place, sequence.items[from] ?? null, before[from], after[to]);
  }
  for (const run of inserted) {
    const after = run.after === -1 ? dash(0) : end(run.after);
    const lines = editing.blockLines(run.items, { column: editing.column(dash(0)), after });
    editing.insertLines(run.after === -1 ? editing.lineStart(dash(0)) : editing.nextLine(after), lines);
  }
}

/** Where each item's dash stands: the first character after the item before it that is no blank and no comment. */
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
