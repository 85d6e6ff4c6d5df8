import { sha256Hex } from '../base/sha256.js';
import { fromBytes, splitArgs, type Token, toBytes } from '../redis-config/tokens.js';
import { fault, later, type PlacedFault, type RuleFault } from './fault.js';
import { applySelectorRule, type FixedWord, newSelector, type Selector, wordOf } from './selector.js';
import { type AclServer, hasFeature } from './server.js';

/** A user after its rules were applied. */
export interface AclUserState {
  enabled: boolean;
  /** Any password is right. */
  nopass: boolean;
  /** SHA-256 of each password, lower-case hex. */
  passwords: readonly string[];
  root: Selector;
  /** From `( )` rules. */
  selectors: readonly Selector[];
}

/** What rules are applied with. */
interface RuleContext {
  readonly server: AclServer;
  /** `acl-pubsub-default allchannels`: a new user may use all channels. */
  readonly allChannels: boolean;
}

/** A rule as a byte string and its place in the line. */
interface PlacedRule {
  readonly op: string;
  readonly start: number;
  readonly end: number;
}

/** One rule of a user: an argument, or the arguments of a `( )` put together. */
interface AclRule extends PlacedRule {
  readonly isSelector: boolean;
  readonly tokens: readonly Token[];
}

/**
 * Applies the arguments after a user's name, as `ACLAppendUserForLoading` and `ACLLoadConfiguredUsers` in Redis'
 * `acl.c` do at the start. A rule with a fault changes nothing; the ones after it are applied.
 *
 * @returns the faults in the order of the line; Redis itself stops at the first one that is not about an unknown name
 */
export function applyRules(
  tokens: readonly Token[],
  context: RuleContext,
): { state: AclUserState; faults: readonly PlacedFault[] } {
  const { rules, unclosed } = mergeSelectors(tokens, context.server);
  const state = newUser(context);
  const faults = rules.flatMap((rule): PlacedFault | [] => {
    if (rule.isSelector) return applySelector(state, rule, context) ?? [];
    const found = applyUserRule(state, rule.op, context);
    return found ? { ...found, op: rule.op, start: rule.start, end: rule.end } : [];
  });
  return { state, faults: unclosed ? [...faults, { ...fault('unclosed-selector'), ...unclosed }] : faults };
}

function newUser({ allChannels }: RuleContext): AclUserState {
  return { enabled: false, nopass: false, passwords: [], root: newSelector(allChannels), selectors: [] };
}

/** Rules that are one fixed word and concern the user itself, from `ACLSetUser`. `reset` also makes a new selector. */
export const USER_WORDS: ReadonlyMap<string, FixedWord<AclUserState>> = new Map<string, FixedWord<AclUserState>>([
  ['on', { sets: { enabled: true } }],
  ['off', { sets: { enabled: false } }],
  ['nopass', { sets: { nopass: true, passwords: [] } }],
  ['resetpass', { sets: { nopass: false, passwords: [] } }],
  ['reset', {}],
  ['sanitize-payload', { feature: 'payload' }],
  ['skip-sanitize-payload', { feature: 'payload' }],
  ['clearselectors', { sets: { selectors: [] }, feature: 'selectors' }],
]);

function applyUserRule(user: AclUserState, op: string, context: RuleContext): RuleFault | undefined {
  if (op === '') return undefined;
  const word = wordOf(op);
  const known = USER_WORDS.get(word);
  if (known) {
    if (known.feature && !hasFeature(context.server, known.feature)) return later(known.feature);
    Object.assign(user, word === 'reset' ? newUser(context) : known.sets);
    return undefined;
  }
  const rest = op.slice(1);
  switch (op.charAt(0)) {
    case '>':
      return addPassword(user, sha256OfBytes(rest));
    case '<':
      return removePassword(user, sha256OfBytes(rest));
    case '#':
      return HASH.test(rest) ? addPassword(user, rest) : fault('bad-hash');
    case '!':
      return HASH.test(rest) ? removePassword(user, rest) : fault('bad-hash');
    case '(':
      return later('selectors');
    default:
      return applySelectorRule(user.root, op, context.server);
  }
}

