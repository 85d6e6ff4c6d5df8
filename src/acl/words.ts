import type { AclFeature } from './server.js';
import words from './words.json' with { type: 'json' };

/** What a user may do, outside `( )` or within one pair. */
export interface Selector {
  allKeys: boolean;
  allChannels: boolean;
  /** The `+…` and `-…` rules applied so far, in lower case, in order. */
  commandRules: readonly string[];
}

/** A user as far as its rules are applied. */
export interface AclUser extends Selector {
  enabled: boolean;
  /** Any password is right. */
  nopass: boolean;
  /** SHA-256 of each password, lower-case hex. */
  passwords: readonly string[];
  /** From `( )` rules. */
  selectors: readonly Selector[];
}

/** A rule that is one fixed word. */
interface FixedWord {
  readonly sets: Partial<AclUser>;
  /** What the server needs for it. */
  readonly feature?: AclFeature;
  /** It concerns the user itself, and cannot be within `( )`. */
  readonly ofUser?: boolean;
}

/** The fixed words of `ACLSetUser` and `ACLSetSelector` in Redis' `acl.c`; `reset` makes a new user. */
export const WORDS: ReadonlyMap<string, FixedWord> = new Map(Object.entries(words as Record<string, FixedWord>));

/** The word that a rule is to Redis: C's string functions see it up to a NUL, and case does not count. */
export function wordOf(op: string): string {
  return op.replace(/\0.*$/s, '').toLowerCase();
}

/** Whether a rule concerns the user itself: enabling, passwords, resetting. */
export function isUserRule(op: string): boolean {
  return WORDS.get(wordOf(op))?.ofUser === true || /^[><#!]/.test(op);
}

/** What a web page writes for the characters that begin ACL rules. */
const ENTITIES = { '>': /^&(gt|#62|#x3e);/i, '<': /^&(lt|#60|#x3c);/i, '&': /^&(amp|#38|#x26);/i };

/** The HTML entity at a rule's beginning, if it begins with one, and the character it means. */
export function entityOf(rule: string): { entity: string; meaning: string } | undefined {
  for (const [meaning, test] of Object.entries(ENTITIES)) {
    const [entity] = test.exec(rule) ?? [];
    if (entity !== undefined) return { entity, meaning };
  }
  return undefined;
}
