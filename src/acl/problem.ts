import type { Directive } from '../redis-config/config-text.js';
import { showName } from './show.js';

/** The lint rules about the configuration text. */
export type AclRuleId =
  | 'config-syntax'
  | 'acl-syntax'
  | 'acl-duplicate-user'
  | 'acl-aclfile'
  | 'acl-redis-version'
  | 'acl-open'
  | 'acl-disabled-user'
  | 'acl-html-entity'
  | 'acl-plain-password';

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

/** A finding before it has its place. */
export interface Draft {
  readonly rule: AclRuleId;
  readonly message: string;
  /** The columns concerned. */
  readonly at: { readonly start: number; readonly end: number } | undefined;
  /** `no` unless given. */
  readonly stops?: AclProblem['stops'];
}

/** @param user the name of the user that it is about */
export function problem({ lineIndex }: Directive, draft: Draft, user?: string): AclProblem {
  const { rule, message, at, stops = 'no' } = draft;
  const about = user === undefined ? message : `user ${showName(user)}: ${message}`;
  return { rule, message: about, lineIndex, startColumn: at?.start ?? 0, endColumn: at?.end ?? 0, stops };
}
