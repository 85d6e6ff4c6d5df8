import { hasSpaceOrNul } from '../redis-config/tokens.js';
import { categoryKnowledge, commandKnowledge, hasSubcommands, inCategory } from './commands.js';
import { fault, later, type RuleFault } from './fault.js';
import { type AclFeature, type AclServer, hasFeature } from './server.js';

/** What a user may do, outside `( )` or within one pair. */
export interface Selector {
  allKeys: boolean;
  allChannels: boolean;
  /** The `+…` and `-…` rules applied so far, in lower case, in order. */
  commandRules: readonly string[];
}

/** A selector as Redis makes it: nothing is allowed, save what `acl-pubsub-default` gives. */
export function newSelector(allChannels: boolean): Selector {
  return { allKeys: false, allChannels, commandRules: [] };
}

/** A rule that is one fixed word: what it sets, and what the server needs for it. */
export interface FixedWord<Sets> {
  readonly sets?: Partial<Sets>;
  readonly feature?: AclFeature;
}

const ALL_KEYS = { sets: { allKeys: true } };
const ALL_CHANNELS = { sets: { allChannels: true }, feature: 'channels' } as const;
const ALL_COMMANDS = { sets: { commandRules: ['+@all'] } };
const NO_COMMANDS = { sets: { commandRules: [] } };

/** The fixed words of a selector, from `ACLSetSelector` in Redis' `acl.c`. */
export const SELECTOR_WORDS: ReadonlyMap<string, FixedWord<Selector>> = new Map<string, FixedWord<Selector>>([
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
  ['alldbs', { feature: 'databases' }],
  ['resetdbs', { feature: 'databases' }],
]);

/** The word that a rule is to Redis: C's string functions see it up to a NUL, and case does not count. */
export function wordOf(op: string): string {
  return op.replace(/\0.*$/s, '').toLowerCase();
}

/** Applies one rule to a selector, as `ACLSetSelector` does; returns why Redis would not take it. */
export function applySelectorRule(selector: Selector, op: string, server: AclServer): RuleFault | undefined {
  const word = wordOf(op);
  const known = SELECTOR_WORDS.get(word);
  const needed = known ? known.feature : NEEDED[op.charAt(0)];
  if (needed && !hasFeature(server, needed)) return later(needed);
  if (known) {
    Object.assign(selector, known.sets);
    return undefined;
  }
  switch (op.charAt(0)) {
    case '~':
      return patternFault(op.slice(1), selector.allKeys && 'after-all-keys');
    case '%':
      return permittedKeyPattern(selector, op);
    case '&':
      return patternFault(op.slice(1), selector.allChannels && 'after-all-channels');
    case '+':
    case '-':
      return commandRule(selector, word, server);
    default:
      return databaseRule(word, server);
  }
}

const NEEDED: Readonly<Record<string, AclFeature>> = { '%': 'selectors', '&': 'channels' };

function patternFault(pattern: string, useless: false | 'after-all-keys' | 'after-all-channels') {
  if (useless) return fault(useless);
  return hasSpaceOrNul(pattern) ? fault('space-in-pattern') : undefined;
}

function permittedKeyPattern({ allKeys }: Selector, op: string): RuleFault | undefined {
  const [permission = '', letters] = /^%(R|W|RW|WR)?(~|$)/i.exec(op) ?? [];
  if (!allKeys && permission === '') return fault('bad-permission');
  // `%~x` and a lone `%`: patch releases before the fix of CVE-2024-51741 take them and crash when they are listed.
  if (!allKeys && letters === undefined) return fault('bad-permission', false);
  return patternFault(op.slice(permission.length), allKeys && 'after-all-keys');
}

function databaseRule(word: string, server: AclServer): RuleFault | undefined {
  if (!/^db=\d+(,\d+)*$/.test(word)) return fault('unknown-rule');
  return hasFeature(server, 'databases') ? undefined : later('databases');
}

function commandRule(selector: Selector, rule: string, server: AclServer): RuleFault | undefined {
  const found = rule.charAt(1) === '@' ? categoryFault(rule.slice(2), server) : commandFault(selector, rule, server);
  if (!found) selector.commandRules = [...selector.commandRules, rule];
  return found;
}

function categoryFault(name: string, server: AclServer): RuleFault | undefined {
  const knowledge = categoryKnowledge(name, server);
  return knowledge === 'known' ? undefined : fault('unknown-category', knowledge === 'unknown');
}

function commandFault(selector: Selector, rule: string, server: AclServer): RuleFault | undefined {
  const name = rule.slice(1);
  const subcommandsAreCommands = hasFeature(server, 'selectors');
  // Redis 7 looks for the last bar, Redis 6 for the first.
  const bar = subcommandsAreCommands ? name.lastIndexOf('|') : name.indexOf('|');
  if (rule.charAt(0) === '-' || bar === -1) {
    if (!subcommandsAreCommands && bar !== -1) return fault('unknown-command');
    return unknownCommand(name, server);
  }
  const container = name.slice(0, bar);
  const unknown = unknownCommand(container, server);
  if (unknown) return unknown;
  if (container.includes('|')) return fault('argument-of-subcommand');
  if (bar === name.length - 1) return fault('empty-subcommand');
  if (subcommandsAreCommands) return hasSubcommands(container, server) ? unknownCommand(name, server) : undefined;
  const refused = !hasFeature(server, 'argumentOfAllowed') && mayRun([selector], container, server);
  return refused ? fault('already-allowed') : undefined;
}

function unknownCommand(name: string, server: AclServer): RuleFault | undefined {
  const knowledge = commandKnowledge(name, server);
  return knowledge === 'known' ? undefined : fault('unknown-command', knowledge === 'unknown');
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
