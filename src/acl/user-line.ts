import { HostportError } from '../base/errors.js';
import { quoteArg, splitArgs, type Token, toBytes } from '../redis-config/tokens.js';
import { entityOf } from './entities.js';
import { reportable } from './fault.js';
import { faultSentence } from './messages.js';
import { applyRules, sha256OfBytes, USER_WORDS } from './rules.js';
import { SELECTOR_WORDS, wordOf } from './selector.js';
import {
  type AclServer,
  hasFeature,
  parseServer,
  type ServerOptions,
  serverName,
  startsWithAllChannels,
} from './server.js';
import { showName, showRule } from './show.js';

/** The hash Redis compares a login with: that of the password's UTF-8. */
export function passwordHash(password: string): string {
  return sha256OfBytes(toBytes(password));
}

/** One configured user. */
export interface UserSettings {
  name: string;
  /** In clear text, without a line break at its end; each of several logs in. */
  password: string | readonly string[];
  /** `sha256` (the default) writes `#<hash>`, `plain` writes `>password`. */
  passwordFormat?: 'sha256' | 'plain' | undefined;
  /** What the user may do, as Redis writes it: `~* &* +@all`. */
  rules: string;
}

/**
 * Rules that allow everything: `~* &* +@all`, without `&*` before Redis 6.2, which knows no channels and does not start
 * with it (charts up to 4.1.2 carry 6.0).
 */
export function allowAllRules(options: ServerOptions = {}): string {
  return hasFeature(parseServer(options), 'channels') ? '~* &* +@all' : '~* +@all';
}

/**
 * The configuration line of a user: `user NAME on #HASH… RULES`, without a line break.
 *
 * Throws HostportError `config` for a name, password or rule that Redis would refuse or that would contradict the rest of
 * the line, and `refused` where the server knows no ACL; no message holds the password.
 */
