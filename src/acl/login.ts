import { aclTexts } from '../generated/templates.js';
import type { Directive, Token } from '../redis-config/config-text.js';
import { type Problem, problem } from './problem.js';
import { mayRun, sha256OfBytes } from './rules.js';
import type { AclServer } from './server.js';
import { lookalike, showName } from './show.js';
import { type AclUser, entityOf, isUserRule, WORDS, wordOf } from './words.js';

/** What all lines of a configuration text share. */
export interface Setting {
  readonly server: AclServer;
  /** The directives of a name. */
  readonly named: (name: string) => readonly Directive[];
  /** Hex, of the chart's password. */
  readonly defaultPasswordSha256: string | undefined;
}

const EMPTY = sha256OfBytes('');

/** Who gets in that should not, and who does not that should, once Redis has taken a user's line. */
export function loginProblems(user: AclUser, name: Token, rules: readonly Token[], setting: Setting): Problem[] {
  const { enabled, nopass, passwords } = user;
  if (!enabled || (!nopass && passwords.length === 0)) return [disabledProblem(user, name, rules)];
  const problems = name.value === 'default' ? defaultUserProblems(user, name, rules, setting) : [];
  if (nopass) {
    const drops = lastRule(rules, /^[>#]/) && 'drops';
    const id = name.value === 'default' ? 'nopass-of-default' : 'nopass';
    problems.unshift(problem(id, lastRule(rules, /^nopass$/), { drops }));
  } else if (passwords.includes(EMPTY)) {
    problems.unshift(problem('empty-password', lastRule(rules, EMPTY_PASSWORD), {}));
  }
  return problems;
}

const EMPTY_PASSWORD = new RegExp(`^(>|#${EMPTY})$`);

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
  const id = name.value === 'default' ? 'disabled-default' : 'disabled';
  return problem(id, by ?? copied ?? name, { cause, missing: missingName(name) });
}

/** `user on >secret`: the first rule was taken for the name; and a name that swallowed the rules after it. */
function missingName({ value }: Token): string | undefined {
  const odd = lookalike(value);
  if (odd !== undefined) return `the name holds ${odd}, which Redis takes for a letter`;
  const isRule = isUserRule(value) || WORDS.has(value.toLowerCase()) || /^[+~&%(]/.test(value);
  return isRule ? `is the name missing? ${showName(value)} is in its place` : undefined;
}

/** What the chart runs as `default`: the probes `ping`, the readiness check and the cluster's creation `cluster info`. */
const PROBE_COMMANDS = ['ping', 'cluster|info'];
/** What a replica runs as `default` unless `masteruser` names another user. Source: the ACL page of Redis' documentation. */
const REPLICA_COMMANDS = ['psync', 'replconf'];

function defaultUserProblems(user: AclUser, name: Token, rules: readonly Token[], setting: Setting): Problem[] {
  const { server, named, defaultPasswordSha256: expected } = setting;
  const isOther = expected && !user.nopass && !user.passwords.includes(expected);
  const needed = named('masteruser').length > 0 ? PROBE_COMMANDS : [...PROBE_COMMANDS, ...REPLICA_COMMANDS];
  const missing = needed.filter((command) => !mayRun([user, ...user.selectors], command, server));
  const commands = missing.map((command) => `\`${command.replace('|', ' ')}\``).join(', ');
  return [
    ...(isOther ? [problem('other-password', lastRule(rules, /^[>#]/), {})] : []),
    ...(missing.length > 0 ? [problem('missing-commands', name, { commands })] : []),
  ];
}
