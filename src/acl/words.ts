import type { AclFeature } from './server.js';

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
  readonly ofUser?: true;
}

const ALL_KEYS = { sets: { allKeys: true } };
const ALL_CHANNELS = { sets: { allChannels: true }, feature: 'channels' } as const;
const ALL_COMMANDS = { sets: { commandRules: ['+@all'] } };
const NO_COMMANDS = { sets: { commandRules: [] } };

/** The fixed words of `ACLSetUser` and `ACLSetSelector` in Redis' `acl.c`; `reset` makes a new user. */
export const WORDS: ReadonlyMap<string, FixedWord> = new Map<string, FixedWord>([
  ['on', { sets: { enabled: true }, ofUser: true }],
  ['off', { sets: { enabled: false }, ofUser: true }],
  ['nopass', { sets: { nopass: true, passwords: [] }, ofUser: true }],
  ['resetpass', { sets: { nopass: false, passwords: [] }, ofUser: true }],
  ['reset', { sets: {}, ofUser: true }],
  ['sanitize-payload', { sets: {}, feature: 'payload', ofUser: true }],
  ['skip-sanitize-payload', { sets: {}, feature: 'payload', ofUser: true }],
  ['clearselectors', { sets: { selectors: [] }, feature: 'selectors', ofUser: true }],
  ['allkeys', ALL_KEYS],
  ['~*', ALL_KEYS],
  ['resetkeys', { sets: { allKeys: false } }],
  ['allchannels', ALL_CHANNELS],
  ['&*', ALL_CHANNELS],
  ['resetchannels', { sets: { allChannels: false }, feature: 'channels' }],
  ['allcommands', ALL_COMMANDS],
  ['+@all', ALL_COMMANDS],
  ['nocommands', NO_COMMANDS],
  ['-@all', NO_COMMANDS],
  ['alldbs', { sets: {}, feature: 'databases' }],
  ['resetdbs', { sets: {}, feature: 'databases' }],
]);

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
