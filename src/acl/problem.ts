import { filled, type Placeholders, type Value } from '../base/text.js';
import { aclTexts } from '../generated/templates.js';
import type { Token } from '../redis-config/config-text.js';
import { newestKnown } from './knowledge.js';
import type { PlacedFault } from './rules.js';
import { type AclServer, featureSince, serverName } from './server.js';
import { lookalike, showRule } from './show.js';

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

type Place = { readonly start: number; readonly end: number } | undefined;

/** A finding with its text of templates/acl.yaml. */
export function problem<Id extends keyof Problems>(
  id: Id,
  at: Place,
  values: Readonly<Record<Placeholders<Problems[Id]['message']>, Value>>,
  certainty?: Problem['stops'],
): Problem {
  const text: { rule: AclRuleId; message: string; stops?: 'yes' } = aclTexts.problems[id];
  const stops = certainty ?? text.stops ?? 'no';
  return { rule: text.rule, message: filled<string>(text.message, values), stops, ...columns(at) };
}

function columns(at: Place) {
  return { startColumn: at?.start ?? 0, endColumn: at?.end ?? 0 };
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
  const last = before.findLastIndex(({ value }) => /^[><]/.test(value));
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
