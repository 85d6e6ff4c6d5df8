import { sha256Hex } from '../base/util.js';
import type { aclTexts } from '../generated/templates.js';
import { type Columns, fromBytes, hasSpaceOrNul, splitArgs, type Token } from '../redis-config/config-text.js';
import {
  type AclFeature,
  type AclServer,
  categoryKnowledge,
  commandKnowledge,
  hasFeature,
  hasSubcommands,
  inCategory,
} from './server.js';
import { type AclUser, isUserRule, type Selector, WORDS, wordOf } from './words.js';

/** A rule and where it is in the line. */
interface Rule extends Columns {
  /** As a byte string; may be a password, so it is shown through `showRule` only. */
  readonly op: string;
  /** `(…)`, what is in it, a `(` without its `)`, or anything else. */
  readonly kind: 'selector' | 'inner' | 'unclosed' | 'plain';
}

/** Why Redis does not take a rule. */
interface Fault {
  readonly fault: keyof typeof aclTexts.faults;
  /** The server may take the rule all the same: it is newer than our data, or not every patch refuses it. */
  readonly uncertain?: boolean;
  /** What the server would need for the rule. */
  readonly feature?: AclFeature;
}

/** What a rule sets, or why Redis does not take it. */
type Effect = Partial<AclUser> | Fault;

export type PlacedFault = Fault & Rule;

/**
 * Applies the arguments after a user's name, as `ACLAppendUserForLoading` and `ACLLoadConfiguredUsers` in Redis'
 * `acl.c` do at the start. A rule with a fault changes nothing; the ones after it are applied.
 *
 * @returns `faults` in the order of the line; Redis itself stops at the first one that is not about an unknown name
 */
export function applyRules(tokens: readonly Token[], server: AclServer): { user: AclUser; faults: PlacedFault[] } {
  const user = newUser(server);
  return { user, faults: applyAll(user, mergedRules(tokens, server), server) };
}

/** As Redis makes it: nothing is allowed, save what `acl-pubsub-default` gives. */
function newUser(server: AclServer): AclUser {
  const startsWithAll = hasFeature(server, 'channels') && !hasFeature(server, 'noChannelsByDefault');
  const nothing = { allKeys: false, allChannels: server.allChannels ?? startsWithAll, commandRules: [] };
  return { ...nothing, enabled: false, nopass: false, passwords: [], selectors: [] };
}

function applyAll(user: AclUser, rules: readonly Rule[], server: AclServer): PlacedFault[] {
  return rules.flatMap((rule) => {
    const effect = effectOf(rule, user, server);
    if ('fault' in effect) return [{ ...rule, ...effect }];
    Object.assign(user, effect);
    return [];
  });
}

/**
 * Puts the arguments of each `( … )` together, as `ACLMergeSelectorArguments` does; before Redis 7 there is nothing to
 * put together. At a `(` without its `)` Redis stops.
 */
function mergedRules(tokens: readonly Token[], server: AclServer): Rule[] {
  const rules: Rule[] = [];
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
      rules.push(merged('selector', open));
      open = [];
    } else {
      rules.push(merged(begins ? 'selector' : 'plain', [token]));
    }
  }
  return open.length > 0 ? [...rules, merged('unclosed', open.slice(0, 1))] : rules;
}

