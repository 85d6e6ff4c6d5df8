import { filled } from '../base/words.js';
import { aclTexts } from '../generated/templates.js';
import type { Token } from '../redis-config/tokens.js';
import { newestKnown } from './knowledge.js';
import { type AclFeature, type AclServer, featureSince, serverName } from './server.js';
import { lookalike, showRule } from './show.js';

/** Why Redis does not take a rule. */
type FaultKind = keyof typeof aclTexts.faults;

/** What is wrong with one rule. */
export interface RuleFault {
  readonly kind: FaultKind;
  /** False where the server may take the rule all the same: it is newer than our data, or not every patch refuses it. */
  readonly certain: boolean;
  /** What the server would need for the rule. */
  readonly feature?: AclFeature;
}

export function fault(kind: FaultKind, certain = true): RuleFault {
  return { kind, certain };
}

/** A rule of a feature the server does not have. */
export function later(feature: AclFeature): RuleFault {
  return { kind: 'later-rule', certain: true, feature };
}

/** A rule and where it is in the line. */
export interface PlacedRule {
  /** As a byte string; may be a password, so it is shown through `showRule` only. */
  readonly op: string;
  readonly start: number;
  readonly end: number;
}

export type PlacedFault = RuleFault & PlacedRule;

/** Redis looks names up only after it has read all lines, so these do not keep it from stopping at another fault. */
export function isLookup({ kind }: RuleFault): boolean {
  return kind === 'unknown-command' || kind === 'unknown-category' || kind === 'single-subcommand';
}

/**
 * The faults worth reporting of one line: every unknown name, and the first of the others, since what follows it is
 * often the rest of the same mistake (the words of a password with spaces, of a comment).
 */
export function reportable(faults: readonly PlacedFault[]): PlacedFault[] {
  const first = faults.find((one) => one.kind === 'unclosed-selector') ?? faults.find((one) => !isLookup(one));
  return faults.filter((one) => one === first || isLookup(one));
}

/**
 * One clause about a fault, without the user's name.
 *
 * @param followsPassword the rule comes right after a password, perhaps as a part of it
 */
export function faultSentence(found: PlacedFault, followsPassword: boolean, server: AclServer): string {
  const { text, meant } = showRule(found.op, followsPassword);
  const isCut = text?.endsWith('…`') === true;
  const odd = lookalike(found.op);
  let { kind } = found;
  if (kind === 'unknown-rule') {
    if (odd !== undefined) kind = 'lookalike';
    else if (meant === undefined && followsPassword) kind = 'rest-of-password';
    else if (text === undefined) kind = 'password-without-sign';
  }
  const isQuoteMissing = kind === 'rest-of-password' || (isCut && meant === undefined);
  return filled<string>(aclTexts.faults[kind], {
    rule: isCut && followsPassword ? `${text} after the password` : (text ?? 'this word'),
    meant,
    odd,
    server: serverName(server),
    feature: featureSince(found.feature ?? 'acl'),
    where: found.certain ? `of ${serverName(server)}` : `up to ${newestKnown(server)}, the newest one this check knows`,
    quote: isQuoteMissing ? aclTexts['quote-password'] : undefined,
  });
}

/**
 * The columns at which a rule may be the rest of a password with a space in it: those right after a password, and
 * those after them as long as they are not good rules.
 */
export function columnsAfterPassword(tokens: readonly Token[], faults: readonly PlacedFault[]): Set<number> {
  const columns = new Set<number>();
  let open = false;
  for (const token of tokens) {
    if (open) columns.add(token.start);
    const isPassword = /^[><]/.test(token.value);
    const isFaulty = faults.some((one) => one.start >= token.start && one.start < token.end);
    open = isPassword || (open && isFaulty);
  }
  return columns;
}
