import { aclTexts } from '../generated/templates.js';
import type { Token } from '../redis-config/tokens.js';
import type { PlacedRule } from './faults.js';
import { type Draft, draft } from './problem.js';
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
    const drops = rules.some((rule) => /^[>#]/.test(rule.value)) ? 'drops' : undefined;
    return [draft(isDefault(loaded) ? 'nopass-of-default' : 'nopass', setBy.get('nopass'), { drops })];
  }
  const empty = rules.findLast((rule) => rule.value === '>' || rule.value === `#${EMPTY}`);
  return user.passwords.includes(EMPTY) ? [draft('empty-password', empty, {})] : [];
}

function disabledProblem(loaded: LoadedUser): Draft {
  const { user, name, rules, setBy } = loaded;
  const what = user.enabled ? 'passwords' : 'enabled';
  const by = setBy.get(what);
  const causes: Readonly<Record<string, string>> = aclTexts.causes[what];
  const cause = causes[by ? wordOf(by.op) : 'none'] ?? aclTexts.causes.passwords.removed;
  const copied = user.enabled ? rules.findLast((rule) => entityOf(rule.value)?.meaning === '>') : undefined;
  const id = isDefault(loaded) ? 'disabled-default' : 'disabled';
  return draft(id, by ?? copied ?? name, { cause, missing: missingName(name) });
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

function defaultUserProblems({ user, rules, name, server, ...chart }: LoadedUser): Draft[] {
  const expected = chart.defaultPasswordSha256 ?? '';
  const isOther = expected !== '' && !user.nopass && !user.passwords.includes(expected);
  const password = rules.findLast((rule) => /^[>#]/.test(rule.value));
  const needed = chart.ownReplicationUser ? PROBE_COMMANDS : [...PROBE_COMMANDS, ...REPLICA_COMMANDS];
  const missing = needed.filter((command) => !mayRun([user, ...user.selectors], command, server));
  const commands = missing.map((command) => `\`${command.replace('|', ' ')}\``).join(', ');
  return [
    ...(isOther ? [draft('other-password', password, {})] : []),
    ...(missing.length > 0 ? [draft('missing-commands', name, { commands })] : []),
  ];
}