const HASH = /^[0-9a-f]{64}$/;

function addPassword(user: AclUserState, hash: string): undefined {
  Object.assign(user, { nopass: false, passwords: [...user.passwords, hash] });
}

function removePassword(user: AclUserState, hash: string): RuleFault | undefined {
  if (!user.passwords.includes(hash)) return fault('no-such-password');
  user.passwords = user.passwords.filter((one) => one !== hash);
  return undefined;
}

/** The SHA-256 of a byte string (one character for each byte) in lower-case hex, as `#…` in an ACL rule wants it. */
export function sha256OfBytes(bytes: string): string {
  return sha256Hex(Buffer.from(bytes, 'latin1'));
}

/** Whether a rule concerns the user itself: enabling, passwords, resetting. */
export function isUserRule(op: string): boolean {
  return USER_WORDS.has(wordOf(op)) || /^[><#!]/.test(op);
}

function applySelector(user: AclUserState, rule: AclRule, context: RuleContext): PlacedFault | undefined {
  const selector = newSelector(context.allChannels);
  for (const inner of selectorRules(rule)) {
    const found = applySelectorRule(selector, inner.op, context.server);
    if (!found) continue;
    const kind = found.kind === 'unknown-rule' && isUserRule(inner.op) ? 'not-in-selector' : found.kind;
    return { ...found, kind, ...inner };
  }
  user.selectors = [...user.selectors, selector];
  return undefined;
}

/**
 * Puts the arguments of each `( … )` together, as `ACLMergeSelectorArguments` does; before Redis 7 there is nothing to
 * put together. `unclosed` is the argument of a `(` that has no `)`, at which Redis stops.
 */
function mergeSelectors(tokens: readonly Token[], server: AclServer): { rules: AclRule[]; unclosed?: PlacedRule } {
  const rules: AclRule[] = [];
  const merges = hasFeature(server, 'selectors');
  const reopens = !hasFeature(server, 'selectorsInOne');
  let open: Token[] = [];
  for (const token of tokens) {
    const begins = merges && token.value.startsWith('(');
    const ends = token.value.endsWith(')');
    if (begins && !ends && (reopens || open.length === 0)) {
      open = [token];
    } else if (open.length > 0) {
      open.push(token);
      if (!ends) continue;
      rules.push(ruleOf(open, true));
      open = [];
    } else {
      rules.push(ruleOf([token], begins));
    }
  }
  const [first] = open;
  return { rules, ...(first && { unclosed: { op: first.value, start: first.start, end: first.end } }) };
}

function ruleOf(tokens: readonly Token[], isSelector: boolean): AclRule {
  const op = tokens.map((token) => token.value).join(' ');
  return { op, tokens, isSelector, start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}

/**
 * The rules within a `( … )`, split as Redis splits them: once more like a line of their own. Quotes that do not match
 * make Redis take the selector for an empty one.
 */
function selectorRules({ op, tokens: outer }: AclRule): PlacedRule[] {
  const text = fromBytes(op.slice(1, -1));
  const { tokens, fault: quotes } = splitArgs(text);
  if (quotes) return [];
  // The opening parenthesis is one byte.
  const offset = (column: number): number => toBytes(text.slice(0, column)).length + 1;
  return tokens.map((inner) => ({ op: inner.value, ...place(outer, offset(inner.start), offset(inner.end)) }));
}

/** Where bytes `from` to `to` of the put-together rule are in the line. */
function place(tokens: readonly Token[], from: number, to: number): { start: number; end: number } {
  let before = 0;
  for (const { value, start, end } of tokens) {
    const after = before + value.length;
    if (from < after) {
      const isExact = end - start === value.length && to <= after;
      return isExact ? { start: start + from - before, end: start + to - before } : { start, end };
    }
    before = after + 1;
  }
  return { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}
