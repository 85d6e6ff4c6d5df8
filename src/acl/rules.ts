import { sha256Hex } from '../base/sha256.js';
import { hasSpaceOrNul, type Token } from '../redis-config/tokens.js';
import { fault, later, type PlacedFault, type PlacedRule, type RuleFault } from './faults.js';
import { categoryKnowledge, commandKnowledge, hasSubcommands, inCategory } from './knowledge.js';
import { mergedRules, rulesWithin } from './selectors.js';
import { type AclFeature, type AclServer, hasFeature } from './server.js';
import { type AclUser, isUserRule, type Selector, WORDS, wordOf } from './words.js';

/** What rules are applied with. */
interface RuleContext {
  readonly server: AclServer;
  /** `acl-pubsub-default allchannels`: a new user may use all channels. */
  readonly allChannels: boolean;
}

/** What came of applying rules. */
interface Applied {
  readonly user: AclUser;
  /** Which rule set each property last. */
  readonly setBy: ReadonlyMap<string, PlacedRule>;
  /** In the order of the line; Redis itself stops at the first one that is not about an unknown name. */
  readonly faults: readonly PlacedFault[];
}

/**
 * Applies the arguments after a user's name, as `ACLAppendUserForLoading` and `ACLLoadConfiguredUsers` in Redis'
 * `acl.c` do at the start. A rule with a fault changes nothing; the ones after it are applied.
 */
export function applyRules(tokens: readonly Token[], context: RuleContext): Applied {
  const { rules, unclosed } = mergedRules(tokens, context.server);
  const user = newUser(context.allChannels);
  const setBy = new Map<string, PlacedRule>();
  const faults = rules.flatMap((rule): PlacedFault[] => {
    const effect = rule.isSelector ? selectorOf(rulesWithin(rule), user, context) : effectOf(rule.op, user, context);
    const { op, start, end } = rule;
    if ('kind' in effect) return [{ op, start, end, ...effect }];
    Object.assign(user, effect);
    for (const key of Object.keys(effect)) setBy.set(key, rule);
    return [];
  });
  return { user, setBy, faults: unclosed ? [...faults, { ...fault('unclosed-selector'), ...unclosed }] : faults };
}

/** As Redis makes it: nothing is allowed, save what `acl-pubsub-default` gives. */
function newUser(allChannels: boolean): AclUser {
  const nothing = { allKeys: false, allChannels, commandRules: [] };
  return { ...nothing, enabled: false, nopass: false, passwords: [], selectors: [] };
}

/** What a rule sets, or why Redis does not take it. */
type Effect = Partial<AclUser> | RuleFault;

/** A selector begins as a user does, and takes no rule for the user itself. */
function selectorOf(rules: readonly PlacedRule[], user: AclUser, context: RuleContext): Partial<AclUser> | PlacedFault {
  const selector = newUser(context.allChannels);
  for (const rule of rules) {
    const effect = isUserRule(rule.op) ? fault('not-in-selector') : effectOf(rule.op, selector, context, true);
    if ('kind' in effect) return { ...effect, ...rule };
    Object.assign(selector, effect);
  }
  return { selectors: [...user.selectors, selector] };
}

function effectOf(op: string, user: AclUser, { server, allChannels }: RuleContext, isInner = false): Effect {
  if (op === '' && !isInner) return {};
  const word = wordOf(op);
  const known = WORDS.get(word);
  const sign = op.charAt(0);
  const needed = known ? known.feature : NEEDED[sign];
  if (needed && !hasFeature(server, needed)) return later(needed);
  if (word === 'reset') return newUser(allChannels);
  return known?.sets ?? SIGNS[sign]?.(user, op, server) ?? databaseRule(word, server);
}

const NEEDED: Readonly<Record<string, AclFeature>> = { '%': 'selectors', '(': 'selectors', '&': 'channels' };

