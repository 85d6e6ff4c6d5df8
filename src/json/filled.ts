import { filled } from '../base/text.js';
import { isObject, type JsonObject } from './values.js';

/** An object of templates/: a text that is one name becomes its value, whatever that is; a key goes where that is undefined. */
export function filledObject(template: JsonObject, values: JsonObject): JsonObject {
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    if (isObject(value)) return filledEntries(value);
    const [, name] = /^\{(\w+)\}$/.exec(String(value)) ?? [];
    if (name !== undefined) return values[name];
    return typeof value === 'string' ? filled(value, texts) : value;
  };
  const filledEntries = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).flatMap(([key, value]) => {
        const one = fill(value);
        return one === undefined ? [] : [[key, one]];
      }),
    );
  return filledEntries(template);
}
