import type { Token } from '../redis-config/tokens.js';
import type { PlacedRule } from './faults.js';
import type { Draft } from './problem.js';
import { mayRun, sha256OfBytes } from './rules.js';
import type { AclServer } from './server.js';
import { lookalike, showName } from './show.js';
import { type AclUser, entityOf, isUserRule, WORDS, wordOf } from './words.js';

/** A user's line after Redis has taken it. */
interface LoadedUser {
  readonly name: Token;
  readonly rules: readonly Token[];
  readonly user: AclUser;
  /** Which rule set each property last. */
  readonly setBy: ReadonlyMap<string, PlacedRule>;
  readonly server: AclServer;
  /** Replicas log in as a user of their own (`masteruser`). */
  readonly ownReplicationUser: boolean;
  readonly defaultPasswordSha256: string | undefined;
}

/** Who gets in that should not, and who does not that should. */
export function loginProblems(loaded: LoadedUser): Draft[] {
  const { enabled, nopass, passwords } = loaded.user;
  if (!enabled || (!nopass && passwords.length === 0)) return [disabledProblem(loaded)];
  return [...openProblems(loaded), ...(isDefault(loaded) ? defaultUserProblems(loaded) : [])];
}

function isDefault({ name }: LoadedUser): boolean {
  return name.value === 'default';
}

const EMPTY = sha256OfBytes('');

function openProblems(loaded: LoadedUser): Draft[] {
  const { user, rules, setBy } = loaded;
  if (user.nopass) {
    const drops = rules.some((rule) => /^[>#]/.test(rule.value)) ? 'drops the password and lets' : 'lets';
    const whom = isDefault(loaded)
      ? 'everybody in without a login, whatever the password of the chart is'
      : 'everybody in with any password';
    return [{ rule: 'acl-open', message: `\`nopass\` ${drops} ${whom}`, at: setBy.get('nopass') }];
  }
  if (!user.passwords.includes(EMPTY)) return [];
  const at = rules.findLast((rule) => rule.value === '>' || rule.value === `#${EMPTY}`);
  const message = 'an empty password is a right one: everybody who knows the name gets in';
  return [{ rule: 'acl-open', message, at }];
}

const PROBES_FAIL = "the chart's probes and replicas log in as `default` and fail";

/** Which rule switches a user off, or takes the last password. */
const CAUSES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  enabled: { off: '`off` switches the user off', reset: '`reset` switches the user off again' },
  passwords: { resetpass: '`resetpass` drops every password', reset: '`reset` drops every password' },
};

function disabledProblem(loaded: LoadedUser): Draft {
  const { user, name, rules, setBy } = loaded;
  const what = user.enabled ? 'passwords' : 'enabled';
  const by = setBy.get(what);
  const copied = user.enabled ? rules.findLast((rule) => entityOf(rule.value)?.meaning === '>') : undefined;
  const missing = user.enabled ? 'the line sets no password' : 'the line has no `on`';
  const cause = by ? (CAUSES[what]?.[wordOf(by.op)] ?? 'the last password is removed') : missing;
  const effect = isDefault(loaded) ? PROBES_FAIL : 'nobody can log in';
  return { rule: 'acl-disabled-user', message: `${cause}: ${effect}${missingName(name)}`, at: by ?? copied ?? name };
}

/** `user on >secret`: the first rule was taken for the name; and a name that swallowed the rules after it. */
function missingName({ value }: Token): string {
  const odd = lookalike(value);
  if (odd !== undefined) return ` (the name holds ${odd}, which Redis takes for a letter)`;
  const isRule = isUserRule(value) || WORDS.has(value.toLowerCase()) || /^[+~&%(]/.test(value);
  return isRule ? ` (is the name missing? ${showName(value)} is in its place)` : '';
}

/** What the chart runs as `default`: the probes `ping`, the readiness check and the cluster's creation `cluster info`. */
const PROBE_COMMANDS = ['ping', 'cluster|info'];
/** What a replica runs as `default` unless `masteruser` names another user. Source: the ACL page of Redis' documentation. */
const REPLICA_COMMANDS = ['psync', 'replconf'];

function defaultUserProblems({ user, rules, name, server, ...chart }: LoadedUser): Draft[] {
  const drafts: Draft[] = [];
  const expected = chart.defaultPasswordSha256;
  if (expected !== undefined && !user.nopass && !user.passwords.includes(expected)) {
    const at = rules.findLast((rule) => /^[>#]/.test(rule.value));
    drafts.push({ rule: 'acl-disabled-user', message: `its password is not the one of the chart: ${PROBES_FAIL}`, at });
  }
  const needed = chart.ownReplicationUser ? PROBE_COMMANDS : [...PROBE_COMMANDS, ...REPLICA_COMMANDS];
  const missing = needed.filter((command) => !mayRun([user, ...user.selectors], command, server));
  if (missing.length > 0) {
    const names = missing.map((command) => `\`${command.replace('|', ' ')}\``).join(', ');
    const message = `it may not run ${names}, which the chart's probes and replicas run as \`default\``;
    drafts.push({ rule: 'acl-disabled-user', message, at: name });
  }
  return drafts;
}
