import { at, type Path } from '../../json/at.js';
import { isObject } from '../../json/values.js';
import { type Condition, isSelector } from './path.js';

/** Below these keys a manifest may hold passwords (container env and command lines, ConfigMaps and Secrets). */
const PRIVATE = new Set(['value', 'args', 'command', 'data', 'stringData', 'binaryData']);

/** Whether what stands at a path may be shown in a message. */
export function isPublic(root: unknown, path: Path): boolean {
  return at(root, 'kind') !== 'Secret' && !path.some((step) => PRIVATE.has(String(step)));
}

/** A list item in a few words: its name and what the conditions ask for, `name=tcp-redis, protocol=TCP`. */
export function describeItem(item: unknown, conditions: readonly Condition[], shown: boolean): string {
  if (!isObject(item)) return isScalar(item) && shown ? short(item) : 'a value';
  const asked = conditions.flatMap(({ path }) => {
    const keys = path.map((segment) => (isSelector(segment) ? segment.text : segment.key));
    const value = at(item, ...keys);
    return keys.length > 0 && isScalar(value) && shown && isPublic({}, keys) ? [[keys.join('/'), value] as const] : [];
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
