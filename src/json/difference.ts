import { type Path, pointer } from './at.js';
import { isSameItem, itemChanges } from './changes.js';
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

function ofLists(before: unknown[], after: unknown[], path: Path): Difference[] {
  const { kept, removed, added } = itemChanges(before, after);
  return [
    ...kept.flatMap(([from, to]) => {
      const place = [...path, from];
      const isSame = isSameItem(before[from], after[to]);
      return isSame ? differences(before[from], after[to], place) : [put('replace', place, after[to])];
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
