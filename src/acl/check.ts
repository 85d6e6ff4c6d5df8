import { groupBy, inTable, sha256Hex } from '../base/util.js';
import { aclTexts } from '../generated/templates.js';
import { type Directive, hasSpaceOrNul, type Split, type Token } from '../redis-config/config-text.js';
import { applyRules, mayRun } from './rules.js';
import {
  type AclFeature,
  type AclServer,
  directiveKnowledge,
  featureSince,
  hasFeature,
  namesOf,
  serverName,
} from './server.js';
import { faultProblems, isLookup, lookalike, type Problem, problem, showDirective, showName } from './show.js';
import { type AclUser, entityOf, isUserRule, WORDS, wordOf } from './words.js';

/** One finding in a configuration text. */
export interface AclProblem extends Problem {
  /** Line in the text, from 0. */
  readonly lineIndex: number;
}

/** What all lines of a configuration text share. */
interface Setting {
  readonly server: AclServer;
  /** The directives of a name. */
  readonly named: (name: string) => readonly Directive[];
  /** The lines of a user, in the order of the text. */
  readonly byUser: ReadonlyMap<string, readonly Directive[]>;
  /** Hex, of the chart's password. */
  readonly defaultPasswordSha256: string | undefined;
}

/**
 * What in a Redis configuration text keeps Redis from starting (a directive that it does not know, anything about ACL),
 * lets people in without the right password or keeps those with it out; in the order of the text.
 *
 * The verdict is that of a Redis that starts with this text (`test/acl/real-redis.test.ts` compares them), with the
 * chart's password as requirepass. Files that the text names (`include`, `aclfile`) are not read.
 *
 * @param defaultPasswordSha256 (hex) of the chart's password, which probes and replicas use as user `default`. Left out, a
 *   `user default` line is not compared with it
 */
export function checkAcl(
  directives: readonly Directive[],
  { product, release }: AclServer,
  defaultPasswordSha256?: string,
): AclProblem[] {
  const byName = groupBy(directives, ({ name }) => name);
  const setting: Setting = {
    server: { product, release, modules: byName.has('loadmodule') },
    named: (name) => byName.get(name) ?? [],
    byUser: groupBy(byName.get('user') ?? [], ({ value = '' }) => value),
    defaultPasswordSha256: defaultPasswordSha256?.toLowerCase(),
  };
  return directives.flatMap((line) => {
    const sorted = lineProblems(line, setting).sort((a, b) => a.startColumn - b.startColumn);
    return sorted.map((one) => ({ ...one, lineIndex: line.lineIndex }));
  });
}

/** Directives about ACL, and what a server needs to know them. */
const DIRECTIVE_FEATURES: Readonly<Record<string, AclFeature>> = {
  user: 'acl',
  aclfile: 'acl',
  'acl-pubsub-default': 'channels',
};

function lineProblems(line: Directive, setting: Setting): Problem[] {
  const { name, args } = line;
  const { server, named, byUser } = setting;
  const [first, second, ...more] = args.tokens;
  const feature = inTable(DIRECTIVE_FEATURES, name);
  if (feature && !hasFeature(server, feature)) {
    return [problem('later-directive', first, { name, feature: featureSince(feature), server: serverName(server) })];
  }
  if (name === 'user') return userProblems(line, setting);
  if (name === 'acl-pubsub-default') {
    // `createEnumConfig` in `config.c` since Redis 6.2: exactly one of two words.
    const isWord = second !== undefined && /^(allchannels|resetchannels)$/i.test(second.value);
    return isWord && more.length === 0 && !args.fault ? [] : [problem('pubsub-default', second ?? first, {})];
  }
  if (args.fault) return [quoteProblem('config', args.fault, server)];
  if (name === 'aclfile') {
    const isSet = line === named(name).at(-1) && second !== undefined && second.value !== '';
    return isSet ? [problem(byUser.size > 0 ? 'aclfile-and-users' : 'aclfile', second, {})] : [];
  }
  const knowledge = directiveKnowledge(name, server);
  if (knowledge === 'known') return [];
  const { text, odd, meant } = showDirective(first?.value ?? '', namesOf('directives', server));
  // A newer server may know more: then only what looks misspelt is reported.
  if (knowledge === 'maybe' && (odd ?? meant) === undefined) return [];
  const id = meant === 'user' ? 'misspelt-user' : 'unknown-directive';
  const values = { text, server: serverName(server), odd, meant: odd === undefined ? meant : undefined };
  return [problem(id, first, values, knowledge === 'unknown' ? 'yes' : 'maybe')];
}

function quoteProblem(of: 'config' | 'user', fault: NonNullable<Split['fault']>, server: AclServer): Problem {
  const isTaken = fault.reason === 'glued' && hasFeature(server, 'gluedQuotes');
  return problem(`${of}-${fault.reason}`, fault, {}, isTaken ? 'maybe' : 'yes');
}

