import { escapePathComponent, unescapePathComponent } from 'fast-json-patch';
import { filled } from '../base/text.js';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy that shares nothing that can be changed. As in JSON, keys without a value are left out. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  return isObject(value) ? withEach(value, copyOf) : value;
}

/** An object of what becomes of each value; a key goes where that is undefined. */
function withEach(object: JsonObject, become: (value: unknown) => unknown): JsonObject {
  const entries = Object.entries(object).map(([key, value]) => [key, become(value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Sets a key of its own: `__proto__` is a key like any other. */
export function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** Whether two values, as JSON has them, are the same, keys in any order. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

/** Whether a value is nested more deeply than so many levels: then nobody walks it by calling itself. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

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

/** The mapping at a path; an empty one where there is none. */
export function mappingAt(value: unknown, ...path: (string | number)[]): JsonObject {
  const mapping = at(value, ...path);
  return isObject(mapping) ? mapping : {};
}

/** The mappings of a list at a path, and their places in it; nothing where there is no list. */
export function itemsAt(value: unknown, ...path: (string | number)[]) {
  return listAt(value, ...path).flatMap((item, index) => (isObject(item) ? [{ item, index }] : []));
}

/** A copy with a value at a path, in mappings of its own where they are missing; what is not on the way is shared. */
export function withAt(object: JsonObject, path: Path, value: unknown): JsonObject {
  return isEqual(at(object, ...path), value) ? object : (replacedIn(object, path, value) as JsonObject);
}

function replacedIn(here: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(here)) return here.with(Number(step), replacedIn(here[Number(step)], rest, value));
  return { ...mappingAt(here), [step]: replacedIn(at(here, step), rest, value) };
}

/** The list at a path with an item in the place of those of the same name (or of what else they differ by), else at its end. */
export function withItem(object: JsonObject, path: Path, item: JsonObject, name: Path = ['name']): JsonObject {
  const isNamesake = (one: unknown): boolean => at(one, ...name) === at(item, ...name);
  return withAt(object, path, replacedItems(listAt(object, ...path), isNamesake, [item]));
}

/** A list with these items in the place of the old ones, else at its end. */
export function replacedItems(list: readonly unknown[], isOld: (item: unknown) => boolean, items: readonly unknown[]) {
  const first = list.findIndex(isOld);
  const others = list.filter((item) => !isOld(item));
  return others.toSpliced(first === -1 ? others.length : first, 0, ...items);
}

/** A path as RFC 6901 writes it. */
export function pointer(...path: (string | number)[]): string {
  return path.map((step) => `/${escapePathComponent(String(step))}`).join('');
}

/** The steps of an RFC 6901 pointer. */
export function pointerSteps(text: string): string[] {
  return text.split('/').slice(1).map(unescapePathComponent);
}

/** How a path lies to a set of places: at or in one of them, on the way to one, or elsewhere (undefined). */
export type Places = (path: Path) => 'in' | 'towards' | undefined;

/** Patterns are steps with dots between them: `*` is any one step, `[]` a list's index, `**` at the end all that is below. */
export function placesBy(patterns: readonly string[]): Places {
  const all = patterns.map((pattern) => pattern.split('.'));
  return (path) => {
    const fitting = all.filter((steps) =>
      path.every((step, index) => {
        const wanted = steps[index] ?? (steps.at(-1) === '**' ? '**' : undefined);
        if (wanted === '[]') return typeof step === 'number';
        return wanted === '*' || wanted === '**' || wanted === String(step);
      }),
    );
    if (fitting.some((steps) => steps.length <= path.length)) return 'in';
    return fitting.length > 0 ? 'towards' : undefined;
  };
}

/**
 * An object of templates/: a text that is one name becomes its value, whatever that is; a key goes where that is undefined, and
 * so does an object of which no key is left.
 */
export function filledObject(template: JsonObject, values: JsonObject): JsonObject {
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    if (isObject(value)) {
      const left = withEach(value, fill);
      return Object.keys(left).length > 0 || Object.keys(value).length === 0 ? left : undefined;
    }
    const [, name] = /^\{(\w+)\}$/.exec(String(value)) ?? [];
    if (name !== undefined) return values[name];
    return typeof value === 'string' ? filled(value, texts) : value;
  };
  return withEach(template, fill);
}
