import { escapePathComponent, unescapePathComponent } from 'fast-json-patch';
import { isObject, type JsonObject } from './values.js';

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

/** The mappings of a list at a path, with their index; nothing where there is no list. */
export function itemsAt(value: unknown, ...path: (string | number)[]): { item: JsonObject; index: number }[] {
  const list = at(value, ...path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (isObject(item) ? [{ item, index }] : []));
}

/** A path as RFC 6901 writes it. */
export function pointer(...path: (string | number)[]): string {
  return path.map((step) => `/${escapePathComponent(String(step))}`).join('');
}

/** The steps of an RFC 6901 pointer. */
export function pointerSteps(text: string): string[] {
  return text.split('/').slice(1).map(unescapePathComponent);
}
