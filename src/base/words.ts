/** What stands for a name in a text; a list is joined, and what is not there leaves an optional part out. */
export type Value = string | number | readonly (string | number)[] | undefined;
export type Values = Readonly<Record<string, Value>>;

/**
 * The names in a text of rules/ or templates/: `section` of `{section}.configmap`, `pods` of `{pods|pod|pods}`; any where the
 * text is known only when it runs.
 */
export type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? NameIn<Name> | Placeholders<Rest>
  : string extends Text
    ? string
    : never;

type NameIn<Text> = Text extends `${infer Name}|${string}`
  ? Name
  : Text extends `${string} ${string}` | ''
    ? never
    : Text;

/**
 * A text of rules/ or templates/ with the values of its names. `{name|one|many}` is `one` for the number 1 and a list of one;
 * `[[a part with {name}]]` is left out where a value in it is not there.
 */
export function filled<const Text extends string>(
  text: Text,
  values: Readonly<Record<Placeholders<Text>, Value>>,
): string {
  const byName: Values = values;
  return text
    .replace(/\[\[(.*?)\]\]/gs, (_, part: string) => (hasValues(part, byName) ? part : ''))
    .replace(NAME, (whole, name: string, one?: string, many?: string) => {
      const value = byName[name];
      if (value === undefined) return whole;
      if (one !== undefined) return String((Array.isArray(value) ? value.length : value) === 1 ? one : many);
      return Array.isArray(value) ? listOf(value) : String(value);
    });
}

/** Whether there is a value for each name of a text. */
export function hasValues(text: string, values: Values): boolean {
  return [...text.matchAll(NAME)].every(([, name = '']) => values[name] !== undefined);
}

const NAME = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly (string | number)[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 pod`, `6 pods`. */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `pod 1`, `pods 1 and 3`. */
export function podsInWords(ordinals: readonly number[]): string {
  return `pod${ordinals.length === 1 ? '' : 's'} ${listOf(ordinals)}`;
}

/** The same at the start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same text, ended with a full stop where it has no end yet. */
export function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}
