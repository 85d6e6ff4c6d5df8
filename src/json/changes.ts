import { diffArrays } from 'diff';
import { isEqual, isObject } from './values.js';

/** What becomes of the entries of a collection, old ones by their index, new ones by their key or index. */
export interface EntryChanges<Key> {
  /** Those that stay, and what they become. */
  kept: [from: number, to: Key][];
  removed: number[];
  /** Those that come, each after an old one; -1: before the first. */
  added: [after: number, to: Key][];
}

/** Items of the same name and equal ones stay; what is between them becomes what is there afterwards, in its order. */
export function itemChanges(before: unknown[], wanted: unknown[]): EntryChanges<number> {
  const changes: EntryChanges<number> = { kept: [], removed: [], added: [] };
  let [from, to] = [0, 0];
  for (const hunk of hunksBetween(before, wanted, isSameItem)) {
    while (from < hunk.from) changes.kept.push([from++, to++]);
    while (from < hunk.fromEnd && to < hunk.toEnd) changes.kept.push([from++, to++]);
    while (from < hunk.fromEnd) changes.removed.push(from++);
    while (to < hunk.toEnd) changes.added.push([from - 1, to++]);
  }
  return changes;
}

/** Elements that differ: `before[from..fromEnd)` became `after[to..toEnd)`. */
interface Hunk {
  from: number;
  fromEnd: number;
  to: number;
  toEnd: number;
}

/** Beyond this many differences all is one hunk: the search is quadratic in them. */
const MOST_DIFFERENCES = 400;

/** What differs before, between and after the elements that stay: the last hunk ends where both lists end. */
export function hunksBetween<T>(before: T[], after: T[], comparator?: (a: T, b: T) => boolean): Hunk[] {
  const parts = diffArrays(before, after, { maxEditLength: MOST_DIFFERENCES, ...(comparator && { comparator }) });
  if (!parts) return [{ from: 0, fromEnd: before.length, to: 0, toEnd: after.length }];
  let hunk: Hunk = { from: 0, fromEnd: 0, to: 0, toEnd: 0 };
  const hunks = [hunk];
  for (const { added, removed, count } of parts) {
    if (removed) hunk.fromEnd += count;
    else if (added) hunk.toEnd += count;
    else {
      const [from, to] = [hunk.fromEnd + count, hunk.toEnd + count];
      hunk = { from, fromEnd: from, to, toEnd: to };
      hunks.push(hunk);
    }
  }
  return hunks;
}

/** Whether an item of a list is another state of one: both have its name, or nothing of it has changed. */
export function isSameItem(before: unknown, after: unknown): boolean {
  if (isObject(before) && isObject(after) && after.name !== undefined) return before.name === after.name;
  return isEqual(before, after);
}