function userProblems(line: Directive, setting: Setting): Problem[] {
  const { server, byUser } = setting;
  const { tokens, fault } = line.args;
  const [directive, name, ...rules] = tokens;
  const problems = fault ? [quoteProblem('user', fault, server)] : [];
  if (!name) return fault ? problems : [problem('no-name', directive, {})];
  if (hasSpaceOrNul(name.value)) problems.push(problem('space-in-name', name, {}));
  const { user, faults } = apply(line, rules, setting);
  problems.push(...faultProblems(faults, tokens.slice(1), server));
  const starts = !fault && problems.every(({ stops }) => stops !== 'yes');
  const sameUser = byUser.get(name.value) ?? [];
  const earlier = sameUser[sameUser.indexOf(line) - 1];
  if (earlier) problems.push(duplicate(name, line.lineIndex - earlier.lineIndex, server));
  if (starts && sameUser.at(-1) === line) problems.push(...loginProblems(user, name, rules, setting));
  for (const rule of rules) {
    if (/^[><]./s.test(rule.value)) problems.push(problem('plain-password', rule, { sign: rule.value.charAt(0) }));
    const copied = entityOf(rule.value);
    if (copied) problems.push(problem(copied.meaning === '&' ? 'html-channel' : 'html-password', rule, copied));
  }
  return problems.map((one) => ({ ...one, message: `user ${showName(name.value)}: ${one.message}` }));
}

/** Applies the rules as Redis does: once while it reads the line, and where it does not stop there once it has read all lines. */
function apply({ lineIndex }: Directive, rules: readonly Token[], { server, named }: Setting) {
  const allChannelsAt = (end: number): boolean | undefined => {
    const said = named('acl-pubsub-default').findLast((one) => one.lineIndex < end);
    return said && said.value?.toLowerCase() === 'allchannels';
  };
  const early = allChannelsAt(lineIndex);
  const late = allChannelsAt(Number.POSITIVE_INFINITY);
  const reading = applyRules(rules, { ...server, allChannels: early });
  // The same again, unless a line in between says otherwise.
  if (early === late || !reading.faults.every(isLookup)) return reading;
  return applyRules(rules, { ...server, allChannels: late });
}

function duplicate(name: Token, distance: number, server: AclServer): Problem {
  const where = distance === 1 ? 'the line above' : `the line ${distance} lines above`;
  const id = hasFeature(server, 'selectors') ? 'duplicate-refused' : 'duplicate-dropped';
  return problem(id, name, { where, server: serverName(server) });
}

const EMPTY = sha256Hex('');
const EMPTY_PASSWORD = new RegExp(`^(>|#${EMPTY})$`);

/** What the chart runs as `default`: the probes `ping`, the readiness check and the cluster's creation `cluster info`. */
const PROBE_COMMANDS = ['ping', 'cluster|info'];
/** What a replica runs as `default` unless `masteruser` names another user. Source: the ACL page of Redis' documentation. */
const REPLICA_COMMANDS = ['psync', 'replconf'];

/** Who gets in that should not, and who does not that should, once Redis has taken a user's line. */
function* loginProblems(user: AclUser, name: Token, rules: readonly Token[], setting: Setting): Generator<Problem> {
  const { enabled, nopass, passwords, selectors } = user;
  const { server, named, defaultPasswordSha256: expected } = setting;
  const isDefault = name.value === 'default';
  if (!enabled || (!nopass && passwords.length === 0)) {
    yield disabledProblem(user, name, rules);
    return;
  }
  if (nopass) {
    const drops = lastRule(rules, /^[>#]/) && 'drops';
    yield problem(isDefault ? 'nopass-of-default' : 'nopass', lastRule(rules, /^nopass$/), { drops });
  } else if (passwords.includes(EMPTY)) {
    yield problem('empty-password', lastRule(rules, EMPTY_PASSWORD), {});
  }
  if (!isDefault) return;
  const isOther = expected !== undefined && !nopass && !passwords.includes(expected);
  if (isOther) yield problem('other-password', lastRule(rules, /^[>#]/), {});
  const needed = named('masteruser').length > 0 ? PROBE_COMMANDS : [...PROBE_COMMANDS, ...REPLICA_COMMANDS];
  const missing = needed.filter((command) => !mayRun([user, ...selectors], command, server));
  const commands = missing.map((command) => `\`${command.replace('|', ' ')}\``).join(', ');
  if (missing.length > 0) yield problem('missing-commands', name, { commands });
}

function lastRule(rules: readonly Token[], word: RegExp): Token | undefined {
  return rules.findLast(({ value }) => word.test(wordOf(value)));
}

/** The rules that decide whether a user is on and which passwords it has; those that add a password are no cause. */
const DECIDING = { enabled: /^(off|reset)$/, passwords: /^(reset|resetpass|[<!].*)$/s };

function disabledProblem(user: AclUser, name: Token, rules: readonly Token[]): Problem {
  const what = user.enabled ? 'passwords' : 'enabled';
  const by = lastRule(rules, DECIDING[what]);
  const causes: Readonly<Record<string, string>> = aclTexts.causes[what];
  const cause = causes[by ? wordOf(by.value) : 'none'] ?? aclTexts.causes.passwords.removed;
  const copied = user.enabled ? rules.findLast((rule) => entityOf(rule.value)?.meaning === '>') : undefined;
  if (name.value === 'default') return problem('disabled-default', by ?? copied ?? name, { cause });
  const odd = lookalike(name.value);
  // `user on >secret`: the first rule was taken for the name.
  const isRule = isUserRule(name.value) || WORDS.has(name.value.toLowerCase()) || /^[+~&%(]/.test(name.value);
  const shown = odd === undefined && isRule ? showName(name.value) : undefined;
  return problem('disabled', by ?? copied ?? name, { cause, odd, shown });
}
