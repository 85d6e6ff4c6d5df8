import type { Placeholders } from '../../base/words.js';
import { type VerifyRuleId, verifyRules } from '../../generated/rules.js';
import type { VerifyReportFinding } from '../../generated/types.js';

/** What a check found; id and severity, and the remedy where it is left out, are those of its rule in rules/verify.yaml. */
export interface Diagnosis {
  /** What it is about: `pod ds-redis-redis-cluster-1`, `node dio-master02`, `server 10.0.0.5:6379`. */
  subject: string;
  /** What is wrong, with the values seen: one sentence. */
  message: string;
  /** What to do, full sentences; a loss of data is said before the command that causes it. */
  remedy?: string;
  /** Commands that fix it, in order, quoted for a shell. */
  commands?: readonly string[];
  /** The pods it is about, by ordinal. */
  ordinals?: readonly number[];
}

/** A rule's remedy as rules/verify.yaml has it: one text, or several by name. */
export type Remedy<Id extends VerifyRuleId> = (typeof verifyRules)[Id]['remedy'];

/** What a rule's check may leave out: its one remedy, where there is nothing to fill in. */
type Found<Id extends VerifyRuleId> =
  Remedy<Id> extends string
    ? [Placeholders<Remedy<Id>>] extends [never]
      ? Diagnosis
      : Required<Pick<Diagnosis, 'remedy'>> & Diagnosis
    : Required<Pick<Diagnosis, 'remedy'>> & Diagnosis;

/** One check for each rule: a pure function of what was read, and of the rule's remedy. */
export type Checks<Subject, Ids extends VerifyRuleId> = {
  readonly [Id in Ids]: (subject: Subject, remedy: Remedy<Id>) => Iterable<Found<Id>>;
};

/** The rules about what servers say, and those about what kubectl gives. */
export type ServerRuleId = Extract<VerifyRuleId, `redis-${string}`>;
export type ObjectRuleId = Exclude<VerifyRuleId, ServerRuleId>;

/** Runs the checks of a table, in the order of the rules, which is that of fixing. */
export function runChecks<Subject, Ids extends VerifyRuleId>(
  checks: Checks<Subject, Ids>,
  subject: Subject,
  release: string,
): VerifyReportFinding[] {
  return rulesOf(checks).flatMap((check) => {
    const { severity, remedy } = verifyRules[check];
    return Array.from(checks[check](subject, remedy), (found) => ({
      ...{ check, severity, release, subject: found.subject, message: found.message },
      remedy: found.remedy ?? String(remedy),
      commands: [...(found.commands ?? [])],
      ordinals: [...(found.ordinals ?? [])],
    }));
  });
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
