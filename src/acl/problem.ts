import { filled, type Placeholders, type Value } from '../base/words.js';
import { aclTexts } from '../generated/templates.js';
import type { Directive } from '../redis-config/config-text.js';
import { showName } from './show.js';

type Problems = typeof aclTexts.problems;

/** The lint rules about the configuration text. */
export type AclRuleId = Problems[keyof Problems]['rule'];

/** One finding in a configuration text. Never holds a password or a hash. */
export interface AclProblem {
  readonly rule: AclRuleId;
  /** One clause or two, without a full stop. */
  readonly message: string;
  /** Line in the text, from 0. */
  readonly lineIndex: number;
  /** Column of the bad argument in that line, from 0, in UTF-16 units. */
  readonly startColumn: number;
  /** Column after it. */
  readonly endColumn: number;
  /**
   * Whether Redis refuses to start because of this. `maybe`: it does if it does not know the name used, and it is newer
   * than what this check knows (or loads modules, or its tag does not say how old it is).
   */
  readonly stops: 'yes' | 'maybe' | 'no';
}

/** A finding before it has its place: the columns concerned. */
export interface Draft extends Pick<AclProblem, 'rule' | 'message' | 'stops'> {
  readonly at: { readonly start: number; readonly end: number } | undefined;
}

/** A finding with its text of templates/acl.yaml. */
export function draft<Id extends keyof Problems>(
  id: Id,
  at: Draft['at'],
  values: Readonly<Record<Placeholders<Problems[Id]['message']>, Value>>,
  stops?: AclProblem['stops'],
): Draft {
  const text: { rule: AclRuleId; message: string; stops?: 'yes' } = aclTexts.problems[id];
  return { rule: text.rule, message: filled<string>(text.message, values), stops: stops ?? text.stops ?? 'no', at };
}

/** @param user the name of the user that it is about */
export function problem({ lineIndex }: Directive, { at, message, ...about }: Draft, user?: string): AclProblem {
  const named = user === undefined ? message : `user ${showName(user)}: ${message}`;
  return { ...about, message: named, lineIndex, startColumn: at?.start ?? 0, endColumn: at?.end ?? 0 };
}
