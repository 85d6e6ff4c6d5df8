import { isObject, type JsonObject } from './values.js';

/** The names in a text of rules/ or templates/: `section` of `{section}.configmap`; any where the text is known only when it runs. */
export type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : string extends Text
    ? string
    : never;

/** A text of rules/ or templates/ with the values of its names, each of which has to be given. */
export function filled<const Text extends string>(
  text: Text,
  values: Readonly<Record<Placeholders<Text>, string | number>>,
): string {
  const byName: Readonly<Record<string, string | number>> = values;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(byName[name] ?? whole));
}

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
