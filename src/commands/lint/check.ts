import type { LintRuleId, lintRules } from '../../generated/rules.js';
import type { FoundBy } from '../../report/rule-texts.js';
import type { LintedRelease, LintedStream, Where } from './subject.js';

/** What a check gives, whichever it is. */
export type AnyFound = Where & Readonly<Record<string, unknown>>;

type Checks<Subject, Id extends LintRuleId> = {
  readonly [One in Id]: (subject: Subject) => Iterable<AnyFound & FoundBy<(typeof lintRules)[One], 'section'>>;
};

/** The rules about a stream as a whole; all others are about each release whose StatefulSet is in it. */
type StreamRuleId = 'statefulset-missing' | 'unrendered-template';

export type StreamChecks = Checks<LintedStream, StreamRuleId>;
export type ReleaseChecks = Checks<LintedRelease, Exclude<LintRuleId, StreamRuleId>>;

/** Others that are named in a message. */
export const NAMED = 3;

/** A list for a message, each once, of which the first ones are named. */
export function someOf(words: readonly string[]): string[] {
  const all = [...new Set(words)];
  return all.length > NAMED ? [...all.slice(0, NAMED), 'others'] : all;
}
