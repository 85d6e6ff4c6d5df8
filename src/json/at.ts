import { escapePathComponent, unescapePathComponent } from 'fast-json-patch';
import { isEqual, isObject, type JsonObject } from './values.js';

/** A place in a value: keys and list indexes, from the root. */
export type Path = readonly (string | number)[];

/** The value at a path of keys and indexes; undefined where the path leaves the value. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else if (isObject(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here;
}

/** The list at a path; an empty one where there is none. */
export function listAt(value: unknown, ...path: (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** A mapping in a list, and its place there. */
export interface Item {
  item: JsonObject;
  index: number;
}

/** The mappings of a list at a path; nothing where there is no list. */
export function itemsAt(value: unknown, ...path: (string | number)[]): Item[] {
  return listAt(value, ...path).flatMap((item, index) => (isObject(item) ? [{ item, index }] : []));
}

/** A copy with a value at a path, in mappings of its own where they are missing; what is not on the way is shared. */
export function withAt(object: JsonObject, path: Path, value: unknown): JsonObject {
  return isEqual(at(object, ...path), value) ? object : (replacedIn(object, path, value) as JsonObject);
}

function replacedIn(here: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(here)) return here.with(Number(step), replacedIn(here[Number(step)], rest, value));
  return { ...(isObject(here) ? here : {}), [step]: replacedIn(at(here, step), rest, value) };
}

/** The list at a path with an item in the place of those of the same name (or of what else they differ by), else at its end. */
export function withItem(object: JsonObject, path: Path, item: JsonObject, name: Path = ['name']): JsonObject {
  const list = listAt(object, ...path);
  const isOther = (one: unknown): boolean => at(one, ...name) !== at(item, ...name);
  const first = list.findIndex((one) => !isOther(one));
  const others = list.filter(isOther);
  return withAt(object, path, others.toSpliced(first === -1 ? others.length : first, 0, item));
}

/** A path as RFC 6901 writes it. */
export function pointer(...path: (string | number)[]): string {
  return path.map((step) => `/${escapePathComponent(String(step))}`).join('');
}

/** The steps of an RFC 6901 pointer. */
export function pointerSteps(text: string): string[] {
  return text.split('/').slice(1).map(unescapePathComponent);
}