/** Redis puts one space between arguments; here they are as far apart as in the line, so that columns stay the same. */
function merged(kind: Rule['kind'], tokens: readonly Token[]): Rule {
  const spaced = tokens.map(({ value, start }, index) => ' '.repeat(start - (tokens[index - 1]?.end ?? start)) + value);
  return { kind, op: spaced.join(''), start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}

/**
 * The rules within a `( … )`, split as Redis splits them: again, like a line of their own. Quotes that do not match
 * make Redis take the selector for an empty one.
 */
function rulesWithin({ op, start, end }: Rule): Rule[] {
  const text = fromBytes(op);
  const inner = splitArgs(text.slice(1, -1));
  if (inner.fault) return [];
  // Quotes move the columns: then a rule's place is the whole selector.
  const isMoved = text.length !== end - start;
  return inner.tokens.map((token) => ({
    kind: 'inner',
    op: token.value,
    start: isMoved ? start : start + 1 + token.start,
    end: isMoved ? end : start + 1 + token.end,
  }));
}

function effectOf(rule: Rule, user: AclUser, server: AclServer): Effect {
  const { op, kind } = rule;
  if (kind === 'unclosed') return { fault: 'unclosed-selector' };
  if (kind === 'selector') return selectorOf(rule, user, server);
  if (kind === 'inner' && isUserRule(op)) return { fault: 'not-in-selector' };
  if (kind === 'plain' && op === '') return {};
  const word = wordOf(op);
  const sign = op.charAt(0);
  const { sets, feature = NEEDED[sign] } = WORDS.get(word) ?? {};
  if (feature && !hasFeature(server, feature)) return { fault: 'later-rule', feature };
  if (word === 'reset') return newUser(server);
  return sets ?? SIGNS[sign]?.(user, op, server) ?? databaseRule(word, server);
}

/** A selector begins as a user does, and takes no rule for the user itself. */
function selectorOf(rule: Rule, user: AclUser, server: AclServer): Effect {
  const selector = newUser(server);
  const [first] = applyAll(selector, rulesWithin(rule), server);
  return first ?? { selectors: [...user.selectors, selector] };
}

const NEEDED: Readonly<Record<string, AclFeature>> = { '%': 'selectors', '(': 'selectors', '&': 'channels' };

/** The rules that begin with a sign. */
const SIGNS: Readonly<Record<string, (user: AclUser, op: string, server: AclServer) => Effect>> = {
  '>': (user, op) => withPassword(user, sha256OfBytes(op.slice(1))),
  '<': (user, op) => withoutPassword(user, sha256OfBytes(op.slice(1))),
  '#': (user, op) => hashFault(op) ?? withPassword(user, op.slice(1)),
  '!': (user, op) => hashFault(op) ?? withoutPassword(user, op.slice(1)),
  '~': (user, op) => (user.allKeys ? { fault: 'after-all-keys' } : patternFault(op.slice(1))),
  '%': ({ allKeys }, op) => {
    if (allKeys) return { fault: 'after-all-keys' };
    const [permission = '', letters] = /^%(R|W|RW|WR)?(~|$)/i.exec(op) ?? [];
    // `%~x` and a lone `%`: patch releases before the fix of CVE-2024-51741 take them and crash when they are listed.
    if (letters === undefined) return { fault: 'bad-permission', uncertain: permission !== '' };
    return patternFault(op.slice(permission.length));
  },
  '&': (user, op, server) => {
    if (!user.allChannels) return patternFault(op.slice(1));
    return { fault: hasFeature(server, 'noChannelsByDefault') ? 'after-all-channels' : 'channels-from-the-start' };
  },
  '+': commandRule,
  '-': commandRule,
};

function withPassword({ passwords }: AclUser, hash: string): Effect {
  return { nopass: false, passwords: [...passwords, hash] };
}

function withoutPassword({ passwords }: AclUser, hash: string): Effect {
  return passwords.includes(hash)
    ? { passwords: passwords.filter((one) => one !== hash) }
    : { fault: 'no-such-password' };
}

/** In lower-case hex, as `#…` in an ACL rule wants it. */
function sha256OfBytes(bytes: string): string {
  return sha256Hex(Buffer.from(bytes, 'latin1'));
}

function hashFault(op: string): Fault | undefined {
  if (/^.[0-9a-f]{64}$/.test(op)) return undefined;
  if (op === '#') return { fault: 'comment' };
  if (/^.[0-9A-F]{64}$/i.test(op)) return { fault: 'hash-in-capitals' };
  return { fault: op.startsWith('#') ? 'bad-hash-or-comment' : 'bad-hash' };
}

/** A pattern sets nothing that matters here. */
function patternFault(pattern: string): Effect {
  return hasSpaceOrNul(pattern) ? { fault: 'space-in-pattern' } : {};
}

function databaseRule(word: string, server: AclServer): Effect {
  if (!/^db=\d+(,\d+)*$/.test(word)) return { fault: 'unknown-rule' };
  return hasFeature(server, 'databases') ? {} : { fault: 'later-rule', feature: 'databases' };
}

function commandRule(user: AclUser, op: string, server: AclServer): Effect {
  const rule = wordOf(op);
  return commandFault(user, rule, server) ?? { commandRules: [...user.commandRules, rule] };
}

function commandFault(user: AclUser, rule: string, server: AclServer): Fault | undefined {
  const name = rule.slice(1);
  if (name.startsWith('@')) return unknown('unknown-category', categoryKnowledge(name.slice(1), server));
  const unknownCommand = (command: string) => unknown('unknown-command', commandKnowledge(command, server));
  const subcommandsAreCommands = hasFeature(server, 'selectors');
  // Redis 7 looks for the last bar, Redis 6 for the first.
  const bar = subcommandsAreCommands ? name.lastIndexOf('|') : name.indexOf('|');
  if (rule.charAt(0) === '-' || bar === -1) {
    if (!subcommandsAreCommands && bar !== -1) return { fault: 'single-subcommand' };
    return unknownCommand(name);
  }
  const container = name.slice(0, bar);
  const ofContainer = unknownCommand(container);
  if (ofContainer) return ofContainer;
  if (container.includes('|')) return { fault: 'argument-of-subcommand' };
  if (bar === name.length - 1) return { fault: 'empty-subcommand' };
  if (subcommandsAreCommands) return hasSubcommands(container, server) ? unknownCommand(name) : undefined;
  const refused = !hasFeature(server, 'argumentOfAllowed') && mayRun([user], container, server);
  return refused ? { fault: 'already-allowed' } : undefined;
}

function unknown(fault: Fault['fault'], knowledge: ReturnType<typeof commandKnowledge>): Fault | undefined {
  return knowledge === 'known' ? undefined : { fault, uncertain: knowledge === 'maybe' };
}

/** Whether any of the selectors allows a command (`ping`) or subcommand (`cluster|info`), keys aside: its last rule counts. */
export function mayRun(selectors: readonly Selector[], command: string, server: AclServer): boolean {
  const [container = command] = command.split('|');
  const own = hasFeature(server, 'selectors') ? command : container;
  const isMeant = (name: string): boolean =>
    name.startsWith('@')
      ? name === '@all' || inCategory(name.slice(1), own, server)
      : [command, container].includes(name);
  return selectors.some(({ commandRules }) => commandRules.findLast((rule) => isMeant(rule.slice(1)))?.startsWith('+'));
}
