import { filled, hasValues, shellCommand, type Values } from '../../base/text.js';
import { type VerifyRuleId, verifyRules } from '../../generated/rules.js';
import type { VerifyReportFinding } from '../../generated/types.js';
import { type FoundBy, firstText, textsOf } from '../../report/rule-texts.js';

/** What every finding about the subject has. */
type Given = 'ordinals' | 'title' | 'release' | 'namespace' | 'statefulSet' | 'command';

/** What a check found. */
export type Found<Id extends VerifyRuleId> = Readonly<Record<string, unknown>> &
  FoundBy<(typeof verifyRules)[Id], Given> &
  Anywhere;

interface Anywhere {
  /** The pods it is about, by ordinal. */
  readonly ordinals?: readonly number[];
  /** The commands are written for each of these, laid over the other values. */
  readonly each?: readonly object[] | undefined;
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
    Array.from(checks[check](subject), (found) => findingOf(check, { ...about, ...found } as Values & Anywhere)),
  );
}

/** Remedies and commands are those of all cases, else the rule's. */
function findingOf(check: VerifyRuleId, { is, each = [{}], ...values }: Values & Anywhere): VerifyReportFinding {
  const rule = verifyRules[check];
  const { cases, all } = textsOf(rule, is);
  const remedies = cases.filter(({ remedy }) => remedy !== undefined).map((one) => firstText([one], 'remedy', values));
  const commandsOf = (texts: typeof all): string[] => {
    const templates = texts.flatMap(({ commands = [] }) => commands);
    return each.flatMap((row) => templates.flatMap((template) => command(template, { ...values, ...row })));
  };
  const commands = commandsOf(cases);
  return {
    check,
    severity: rule.severity,
    release: String(values.title),
    subject: firstText(all, 'subject', values),
    message: firstText(all, 'message', values),
    remedy: remedies.length > 0 ? remedies.join(' ') : firstText(all, 'remedy', values),
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
