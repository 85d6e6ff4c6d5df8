/** The names in a text of rules/ or templates/: `section` of `{section}.configmap`; any where the text is known only when it runs. */
export type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string} ${string}` ? never : Name) | Placeholders<Rest>
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