/** The rules that begin with a sign. */
const SIGNS: Readonly<Record<string, (user: AclUser, op: string, server: AclServer) => Effect>> = {
  '>': (user, op) => withPassword(user, sha256OfBytes(op.slice(1))),
  '<': (user, op) => withoutPassword(user, sha256OfBytes(op.slice(1))),
  '#': (user, op) => hashFault(op) ?? withPassword(user, op.slice(1)),
  '!': (user, op) => hashFault(op) ?? withoutPassword(user, op.slice(1)),
  '~': (user, op) => (user.allKeys ? fault('after-all-keys') : patternFault(op.slice(1))),
  '%': ({ allKeys }, op) => {
    if (allKeys) return fault('after-all-keys');
    const [permission = '', letters] = /^%(R|W|RW|WR)?(~|$)/i.exec(op) ?? [];
    // `%~x` and a lone `%`: patch releases before the fix of CVE-2024-51741 take them and crash when they are listed.
    if (letters === undefined) return fault('bad-permission', permission === '');
    return patternFault(op.slice(permission.length));
  },
  '&': (user, op, server) => {
    if (!user.allChannels) return patternFault(op.slice(1));
    return fault(hasFeature(server, 'noChannelsByDefault') ? 'after-all-channels' : 'channels-from-the-start');
  },
  '+': commandRule,
  '-': commandRule,
};

function withPassword({ passwords }: AclUser, hash: string): Effect {
  return { nopass: false, passwords: [...passwords, hash] };
}

function withoutPassword({ passwords }: AclUser, hash: string): Effect {
  return passwords.includes(hash) ? { passwords: passwords.filter((one) => one !== hash) } : fault('no-such-password');
}

/** The SHA-256 of a byte string (one character for each byte) in lower-case hex, as `#…` in an ACL rule wants it. */
export function sha256OfBytes(bytes: string): string {
  return sha256Hex(Buffer.from(bytes, 'latin1'));
}

function hashFault(op: string): RuleFault | undefined {
  if (/^.[0-9a-f]{64}$/.test(op)) return undefined;
  if (op === '#') return fault('comment');
  if (/^.[0-9A-F]{64}$/i.test(op)) return fault('hash-in-capitals');
  return fault(op.startsWith('#') ? 'bad-hash-or-comment' : 'bad-hash');
}

/** A pattern sets nothing that matters here. */
function patternFault(pattern: string): Effect {
  return hasSpaceOrNul(pattern) ? fault('space-in-pattern') : {};
}

function databaseRule(word: string, server: AclServer): Effect {
  if (!/^db=\d+(,\d+)*$/.test(word)) return fault('unknown-rule');
  return hasFeature(server, 'databases') ? {} : later('databases');
}

function commandRule(user: AclUser, op: string, server: AclServer): Effect {
  const rule = wordOf(op);
  const found = rule.startsWith('@', 1)
    ? unknown('unknown-category', categoryKnowledge(rule.slice(2), server))
    : commandFault(user, rule, server);
  return found ?? { commandRules: [...user.commandRules, rule] };
}

function commandFault(user: AclUser, rule: string, server: AclServer): RuleFault | undefined {
  const name = rule.slice(1);
  const unknownCommand = (command: string) => unknown('unknown-command', commandKnowledge(command, server));
  const subcommandsAreCommands = hasFeature(server, 'selectors');
  // Redis 7 looks for the last bar, Redis 6 for the first.
  const bar = subcommandsAreCommands ? name.lastIndexOf('|') : name.indexOf('|');
  if (rule.charAt(0) === '-' || bar === -1) {
    if (!subcommandsAreCommands && bar !== -1) return fault('single-subcommand');
    return unknownCommand(name);
  }
  const container = name.slice(0, bar);
  const ofContainer = unknownCommand(container);
  if (ofContainer) return ofContainer;
  if (container.includes('|')) return fault('argument-of-subcommand');
  if (bar === name.length - 1) return fault('empty-subcommand');
  if (subcommandsAreCommands) return hasSubcommands(container, server) ? unknownCommand(name) : undefined;
  const refused = !hasFeature(server, 'argumentOfAllowed') && mayRun([user], container, server);
  return refused ? fault('already-allowed') : undefined;
}

function unknown(
  kind: 'unknown-command' | 'unknown-category',
  knowledge: ReturnType<typeof commandKnowledge>,
): RuleFault | undefined {
  return knowledge === 'known' ? undefined : fault(kind, knowledge === 'unknown');
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
