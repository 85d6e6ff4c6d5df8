import { filled, nearestOf, type Placeholders, type Value } from '../base/text.js';
import { aclTexts } from '../generated/templates.js';
import { type Columns, fromBytes, type Token, toBytes } from '../redis-config/config-text.js';
import type { PlacedFault } from './rules.js';
import { type AclServer, allCategories, allCommands, featureSince, newestKnown, serverName } from './server.js';
import { entityOf, WORDS } from './words.js';

type Problems = typeof aclTexts.problems;

/** The lint rules about the configuration text. */
type AclRuleId = Problems[keyof Problems]['rule'];

/** One finding in a line of a configuration text. Never holds a password or a hash. */
export interface Problem {
  readonly rule: AclRuleId;
  /** One clause or two, without a full stop. */
  readonly message: string;
  /** Column of the bad argument in the line, from 0, in UTF-16 units. */
  readonly startColumn: number;
  /** Column after it. */
  readonly endColumn: number;
  /**
   * Whether Redis refuses to start because of this. `maybe`: it does if it does not know the name used, and it is newer
   * than what this check knows (or loads modules, or its tag does not say how old it is).
   */
  readonly stops: 'yes' | 'maybe' | 'no';
}

/** A finding with its text of templates/acl.yaml. */
export function problem<Id extends keyof Problems>(
  id: Id,
  at: Columns | undefined,
  values: Readonly<Record<Placeholders<Problems[Id]['message']>, Value>>,
  certainty?: Problem['stops'],
): Problem {
  const text: { rule: AclRuleId; message: string; stops?: 'yes' } = aclTexts.problems[id];
  const stops = certainty ?? text.stops ?? 'no';
  return { rule: text.rule, message: filled<string>(text.message, values), stops, ...columns(at) };
}

function columns({ start, end }: Columns = { start: 0, end: 0 }) {
  return { startColumn: start, endColumn: end };
}

/** Redis looks names up only after it has read all lines, so these do not keep it from stopping at another fault. */
export function isLookup({ fault }: PlacedFault): boolean {
  return fault === 'unknown-command' || fault === 'unknown-category' || fault === 'single-subcommand';
}

/**
 * The faults worth reporting of one line: every unknown name, and the first of the others, since what follows it is
 * often the rest of the same mistake (the words of a password with spaces, of a comment).
 *
 * @param tokens of the whole line: a password may also have been taken for the name
 */
export function faultProblems(faults: readonly PlacedFault[], tokens: readonly Token[], server: AclServer): Problem[] {
  const first = faults.find(({ kind }) => kind === 'unclosed') ?? faults.find((one) => !isLookup(one));
  const reported = faults.filter((one) => one === first || isLookup(one));
  return reported.map((found) => {
    const message = faultSentence(found, followsPassword(found, tokens, faults), server);
    return { rule: 'acl-syntax', message, stops: found.uncertain ? 'maybe' : 'yes', ...columns(found) };
  });
}

/**
 * Whether a rule may be the rest of a password with a space in it: it comes right after a password, or after words
 * after one that are no good rules.
 */
function followsPassword({ start }: PlacedFault, tokens: readonly Token[], faults: readonly PlacedFault[]): boolean {
  if (!tokens.some((token) => token.start === start)) return false;
  const before = tokens.filter((token) => token.start < start);
  const last = before.findLastIndex(({ value }) => /^(?:[><]|&[gl]t;)/i.test(value));
  const isFaulty = (token: Token): boolean => faults.some((one) => one.start >= token.start && one.start < token.end);
  return last !== -1 && before.slice(last + 1).every(isFaulty);
}

/** One clause about a fault, without the user's name. */
function faultSentence(found: PlacedFault, afterPassword: boolean, server: AclServer): string {
  const { text, meant } = showRule(found.op, afterPassword);
  const isCut = text?.endsWith('…`') === true;
  const odd = lookalike(found.op);
  let kind = found.fault;
  if (kind === 'unknown-rule') {
    if (odd !== undefined) kind = 'lookalike';
    else if (meant === undefined && afterPassword) kind = 'rest-of-password';
    else if (text === undefined) kind = 'password-without-sign';
  }
  const isQuoteMissing = kind === 'rest-of-password' || (isCut && meant === undefined);
  const newest = `up to ${newestKnown(server)}, the newest one this check knows`;
  return filled<string>(aclTexts.faults[kind], {
    rule: isCut && afterPassword ? `${text} after the password` : (text ?? 'this word'),
    meant,
    odd,
    server: serverName(server),
    feature: featureSince(found.feature ?? 'acl'),
    where: found.uncertain ? newest : `of ${serverName(server)}`,
    quote: isQuoteMissing ? aclTexts['quote-password'] : undefined,
  });
}

