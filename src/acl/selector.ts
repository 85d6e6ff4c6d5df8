import { hasSpaceOrNul } from '../redis-config/tokens.js';
import { categoryKnowledge, commandKnowledge, hasSubcommands, inCategory } from './commands.js';
import { fault, later, type RuleFault } from './fault.js';
import type { AclFeature } from './product.js';
import { type AclServer, hasFeature } from './server.js';

/** What a user may do, outside `( )` or within one pair. */
export interface Selector {
  allKeys: boolean;
  allChannels: boolean;
  /** The `+…` and `-…` rules applied so far, in lower case, in order. */
  commandRules: string[];
}

/** A selector as Redis makes it: nothing is allowed, save what `acl-pubsub-default` gives. */
export function newSelector(allChannels: boolean): Selector {
  return { allKeys: false, allChannels, commandRules: [] };
}

interface Word {
  readonly feature?: AclFeature;
  readonly apply: (selector: Selector) => void;
}

const ALL_COMMANDS: Word = { apply: (selector) => setCommands(selector, ['+@all']) };
const NO_COMMANDS: Word = { apply: (selector) => setCommands(selector, []) };
const ALL_KEYS: Word = { apply: (selector) => setKeys(selector, true) };
const ALL_CHANNELS: Word = { feature: 'channels', apply: (selector) => setChannels(selector, true) };
const DATABASES: Word = { feature: 'databases', apply: () => {} };

/** Rules that are one fixed word, from `ACLSetSelector` in Redis' `acl.c`. */
export const SELECTOR_WORDS: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['allkeys', ALL_KEYS],
  ['~*', ALL_KEYS],
  ['resetkeys', { apply: (selector) => setKeys(selector, false) }],
  ['allchannels', ALL_CHANNELS],
  ['&*', ALL_CHANNELS],
  ['resetchannels', { feature: 'channels', apply: (selector) => setChannels(selector, false) }],
  ['allcommands', ALL_COMMANDS],
  ['+@all', ALL_COMMANDS],
  ['nocommands', NO_COMMANDS],
  ['-@all', NO_COMMANDS],
  ['alldbs', DATABASES],
  ['resetdbs', DATABASES],
]);

function setCommands(selector: Selector, rules: string[]): void {
  selector.commandRules = rules;
}
function setKeys(selector: Selector, all: boolean): void {
  selector.allKeys = all;
}
function setChannels(selector: Selector, all: boolean): void {
  selector.allChannels = all;
}

/** The part of a byte string C's string functions see. */
export function cString(bytes: string): string {
  const nul = bytes.indexOf('\0');
  return nul === -1 ? bytes : bytes.slice(0, nul);
}

/** Applies one rule to a selector, as `ACLSetSelector` does; returns why Redis would not take it. */
export function applySelectorRule(selector: Selector, op: string, server: AclServer): RuleFault | undefined {
  const word = cString(op).toLowerCase();
  const known = SELECTOR_WORDS.get(word);
  if (known) {
    if (known.feature && !hasFeature(server, known.feature)) return later(known.feature);
    known.apply(selector);
    return undefined;
  }
  switch (op.charAt(0)) {
    case '~':
      return keyPattern(selector, op.slice(1));
    case '%':
      return hasFeature(server, 'selectors') ? permittedKeyPattern(selector, op) : later('selectors');
    case '&':
      return hasFeature(server, 'channels') ? channelPattern(selector, op.slice(1)) : later('channels');
    case '+':
    case '-':
      return commandRule(selector, word, server);
    default:
      return databaseRule(word, server);
  }
}

function keyPattern(selector: Selector, pattern: string): RuleFault | undefined {
  if (selector.allKeys) return fault('after-all-keys');
  return hasSpaceOrNul(pattern) ? fault('blank-in-pattern') : undefined;
}

function channelPattern(selector: Selector, pattern: string): RuleFault | undefined {
  if (selector.allChannels) return fault('after-all-channels');
  return hasSpaceOrNul(pattern) ? fault('blank-in-pattern') : undefined;
}

const PERMISSION = /^%(R|W|RW|WR)?(~|$)/i;

function permittedKeyPattern(selector: Selector, op: string): RuleFault | undefined {
  if (selector.allKeys) return fault('after-all-keys');
  const match = PERMISSION.exec(op);
  if (!match) return fault('bad-permission');
  // `%~x` and a lone `%`: patch releases before the fix of CVE-2024-51741 take them and crash when they are listed.
  if (match[1] === undefined) return { kind: 'bad-permission', certain: false };
  return hasSpaceOrNul(op.slice(match[0].length)) ? fault('blank-in-pattern') : undefined;
}

function databaseRule(word: string, server: AclServer): RuleFault | undefined {
  if (!/^db=\d+(,\d+)*$/.test(word)) return fault('unknown-rule');
  return hasFeature(server, 'databases') ? undefined : later('databases');
}

function commandRule(selector: Selector, rule: string, server: AclServer): RuleFault | undefined {
  const found = rule.charAt(1) === '@' ? categoryFault(rule, server) : commandFault(selector, rule, server);
  if (!found) selector.commandRules.push(rule);
  return found;
}

function categoryFault(rule: string, server: AclServer): RuleFault | undefined {
  const knowledge = categoryKnowledge(rule.slice(2), server);
  return knowledge === 'known' ? undefined : { kind: 'unknown-category', certain: knowledge === 'unknown' };
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
  return knowledge === 'known' ? undefined : { kind: 'unknown-command', certain: knowledge === 'unknown' };
}

/** Whether any of the selectors allows a command (`ping`) or subcommand (`cluster|info`), keys aside. */
export function mayRun(selectors: readonly Selector[], command: string, server: AclServer): boolean {
  return selectors.some((selector) => allows(selector.commandRules, command, server));
}

function allows(rules: readonly string[], command: string, server: AclServer): boolean {
  const container = command.split('|')[0] ?? command;
  const own = hasFeature(server, 'selectors') ? command : container;
  let allowed = false;
  for (const rule of rules) {
    const name = rule.slice(1);
    const meant = name.startsWith('@')
      ? name === '@all' || inCategory(name.slice(1), own, server)
      : name === command || name === container;
    if (meant) allowed = rule.startsWith('+');
  }
  return allowed;
}
