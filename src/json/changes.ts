import { diffArrays } from 'diff';
import { isEqual, isObject } from './values.js';

/** What becomes of an entry: which one it was, and its key or index afterwards; one that comes or goes has only one of them. */
export interface EntryChange {
  from?: number;
  to?: string | number;
}

/** Items of the same name and equal ones stay; what is between them becomes what is there afterwards, in its order. */
export function itemChanges(before: unknown[], wanted: unknown[]): EntryChange[] {
  const changes: EntryChange[] = [];
  let [from, to] = [0, 0];
  for (const hunk of hunksBetween(before, wanted, isSameItem)) {
    while (from < hunk.from) changes.push({ from: from++, to: to++ });
    while (from < hunk.fromEnd && to < hunk.toEnd) changes.push({ from: from++, to: to++ });
    while (from < hunk.fromEnd) changes.push({ from: from++ });
    while (to < hunk.toEnd) changes.push({ to: to++ });
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