/**
 * A rule as a message may show it. What could be a password or part of one is never shown: passwords and hashes
 * become `>…` and `#…`; a word that is not a rule may be a password without its `>`, so it is shown only when it is plainly
 * a misspelt rule; what follows a clear-text password may be the rest of one with a space in it, so of that only a known
 * word or the first sign is shown and no guess is made, however near it is to a rule.
 *
 * @returns `text` in back quotes, undefined where it must not be shown; `meant`, what it was probably meant to be
 */
export function showRule(
  op: string,
  followsPassword: boolean,
): { text: string | undefined; meant?: string | undefined } {
  const kind = op.charAt(0);
  const sign = `\`${kind}…\``;
  if (/^[><#!]/.test(op)) return { text: sign };
  const { entity } = entityOf(op) ?? {};
  if (entity !== undefined) return { text: `\`${entity}…\`` };
  const word = op.toLowerCase();
  if (WORDS.has(word)) return { text: quoted(op) };
  if (followsPassword) return { text: '+-~&%('.includes(kind) ? sign : undefined };
  const meant = meantRule(word);
  const hasShape = /^[+-]@?[\w.|:-]*$/.test(op) || /^[~&%]/.test(op) || /^[()]+$/.test(op);
  if (meant !== undefined || hasShape) return { text: quoted(op), meant };
  return { text: kind === '(' ? sign : undefined };
}

/** The rule a misspelt one is nearest to, if one is near. */
function meantRule(word: string): string | undefined {
  const [, prefix = '', name = ''] = /^([+-]@?)(.+)$/.exec(word) ?? [];
  const names = prefix.endsWith('@') ? allCategories() : allCommands();
  const meant = prefix ? nearest(name, names) : nearest(word, WORDS.keys());
  return meant === undefined ? undefined : prefix + meant;
}

/** Two edits turn most short words into another one. */
function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const others = [...candidates].filter((candidate) => candidate !== word);
  return nearestOf(word, others, word.length > 6 ? 2 : 1);
}

/** Characters that look like a space or a quote on a web page and are neither to Redis. */
const SPACE = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/;
const QUOTE = /[\u2018-\u201f]/;

/** Names the lookalike in a rule or name with its code, if there is one: `a space that is not an ordinary one (U+00A0)`. */
export function lookalike(bytes: string): string | undefined {
  const text = fromBytes(bytes);
  const found = SPACE.exec(text) ?? QUOTE.exec(text);
  if (!found) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `${SPACE.test(found[0]) ? 'a space that is not an ordinary one' : 'a typographic quote'} (U+${code})`;
}

/** A user's name in back quotes, up to a space: what follows one was not meant as a part of the name. */
export function showName(name: string): string {
  return quoted(toBytes(fromBytes(name).replace(/\s.*$/s, '…')));
}

/**
 * A word that is not a directive, with the directive that it was probably meant to be, or the character that makes it another
 * word. Only a misspelt directive is shown: a word at the start of a line may be the rest of a password.
 */
export function showDirective(bytes: string, known: ReadonlySet<string>) {
  const odd = lookalike(bytes);
  const name = fromBytes(bytes).toLowerCase();
  const meant = odd === undefined ? nearest(name, known) : name.split(SPACE).find((word) => known.has(word));
  return { odd, meant, text: odd === undefined && meant !== undefined ? quoted(bytes) : 'the first word' };
}

const MAX_SHOWN = 60;

/** Shown up to the first character that begins a password rule: wrong quotes or spaces may have glued one on. */
function quoted(bytes: string): string {
  const text = fromBytes(bytes)
    .replace(/([><#!]|[gl]t;).+$/is, '$1…')
    // Control and format characters must not reach a terminal.
    .replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return `\`${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}\``;
}
