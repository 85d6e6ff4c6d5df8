import { failure } from '../base/errors.js';
import { sha256Hex } from '../base/util.js';
import { aclTexts } from '../generated/templates.js';
import { isEqual } from '../json/values.js';
import { directivesIn, quoteArg, type Split, splitArgs, type Token, toBytes } from '../redis-config/config-text.js';
import { applyRules } from './rules.js';
import { type AclServer, hasFeature, parseServer, serverName } from './server.js';
import { faultProblems, showName, showRule } from './show.js';
import { entityOf, WORDS, wordOf } from './words.js';

const { refused } = aclTexts;
const ANY = parseServer({});

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
export function allowAllRules(server = ANY): string {
  return hasFeature(server, 'channels') ? '~* &* +@all' : '~* +@all';
}

/**
 * The configuration line of a user: `user NAME on #HASH… RULES`, without a line break.
 *
 * Throws HostportError `config` for a name, password or rule that Redis would refuse or that would contradict the rest of
 * the line, and `refused` where the server knows no ACL; no message holds the password.
 */
export function formatUserLine(user: UserSettings, server = ANY): string {
  if (!hasFeature(server, 'acl')) throw failure('no-acl', { server: serverName(server) });
  checkName(user.name);
  const shown = `user ${showName(toBytes(user.name))}`;
  const passwords = [...new Set([user.password].flat())];
  if (passwords.length === 0) throw failure('no-password', { user: shown });
  const logins = passwords.map((password) => {
    const bad = reasonAgainst(refused.passwords, password);
    if (bad) throw failure('bad-password', { user: shown, reason: bad.reason, hint: bad.remedy });
    return user.passwordFormat === 'plain' ? `>${password}` : `#${sha256Hex(password)}`;
  });
  const rules = permissions(user.rules, shown, server);
  return ['user', quoteArg(user.name), 'on', ...logins.map(quoteArg), ...rules].join(' ');
}

/** The first of the reasons against a text whose expression fits. */
function reasonAgainst<Reason extends { test: string }>(reasons: readonly Reason[], text: string): Reason | undefined {
  return reasons.find(({ test }) => new RegExp(test, 'u').test(text));
}

/** Redis itself refuses only spaces and NUL in a name. */
function checkName(name: string): void {
  const bad = WORDS.has(name.toLowerCase()) ? refused.names.at(-1) : reasonAgainst(refused.names, name);
  if (!bad) return;
  const shown = name === '' ? '' : ` ${showName(toBytes(name))}`;
  throw failure('bad-user-name', { name: shown, reason: bad.reason, hint: bad.remedy });
}

/** The rules as they are written into the line; `on` is left out, since the line has it already. */
function permissions(rules: string, user: string, server: AclServer): string[] {
  const { tokens, fault } = splitArgs(rules);
  const kept = tokens.filter((token) => wordOf(token.value) !== 'on');
  const reason = fault ? 'the quotes do not match' : whyNot(rules, kept, server);
  if (reason !== undefined) throw failure('bad-rules', { user, reason });
  return kept.map((token) => rules.slice(token.start, token.end));
}

function whyNot(text: string, tokens: readonly Token[], server: AclServer): string | undefined {
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) return 'they hold a line break or a control character';
  if (tokens.length === 0) return 'there are none, so the user could log in and do nothing';
  for (const { value } of tokens) {
    const copied = entityOf(value);
    if (copied) return `\`${copied.entity}\` is HTML for \`${copied.meaning}\``;
    const against = reasonAgainst(refused.rules, wordOf(value));
    if (against) return `${showRule(value, false).text} ${against.reason}`;
  }
  const { faults } = applyRules(tokens, server);
  const certain = faults.filter(({ uncertain }) => !uncertain);
  return faultProblems(certain, [], server)[0]?.message;
}

/**
 * Puts lines made by `formatUserLine` into a Redis configuration text.
 *
 * A line for the same user is replaced where it is, with its indentation and line break; further lines for that user
 * are taken out, since Redis 7 does not start with two. A new line comes at the end, on a line of its own: the chart's
 * text ends in a comment without a line break. A line that already reads the same to Redis keeps its bytes, and so does
 * all other text, so a second call changes nothing.
 *
 * Throws HostportError `refused` where the text sets `aclfile`, and `config` for two lines of the same user.
 */
export function setUserLines(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  // As Redis compares names, byte for byte.
  const users = lines.map((line) => splitArgs(line).tokens[1]?.value ?? '');
  const twice = users.find((user, index) => users.indexOf(user) < index);
  if (twice !== undefined) throw failure('two-users', { name: showName(twice) });
  const directives = directivesIn(text);
  const aclfile = directives.findLast((one) => one.name === 'aclfile');
  if (aclfile && aclfile.value !== '') throw failure('aclfile-directive', { line: aclfile.lineIndex + 1 });

  const left = new Set(users);
  const texts: (string | undefined)[] = text.split('\n');
  for (const { name, value: user = '', lineIndex, args } of directives) {
    const line = name === 'user' ? lines[users.indexOf(user)] : undefined;
    if (line === undefined) continue;
    texts[lineIndex] = left.delete(user) ? replaced(texts[lineIndex] ?? '', args, line) : undefined;
  }
  const added = lines.filter((_, index) => left.has(users[index] ?? ''));
  return append(texts.filter((one) => one !== undefined).join('\n'), added);
}

/** @param args what Redis splits the old line into */
function replaced(old: string, args: Split, line: string): string {
  const valuesIn = ({ tokens }: Split): string[] => tokens.map(({ value }) => value);
  if (!args.fault && isEqual(valuesIn(args), valuesIn(splitArgs(line)))) return old;
  const indentation = /^\s*/.exec(old)?.[0] ?? '';
  return indentation + line + (old.endsWith('\r') ? '\r' : '');
}

function append(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const lineBreak = /\r\n[^\n]*$/.test(text) ? '\r\n' : '\n';
  const added = lines.join(lineBreak);
  if (text === '') return added;
  return text.endsWith('\n') ? text + added + lineBreak : text + lineBreak + added;
}
