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

/** What a check gives: the rule, the values of its texts but for those that every finding has, and which of its cases hold. */
export type FoundIn<Rules, Given, Also> = {
  [Id in keyof Rules]: { readonly rule: Id } & FoundBy<Rules[Id], Given> & Also & Readonly<Record<string, unknown>>;
}[keyof Rules];

type FoundBy<Rule, Given> = { readonly [Name in Exclude<NamesOf<Rule>, Given>]: Value } & (Rule extends {
  cases: infer Cases;
}
  ? { readonly is: keyof Cases | { readonly [Name in keyof Cases]?: boolean } }
  : unknown);

/** The texts of a finding: the cases that hold, in order, and the first text that one of them has, else the rule. */
export function textsOf(
  rule: Texts & { readonly cases?: Readonly<Record<string, Texts>> },
  { is, ...values }: { readonly is?: unknown } & Readonly<Record<string, unknown>>,
) {
  const isMap = typeof is === 'object' && is !== null;
  const names = isMap ? Object.entries(is).flatMap(([name, holds]) => (holds ? name : [])) : [String(is)];
  const cases = names.map((name) => rule.cases?.[name] ?? {});
  const first = (key: Exclude<keyof Texts, 'commands'>): string =>
    filled([...cases, rule].find((one) => one[key] !== undefined)?.[key] ?? '', values as Values);
  return { cases, first };
}
