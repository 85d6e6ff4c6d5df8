import type { Token } from '../redis-config/tokens.js';
import { entityOf } from './entities.js';
import type { Draft } from './problem.js';
import { type AclUserState, isUserRule, sha256OfBytes } from './rules.js';
import { mayRun, SELECTOR_WORDS, wordOf } from './selector.js';
import type { AclServer } from './server.js';
import { lookalike, showName } from './show.js';

/** A user's line after Redis has taken it. */
interface LoadedUser {
  readonly name: Token;
  readonly rules: readonly Token[];
  readonly state: AclUserState;
  readonly server: AclServer;
  /** Replicas log in as a user of their own (`masteruser`). */
  readonly ownReplicationUser: boolean;
  readonly defaultPasswordSha256: string | undefined;
}

/** Who gets in that should not, and who does not that should. */
export function loginProblems(user: LoadedUser): Draft[] {
  const { enabled, nopass, passwords } = user.state;
  if (!enabled || (!nopass && passwords.length === 0)) return disabledProblems(user);
  return [...openProblems(user), ...(isDefault(user) ? defaultUserProblems(user) : [])];
}

function isDefault({ name }: LoadedUser): boolean {
  return name.value === 'default';
}

function openProblems(user: LoadedUser): Draft[] {
  const { nopass, passwords } = user.state;
  if (nopass) {
    const drops = user.rules.some((rule) => /^[>#]/.test(rule.value)) ? 'drops the password and lets' : 'lets';
    const whom = isDefault(user)
      ? 'everybody in without a login, whatever the password of the chart is'
      : 'everybody in with any password';
    return [{ rule: 'acl-open', message: `\`nopass\` ${drops} ${whom}`, at: lastRule(user, ['nopass']) }];
  }
  const emptyPassword = sha256OfBytes('');
  if (!passwords.includes(emptyPassword)) return [];
  const at = user.rules.findLast((rule) => rule.value === '>' || rule.value === `#${emptyPassword}`);
  const message = 'an empty password is a right one: everybody who knows the name gets in';
  return [{ rule: 'acl-open', message, at }];
}

const NOBODY = 'nobody can log in';
const PROBES_FAIL = "the chart's probes and replicas log in as `default` and fail";

function disabledProblems(user: LoadedUser): Draft[] {
  const cause = user.state.enabled ? noPassword(user) : switchedOff(user);
  const message = `${cause.message}: ${isDefault(user) ? PROBES_FAIL : NOBODY}${missingName(user)}`;
  return [{ rule: 'acl-disabled-user', message, at: cause.at }];
}

interface Cause {
  readonly message: string;
  readonly at: Token;
}

function switchedOff(user: LoadedUser): Cause {
  const at = lastRule(user, ['off', 'reset']);
  if (!at) return { message: 'the line has no `on`', at: user.name };
  return {
    message: wordOf(at.value) === 'off' ? '`off` switches the user off' : '`reset` switches the user off again',
    at,
  };
}

function noPassword(user: LoadedUser): Cause {
  const reset = lastRule(user, ['resetpass', 'reset']);
  const removed = user.rules.findLast((rule) => /^[<!]/.test(rule.value));
  const at = removed && (!reset || removed.start > reset.start) ? removed : reset;
  if (!at) {
    const copied = user.rules.findLast((rule) => entityOf(rule.value)?.meaning === '>');
    return { message: 'the line sets no password', at: copied ?? user.name };
  }
  return {
    message: at === reset ? `\`${wordOf(at.value)}\` drops every password` : 'the last password is removed',
    at,
  };
}

/** `user on >secret`: the first rule was taken for the name; and a name that swallowed the rules after it. */
function missingName({ name }: LoadedUser): string {
  const odd = lookalike(name.value);
  if (odd !== undefined) return ` (the name holds ${odd}, which Redis takes for a letter)`;
  const isRule = isUserRule(name.value) || SELECTOR_WORDS.has(name.value.toLowerCase()) || /^[+~&%(]/.test(name.value);
  return isRule ? ` (is the name missing? ${showName(name.value)} is in its place)` : '';
}

/** What the chart runs as `default`: the probes `ping`, the readiness check and the cluster's creation `cluster info`. */
const PROBE_COMMANDS = ['ping', 'cluster|info'];
/** What a replica runs as `default` unless `masteruser` names another user. Source: the ACL page of Redis' documentation. */
const REPLICA_COMMANDS = ['psync', 'replconf'];

function defaultUserProblems(user: LoadedUser): Draft[] {
  const { state, server } = user;
  const drafts: Draft[] = [];
  const expected = user.defaultPasswordSha256;
  if (expected !== undefined && !state.nopass && !state.passwords.includes(expected)) {
    const at = user.rules.findLast((rule) => /^[>#]/.test(rule.value));
    drafts.push({ rule: 'acl-disabled-user', message: `its password is not the one of the chart: ${PROBES_FAIL}`, at });
  }
  const needed = user.ownReplicationUser ? PROBE_COMMANDS : [...PROBE_COMMANDS, ...REPLICA_COMMANDS];
  const missing = needed.filter((command) => !mayRun([state.root, ...state.selectors], command, server));
  if (missing.length > 0) {
    const names = missing.map((command) => `\`${command.replace('|', ' ')}\``).join(', ');
    const message = `it may not run ${names}, which the chart's probes and replicas run as \`default\``;
    drafts.push({ rule: 'acl-disabled-user', message, at: user.name });
  }
  return drafts;
}

function lastRule(user: LoadedUser, words: readonly string[]): Token | undefined {
  return user.rules.findLast((rule) => words.includes(wordOf(rule.value)));
}
