import { at, type Path } from '../../json/at.js';
import { isObject } from '../../json/values.js';
import { harmlessInManifest } from '../../kubernetes/harmless.js';
import { type Condition, isSelector } from './path.js';

/** Whether what is at a path may be shown in a message. */
export function isPublic(path: Path): boolean {
  return harmlessInManifest(path) === 'in';
}

/** A list item in a few words: its name and what the conditions ask for, `name=tcp-redis, protocol=TCP`. */
export function describeItem(item: unknown, place: Path, conditions: readonly Condition[]): string {
  if (!isObject(item)) return isScalar(item) && isPublic(place) ? short(item) : 'a value';
  const asked = conditions.flatMap(({ path }) => {
    const keys = path.map((segment) => (isSelector(segment) ? segment.text : segment.key));
    const value = at(item, ...keys);
    const isShown = keys.length > 0 && isScalar(value) && isPublic([...place, ...keys]);
    return isShown ? [[keys.join('/'), value] as const] : [];
  });
  const facts = new Map<string, unknown>(asked);
  if (isScalar(item.name)) facts.set('name', item.name);
  if (facts.size === 0) return `an item with ${Object.keys(item).join(', ') || 'nothing'}`;
  return [...facts].map(([key, value]) => `${key}=${short(value)}`).join(', ');
}

export const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** A scalar on one line, at most 60 characters of it. */
export function short(value: unknown): string {
  const text = typeof value === 'string' && !/[\n"]/.test(value) ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
