import { type Path, pointer } from './at.js';
import { isEqual, isObject } from './values.js';

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

function ofLists(before: readonly unknown[], after: readonly unknown[], path: Path): Difference[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSameItem(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSameItem(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const own = before.slice(head, before.length - tail);
  const others = after.slice(head, after.length - tail);
  const kept = Math.min(own.length, others.length);
  const place = (index: number): Path => [...path, index];
  return [
    ...before.slice(0, head).flatMap((item, index) => differences(item, after[index], place(index))),
    ...own.slice(0, kept).map((_, index) => put('replace', place(head + index), others[index])),
    ...before.slice(before.length - tail).flatMap((item, index) => {
      return differences(item, after[after.length - tail + index], place(before.length - tail + index));
    }),
    ...own.slice(kept).map((_, index) => remove(place(head + own.length - 1 - index))),
    ...others.slice(kept).map((item, index) => put('add', place(head + kept + index), item)),
  ];
}

/** Whether an item of a list is another state of one: both have its name, or nothing of it has changed. */
export function isSameItem(before: unknown, after: unknown): boolean {
  if (isObject(before) && isObject(after) && after.name !== undefined) return before.name === after.name;
  return isEqual(before, after);
}

const put = (op: 'add' | 'replace', path: Path, value: unknown): Difference => ({
  path,
  operation: { op, path: pointer(...path), value },
});

const remove = (path: Path): Difference => ({ path, operation: { op: 'remove', path: pointer(...path) } });
