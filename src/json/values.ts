import { isDeepStrictEqual } from 'node:util';

/** A mapping as a plain value. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A copy that shares nothing that can be changed. As in JSON, keys without a value are left out; other than through JSON,
 * `.nan` stays and long texts are not copied.
 */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isPlain(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) if (value[key] !== undefined) setOwn(copy, key, copyOf(value[key]));
  return copy;
}

/** Sets a key of its own: `__proto__` is a key like any other. */
export function setOwn(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/**
 * Whether two values are the same, keys in any order. What `node:util` has for this is loaded only for what is no JSON
 * (a set, binary data): in a fresh process that takes longer than comparing two manifests.
 */
export function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!isEqual(a[index], b[index])) return false;
    return true;
  }
  if (!isPlain(a) || !isPlain(b)) return isOther(a) && isOther(b) && isDeepStrictEqual(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !isEqual(a[key], b[key])) return false;
  return true;
}

/** Whether a value is nested more deeply than so many levels: then nobody walks it by calling itself. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

/** An object with keys only: no date, set or binary data. */
function isPlain(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isOther = (value: unknown): boolean => typeof value === 'object' && value !== null;
