import { distance } from 'fastest-levenshtein';

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
  const isWhole = (part: string) => [...part.matchAll(NAME)].every(([, name = '']) => byName[name] !== undefined);
  return text
    .replace(/\[\[(.*?)\]\]/gs, (_, part: string) => (isWhole(part) ? part : ''))
    .replace(NAME, (whole, name: string, one?: string, many?: string) => {
      const value = byName[name];
      if (value === undefined) return whole;
      if (one !== undefined) return String((Array.isArray(value) ? value.length : value) === 1 ? one : many);
      return Array.isArray(value) ? listOf(value) : String(value);
    });
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

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same text, ended with a full stop where it has no end yet. */
export function sentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}

/**
 * What a terminal would act on instead of showing it: escape sequences, and the controls that reorder text
 * (a manifest is other people's text, and a report must not be rewritten by it). ZWJ stays, emoji need it.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

const CONTROLS = '␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟';

/** The same text with every unprintable character as one visible one: `␛`, `␀`, else `�`. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, (character) => CONTROLS[character.charCodeAt(0)] ?? '\ufffd');
}

/**
 * The same text on one line, as something to look at and no more: line breaks and tabs become one space, unprintable
 * characters visible. Everything of other people's data that goes into a message passes through here.
 */
export function oneLine(text: string): string {
  return inert(visible(text.replace(/\s*[\r\n\u0085\u2028\u2029]\s*/gu, ' ').replaceAll('\t', ' ')));
}

/**
 * The same line with look-alikes where a CI would read a command in it: GitHub's runner takes `::name::` at the start
 * and `##[name]` anywhere (`ActionCommand.cs` of actions/runner), Azure Pipelines `##vso[…]`.
 */
export function inert(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\u2236').replace(/##(?=\w*\[)/g, '#\u266f');
}

/** What goes before a list below a message, if there is one. */
export function listBelow({ length }: readonly string[]): string {
  return length > 0 ? `; there ${length === 1 ? 'is' : 'are'}:` : '';
}

/** `; did you mean …?` for the nearest known word, or the list of all. */
export function nearest(word: string, known: readonly string[]): string {
  return didYouMean(word, known) || (known.length > 0 ? `; there are: ${known.join(', ')}` : '');
}

/** `; did you mean …?`, or nothing where no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = nearestOf(word, known, Math.max(1, Math.floor(word.length / 3)));
  return best === undefined ? '' : `; did you mean ${best}?`;
}

/** The first of the known words that is nearest to a word, whatever their case, if it is within so many edits. */
export function nearestOf(word: string, known: Iterable<string>, edits: number): string | undefined {
  const near = [...known].filter(({ length }) => Math.abs(length - word.length) <= edits);
  const all = near.map((one) => ({ one, apart: distance(word.toLowerCase(), one.toLowerCase()) }));
  const [best] = all.filter(({ apart }) => apart <= edits).toSorted((a, b) => a.apart - b.apart);
  return best?.one;
}

/** Where in a part of a text lines begin after a line feed. */
export function lineStarts(text: string, start = 0, end = text.length): number[] {
  return Array.from(text.slice(start, end).matchAll(/\n/g), ({ index }) => start + index + 1);
}

/** Where a sticky expression's match from an offset on ends; at the offset itself where it does not fit. */
export function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** A command line for a POSIX shell: words in single quotes where they need them. */
export function shellCommand(...words: string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** What stands for the names of a template: texts and numbers, and what sections are repeated with. */
export type View = Readonly<Record<string, unknown>>;

/** A section, whose marks are lines of their own, or a value. */
const PARTS = /^\{\{#(\w+)\}\}\n(.*?)^\{\{\/\1\}\}\n|\{\{(\w+)\}\}/gms;

/**
 * A template of templates/, filled in. `{{name}}` is a value of the view, as `written` writes it; what is between `{{#name}}`
 * and `{{/name}}` is written once for each item of a list, once for a view, and left out for undefined. An item's names come
 * first in it.
 */
export function rendered(template: string, view: View, written = (value: string): string => value): string {
  return template.replace(PARTS, (_, section: string | undefined, body: string, name: string) => {
    if (section === undefined) return written(String(view[name]));
    const items = [view[section] ?? []].flat() as View[];
    return items.map((item) => rendered(body, { ...view, ...item }, written)).join('');
  });
}
