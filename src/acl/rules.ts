import type { Token } from '../redis-config/tokens.js';
import { fault, later, type PlacedFault, type RuleFault } from './fault.js';
import type { AclFeature } from './product.js';
import { applySelectorRule, cString, newSelector, type Selector } from './selector.js';
import { type AclRule, mergeSelectors, selectorRules } from './selector-text.js';
import { type AclServer, hasFeature } from './server.js';
import { sha256OfBytes } from './sha256.js';

/** A user after its rules were applied. */
export interface AclUserState {
  enabled: boolean;
  /** Any password is right. */
  nopass: boolean;
  /** SHA-256 of each password, lower-case hex. */
  passwords: Set<string>;
  root: Selector;
  /** From `( )` rules. */
  selectors: Selector[];
}

/** What rules are applied with. */
export interface RuleContext {
  readonly server: AclServer;
  /** `acl-pubsub-default allchannels`: a new user may use all channels. */
  readonly allChannels: boolean;
}

/** The result of applying rules. */
export interface Applied {
  readonly state: AclUserState;
  /** In the order of the line. Redis itself stops at the first one that is not about an unknown name. */
  readonly faults: readonly PlacedFault[];
}

/**
 * Applies the arguments after a user's name, as `ACLAppendUserForLoading` and `ACLLoadConfiguredUsers` in Redis'
 * `acl.c` do at the start. A rule with a fault changes nothing; the ones after it are applied.
 */
export function applyRules(tokens: readonly Token[], context: RuleContext): Applied {
  const { rules, unclosed } = mergeSelectors(tokens, context.server);
  const state = newUser(context);
  const faults = rules.flatMap((rule) => applyRule(state, rule, context) ?? []);
  return { state, faults: unclosed ? [...faults, { ...fault('unclosed-selector'), ...unclosed }] : faults };
}

function newUser(context: RuleContext): AclUserState {
  const root = newSelector(context.allChannels);
  return { enabled: false, nopass: false, passwords: new Set(), root, selectors: [] };
}

type Apply = (user: AclUserState, context: RuleContext) => void;

interface UserWord {
  readonly feature?: AclFeature;
  readonly apply: Apply;
}

/** Rules that are one fixed word and concern the user itself, from `ACLSetUser`. */
export const USER_WORDS: ReadonlyMap<string, UserWord> = new Map<string, UserWord>([
  ['on', { apply: (user) => Object.assign(user, { enabled: true }) }],
  ['off', { apply: (user) => Object.assign(user, { enabled: false }) }],
  ['nopass', { apply: (user) => Object.assign(user, { nopass: true, passwords: new Set() }) }],
  ['resetpass', { apply: (user) => Object.assign(user, { nopass: false, passwords: new Set() }) }],
  ['reset', { apply: (user, context) => Object.assign(user, newUser(context)) }],
  ['sanitize-payload', { feature: 'payload', apply: () => {} }],
  ['skip-sanitize-payload', { feature: 'payload', apply: () => {} }],
  ['clearselectors', { feature: 'selectors', apply: (user) => Object.assign(user, { selectors: [] }) }],
]);

function applyRule(user: AclUserState, rule: AclRule, context: RuleContext): PlacedFault | undefined {
  if (rule.isSelector) return applySelector(user, rule, context);
  const found = applyUserRule(user, rule.op, context);
  return found && { ...found, op: rule.op, start: rule.start, end: rule.end };
}

function applyUserRule(user: AclUserState, op: string, context: RuleContext): RuleFault | undefined {
  if (op === '') return undefined;
  const word = USER_WORDS.get(cString(op).toLowerCase());
  if (word) {
    if (word.feature && !hasFeature(context.server, word.feature)) return later(word.feature);
    word.apply(user, context);
    return undefined;
  }
  switch (op.charAt(0)) {
    case '>':
      return addPassword(user, sha256OfBytes(op.slice(1)));
    case '<':
      return removePassword(user, sha256OfBytes(op.slice(1)));
    case '#':
      return HASH.test(op.slice(1)) ? addPassword(user, op.slice(1)) : fault('bad-hash');
    case '!':
      return HASH.test(op.slice(1)) ? removePassword(user, op.slice(1)) : fault('bad-hash');
    case '(':
      return later('selectors');
    default:
      return applySelectorRule(user.root, op, context.server);
  }
}

const HASH = /^[0-9a-f]{64}$/;

function addPassword(user: AclUserState, hash: string): undefined {
  user.passwords.add(hash);
  user.nopass = false;
}

function removePassword(user: AclUserState, hash: string): RuleFault | undefined {
  return user.passwords.delete(hash) ? undefined : fault('no-such-password');
}

function applySelector(user: AclUserState, rule: AclRule, context: RuleContext): PlacedFault | undefined {
  const selector = newSelector(context.allChannels);
  for (const inner of selectorRules(rule)) {
    const found = applySelectorRule(selector, inner.op, context.server);
    if (!found) continue;
    const kind = found.kind === 'unknown-rule' && isUserRule(inner.op) ? 'not-in-selector' : found.kind;
    return { ...found, kind, ...inner };
  }
  user.selectors.push(selector);
  return undefined;
}

/** Whether a rule concerns the user itself: enabling, passwords, resetting. */
export function isUserRule(op: string): boolean {
  return USER_WORDS.has(cString(op).toLowerCase()) || /^[><#!]/.test(op);
}
