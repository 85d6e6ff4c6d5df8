import { diffArrays } from 'diff';
import { isEqual, isObject, type Path, pointer } from './values.js';

/** An RFC 6902 operation that every tool has: Kyverno knows no `move`, `copy` or `test`. */
export type PlainOperation = { op: 'add' | 'replace'; path: string; value: unknown } | { op: 'remove'; path: string };

/** An operation by which one value becomes another, and its place in the first one. */
export interface Difference {
  path: Path;
  operation: PlainOperation;
}

/**
 * What makes one value of another: of mappings the keys that differ, of lists the items. An item is the same one where it
 * has the same name. Indexes are those of the first value but for items that come or go, which are the last of a list's.
 * A key of a mapping is added whether it is there or not (RFC 6902 allows that), since tools drop keys of null.
 */
export function differences(before: unknown, after: unknown, path: Path = []): Difference[] {
  if (isEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
  if (!isObject(before) || !isObject(after))
    return [put(typeof path.at(-1) === 'number' ? 'replace' : 'add', path, after)];
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return [
    ...gone.map((key) => remove([...path, key])),
    ...Object.entries(after).flatMap(([key, value]) => {
      const place = [...path, key];
      return Object.hasOwn(before, key) ? differences(before[key], value, place) : [put('add', place, value)];
    }),
  ];
}

function ofLists(before: unknown[], after: unknown[], path: Path): Difference[] {
  const { kept, removed, added } = itemChanges(before, after);
  return [
    ...kept.flatMap(([from, to]) => {
      const [item, wanted, place] = [before[from], after[to], [...path, from]];
      return isSameItem(item, wanted) ? differences(item, wanted, place) : [put('replace', place, wanted)];
    }),
    ...removed.toReversed().map((from) => remove([...path, from])),
    ...added.map(([, to]) => put('add', [...path, to], after[to])),
  ];
}

const put = (op: 'add' | 'replace', path: Path, value: unknown): Difference => ({
  path,
  operation: { op, path: pointer(...path), value },
});

const remove = (path: Path): Difference => ({ path, operation: { op: 'remove', path: pointer(...path) } });

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

/** Beyond this many differences all is one hunk: the search is quadratic in them. */
const MOST_DIFFERENCES = 400;

/**
 * What differs before, between and after the elements that stay: `before[from..fromEnd)` became `after[to..toEnd)`. The last
 * hunk ends where both lists end.
 */
export function hunksBetween<T>(before: T[], after: T[], comparator?: (a: T, b: T) => boolean) {
  const parts = diffArrays(before, after, { maxEditLength: MOST_DIFFERENCES, ...(comparator && { comparator }) });
  if (!parts) return [{ from: 0, fromEnd: before.length, to: 0, toEnd: after.length }];
  let hunk = { from: 0, fromEnd: 0, to: 0, toEnd: 0 };
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