export function formatUserLine(user: UserSettings, options: ServerOptions = {}): string {
  const server = parseServer(options);
  if (!hasFeature(server, 'acl')) {
    throw new HostportError('refused', `${serverName(server)} knows no ACL and does not start with a \`user\` line`, {
      remedy: 'Use a chart newer than 2.0.14, whose image is Redis 6 or later, or turn the overlay acl-user off.',
    });
  }
  checkName(user.name);
  const where = () => `user ${showName(toBytes(user.name))}`;
  const passwords = [...new Set([user.password].flat())];
  if (passwords.length === 0) {
    throw new HostportError('config', `${where()} has no password: the list is empty`, { remedy: PASSWORD_REMEDY });
  }
  for (const password of passwords) checkPassword(password, where);
  const logins = passwords.map((password) =>
    user.passwordFormat === 'plain' ? `>${password}` : `#${passwordHash(password)}`,
  );
  return ['user', quoteArg(user.name), 'on', ...logins.map(quoteArg), ...permissions(user.rules, where, server)].join(
    ' ',
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
/** What decoding bytes that are no UTF-8 leaves behind, and half surrogate pairs. */
const UNDECODABLE = /[\ufffd\ud800-\udfff]/u;

const NAME_REMEDY = 'Set `name` under overlays.acl-user.users to the name the application logs in with.';

/** Which names are refused: the first row whose test holds gives the reason. Redis itself refuses only blanks and NUL. */
const BAD_NAMES: readonly { test: (name: string) => boolean; reason: string; remedy?: string }[] = [
  { test: (name) => name === '', reason: 'is empty' },
  { test: (name) => CONTROL.test(name), reason: 'holds a line break or a control character' },
  { test: (name) => /\s/.test(name), reason: 'holds a blank, which Redis refuses' },
  { test: (name) => /["']/.test(name), reason: 'holds a quote' },
  { test: (name) => UNDECODABLE.test(name), reason: 'is no valid UTF-8' },
  { test: readsLikeRule, reason: 'reads like an ACL rule' },
  {
    test: (name) => name === 'default',
    reason: 'is the one the chart uses for its probes and replicas, with the password of the chart',
    remedy:
      'Change the password of `default` with the value `password` of the chart, and give the application another user.',
  },
];

function readsLikeRule(name: string): boolean {
  const word = name.toLowerCase();
  return /^[><#!+\-~&%(]/.test(name) || USER_WORDS.has(word) || SELECTOR_WORDS.has(word);
}

function checkName(name: string): void {
  const bad = BAD_NAMES.find((row) => row.test(name));
  if (!bad) return;
  const shown = name === '' ? '' : ` ${showName(toBytes(name))}`;
  throw new HostportError('config', `the ACL user name${shown} ${bad.reason}`, { remedy: bad.remedy ?? NAME_REMEDY });
}

const PASSWORD_REMEDY = 'Set `password` to { env: NAME } or { file: PATH }, or to a list of them.';

const BAD_PASSWORDS: readonly { test: RegExp; reason: string; remedy: string }[] = [
  {
    test: /^$/,
    reason: 'is empty, so anybody could log in',
    remedy: 'Check that the environment variable or file of the password is filled.',
  },
  {
    test: /\0/,
    reason: 'holds a NUL character',
    remedy: 'Save the password file as UTF-8; UTF-16 has a NUL beside each letter.',
  },
  {
    test: /[\r\n]/,
    reason: 'holds a line break',
    remedy: 'Write the password on one line; only a line break at the very end of a password file is dropped.',
  },
  { test: /^\ufeff/, reason: 'begins with a byte order mark', remedy: 'Save the password file as UTF-8 without BOM.' },
  {
    test: UNDECODABLE,
    reason: 'is no valid UTF-8, so its hash would be that of another password',
    remedy: 'Save the password file as UTF-8, or use a password of ASCII characters.',
  },
];

function checkPassword(password: string, where: () => string): void {
  const bad = BAD_PASSWORDS.find((row) => row.test.test(password));
  if (bad) throw new HostportError('config', `the password of ${where()} ${bad.reason}`, { remedy: bad.remedy });
}

/** Why a rule cannot stand beside the configured password. */
const CONTRADICTIONS: ReadonlyMap<string, string> = new Map([
  ['off', 'would switch the user off'],
  ['reset', 'would drop the password and switch the user off'],
  ['resetpass', 'would drop the password'],
  ['nopass', 'would let everybody in without the password'],
]);

const RULES_REMEDY =
  'Set `rules` of this user to what it may do, on one line, for example "~app:* &* +@all -@dangerous".';

/** The rules as they are written into the line; `on` is left out, since the line has it already. */
function permissions(rules: string, where: () => string, server: AclServer): string[] {
  const refuse = (reason: string): never => {
    throw new HostportError('config', `rules of ${where()}: ${reason}`, { remedy: RULES_REMEDY });
  };
  if (CONTROL.test(rules)) refuse('they hold a line break or a control character');
  const { tokens, fault } = splitArgs(rules);
  if (fault) refuse('the quotes do not match');
  const kept = tokens.filter((token) => wordOf(token.value) !== 'on');
  if (kept.length === 0) refuse('there are none, so the user could log in and do nothing');
  const reason = kept.map(contradiction).find((one) => one !== undefined) ?? firstFault(kept, server);
  if (reason !== undefined) refuse(reason);
  return kept.map((token) => rules.slice(token.start, token.end));
}

function contradiction({ value }: Token): string | undefined {
  const effect = CONTRADICTIONS.get(wordOf(value));
  if (effect !== undefined) return `${showRule(value, false).text} ${effect}`;
  const copied = entityOf(value);
  if (copied) return `\`${copied.entity}\` is HTML for \`${copied.meaning}\``;
  const kind = value.charAt(0);
  if ('><!'.includes(kind) && kind !== '') return `\`${kind}…\` is a password, which is configured as \`password\``;
  const isHash = /^#[0-9a-f]{64}$/.test(value);
  return isHash ? '`#…` is a password hash, and the password is configured as `password`' : undefined;
}

function firstFault(tokens: readonly Token[], server: AclServer): string | undefined {
  const { faults } = applyRules(tokens, { server, allChannels: startsWithAllChannels(server) });
  const found = reportable(faults.filter((one) => one.certain))[0];
  return found && faultSentence(found, false, server);
}
