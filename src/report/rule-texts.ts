import { filled, type Placeholders, type Value, type Values } from '../base/text.js';

/** The texts of a rule in rules/, or of one case of it. */
interface Texts {
  readonly severity?: string;
  readonly subject?: string;
  readonly message?: string;
  readonly remedy?: string;
  readonly commands?: readonly string[];
}

/** The names in a rule's own texts; those of its cases are not all needed at once. */
type NamesOf<Rule> = Placeholders<Extract<Rule[keyof Rule], string>>;

/** What a check of a rule gives: values for its texts, but for those that every finding has, and the cases that hold. */
export type FoundBy<Rule, Given> = { readonly [Name in Exclude<NamesOf<Rule>, Given>]: Value } & (Rule extends {
  cases: infer Cases;
}
  ? { readonly is: keyof Cases | { readonly [Name in keyof Cases]?: boolean } }
  : unknown);

/** The texts of the cases that hold, in order, and those of the rule. */
export function textsOf(rule: Texts & { readonly cases?: Readonly<Record<string, Texts>> }, is: unknown) {
  const names =
    typeof is === 'object' ? Object.entries(is ?? {}).flatMap(([name, holds]) => (holds ? name : [])) : [String(is)];
  const cases = names.map((name) => rule.cases?.[name] ?? {});
  return { cases, all: [...cases, rule] };
}

/** The text of the first that has one, filled. */
export function firstText(texts: readonly Texts[], key: Exclude<keyof Texts, 'commands'>, values: Values): string {
  return filled(texts.find((one) => one[key] !== undefined)?.[key] ?? '', values);
}
