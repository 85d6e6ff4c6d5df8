import { shellCommand } from '../../base/shell.js';
import { filled, hasValues, type Placeholders, type Value, type Values } from '../../base/words.js';
import { type VerifyRuleId, verifyRules } from '../../generated/rules.js';
import type { VerifyReportFinding } from '../../generated/types.js';

/** The texts of a rule, or of one case of it; rules/verify.yaml says what stands in them. */
interface Texts {
  readonly subject?: string;
  readonly message?: string;
  readonly remedy?: string;
  readonly commands?: readonly string[];
}

/** The names in a rule's own texts, commands aside; those of its cases are not all needed at once. */
type NamesOf<Rule> = Placeholders<Extract<Rule[keyof Rule], string>>;

/** What every finding about the subject has. */
type Given = 'ordinals' | 'title' | 'release' | 'namespace' | 'statefulSet' | 'command';

/** What a check found: the values of the rule's texts, and the cases that hold. */
export type Found<Id extends VerifyRuleId> = Readonly<Record<string, Value | readonly Values[]>> & {
  readonly [Name in Exclude<NamesOf<(typeof verifyRules)[Id]>, Given>]: Value;
} & ((typeof verifyRules)[Id] extends { cases: infer Cases }
    ? { readonly is: keyof Cases | readonly (keyof Cases)[] }
    : unknown) &
  Anywhere;

interface Anywhere {
  /** The pods it is about, by ordinal. */
  readonly ordinals?: readonly number[];
  /** The commands are written for each of these, laid over the other values. */
  readonly each?: readonly Values[] | undefined;
}

/** One check for each rule: a pure function of what was read. */
export type Checks<Subject, Ids extends VerifyRuleId> = {
  readonly [Id in Ids]: (subject: Subject) => Iterable<Found<Id>>;
};

/** The rules about what servers say, and those about what kubectl gives. */
export type ServerRuleId = Extract<VerifyRuleId, `redis-${string}`>;
export type ObjectRuleId = Exclude<VerifyRuleId, ServerRuleId>;

/**
 * Runs the checks of a table, in the order of the rules, which is that of fixing.
 *
 * @param about values for all texts; `title` is the release's in the report
 */
export function runChecks<Subject, Ids extends VerifyRuleId>(
  checks: Checks<Subject, Ids>,
  subject: Subject,
  about: Values & { title: string },
): VerifyReportFinding[] {
  return rulesOf(checks).flatMap((check) =>
    Array.from(checks[check](subject), ({ is, each = [{}], ...found }: Found<Ids>) => {
      const values = { ...about, ...found } as Values;
      return findingOf(check, [is ?? []].flat() as string[], values, each);
    }),
  );
}

function findingOf(
  check: VerifyRuleId,
  is: readonly string[],
  values: Values & Anywhere,
  each: readonly Values[],
): VerifyReportFinding {
  const rule: Texts & { severity: VerifyReportFinding['severity']; cases?: Readonly<Record<string, Texts>> } =
    verifyRules[check];
  const cases = is.map((name): Texts => rule.cases?.[name] ?? {});
  const of = (key: 'subject' | 'message'): string =>
    filled([...cases, rule].flatMap((texts) => texts[key] ?? [])[0] ?? '', values);
  const remedies = cases.flatMap(({ remedy }) => remedy ?? []);
  const commandsOf = (some: readonly Texts[]): string[] =>
    each.flatMap((row) =>
      some.flatMap(({ commands = [] }) => commands.flatMap((one) => command(one, { ...values, ...row }))),
    );
  const commands = commandsOf(cases);
  return {
    ...{
      check,
      severity: rule.severity,
      release: String(values.title),
      subject: of('subject'),
      message: of('message'),
    },
    remedy: filled(remedies.length > 0 ? remedies.join(' ') : (rule.remedy ?? ''), values),
    commands: [...new Set(commands.length > 0 ? commands : commandsOf([rule]))],
    ordinals: [...(values.ordinals ?? [])],
  };
}

/** A command for a shell; none where a value in it is not there. A word that is one name may be several words. */
function command(template: string, values: Values): string[] {
  if (!hasValues(template, values)) return [];
  const words = template.split(' ').flatMap((word) => {
    const value = values[/^\{(\w+)\}$/.exec(word)?.[1] ?? ''];
    return value === undefined ? filled(word, values) : [value].flat().map(String);
  });
  return [shellCommand(...words)];
}

/** The rules of a table, in their order. */
export function rulesOf<Ids extends VerifyRuleId>(checks: Readonly<Record<Ids, unknown>>): Ids[] {
  return Object.keys(verifyRules).filter((id): id is Ids => Object.hasOwn(checks, id));
}

/** The pairs in which each has what is the other's. */
export function pairsOf<T>(items: readonly T[], hasThatOf: (one: T, other: T) => boolean): (readonly [T, T])[] {
  return items.flatMap((one, index) => {
    const others = items.slice(index + 1).filter((other) => hasThatOf(one, other) && hasThatOf(other, one));
    return others.map((other) => [one, other] as const);
  });
}
