import { diffArrays } from 'diff';
import { isEqual, isObject, type JsonObject, setOwn } from '../../json/values.js';
import type { MapNode, Pair } from '../read/tree.js';

/** The pairs of a mapping that stand in it as text: not those which a merge key (`<<`) brings along. */
export function ownPairs({ pairs }: MapNode): (Pair & { name: string })[] {
  return pairs.filter((pair): pair is Pair & { name: string } => pair.name !== undefined);
}

/** What becomes of a collection's entries. */
export interface Changes {
  /** Entries that stay: their index, and what they read as before and after. */
  followed: [index: number, before: unknown, after: unknown][];
  removed: Set<number>;
  /** New pairs or items, in order, and the index of the old entry they follow (-1: at the beginning). */
  inserted: { after: number; items: JsonObject | unknown[] }[];
}

/** Keys that differ: new ones come last. */
export function mapChanges(map: MapNode, before: JsonObject, after: JsonObject): Changes {
  const keys = ownPairs(map).map(({ name }) => name);
  const places = new Map(keys.map((key, index) => [key, index]));
  const added: JsonObject = {};
  for (const [key, value] of Object.entries(after)) {
    const isThere = places.has(key) || (Object.hasOwn(before, key) && isEqual(before[key], value));
    if (!isThere) setOwn(added, key, value);
  }
  const stays = (key: string): boolean => Object.hasOwn(after, key);
  return {
    followed: [...places].filter(([key]) => stays(key)).map(([key, index]) => [index, before[key], after[key]]),
    removed: new Set(keys.flatMap((key, index) => (stays(key) ? [] : [index]))),
    inserted: Object.keys(added).length > 0 ? [{ after: keys.length - 1, items: added }] : [],
  };
}

/** Elements that differ: `before[beforeStart..beforeEnd)` became `after[afterStart..afterEnd)`. */
interface Hunk {
  beforeStart: number;
  beforeEnd: number;
  afterStart: number;
  afterEnd: number;
}

/** Beyond this many differences all is one hunk: the search is quadratic in them. */
const MOST_DIFFERENCES = 400;

/** The smallest set of hunks between two lists, in order, none adjacent to another. */
export function hunksBetween<T>(before: T[], after: T[], comparator?: (a: T, b: T) => boolean): Hunk[] {
  const changes = diffArrays(before, after, { maxEditLength: MOST_DIFFERENCES, ...(comparator && { comparator }) });
  if (!changes) return [{ beforeStart: 0, beforeEnd: before.length, afterStart: 0, afterEnd: after.length }];
  const hunks: Hunk[] = [];
  let [from, to] = [0, 0];
  for (const { added, removed, count } of changes) {
    const last = hunks.at(-1);
    const isAdjacent = last?.beforeEnd === from && last.afterEnd === to;
    const hunk = isAdjacent ? last : { beforeStart: from, beforeEnd: from, afterStart: to, afterEnd: to };
    if (!added) from += count;
    if (!removed) to += count;
    if (!added && !removed) continue;
    Object.assign(hunk, { beforeEnd: from, afterEnd: to });
    if (!isAdjacent) hunks.push(hunk);
  }
  return hunks;
}

/** Which old item becomes which new one: equal items stay, then those most alike are edited in place. */
export function sequenceChanges(before: unknown[], after: unknown[]): Changes {
  const change: Changes = { followed: [], removed: new Set(), inserted: [] };
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of hunksBetween(before, after, isEqual)) {
    let [from, to] = [beforeStart, afterStart];
    const upTo = (nextFrom: number, nextTo: number): void => {
      for (; from < nextFrom; from++) change.removed.add(from);
      if (to < nextTo) change.inserted.push({ after: from - 1, items: after.slice(to, nextTo) });
      to = nextTo;
    };
    for (const [i, j] of partners(before.slice(beforeStart, beforeEnd), after.slice(afterStart, afterEnd))) {
      upTo(beforeStart + i, afterStart + j);
      change.followed.push([from, before[from], after[to]]);
      from++;
      to++;
    }
    upTo(beforeEnd, afterEnd);
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

/** Kubernetes knows the items of a list by their name. */
function isNamesake(a: JsonObject, b: JsonObject): boolean {
  return a.name !== undefined && a.name === b.name;
}

function likeness(a: unknown, b: unknown): number {
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    const equal = keys.filter((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key])).length;
    return 1 + equal + (isNamesake(a, b) ? keys.length : 0);
  }
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) ? 1 : 0;
  return isObject(a) || isObject(b) ? 0 : 1;
}
