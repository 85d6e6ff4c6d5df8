import type { AclFeature } from './server.js';

/** Why Redis does not take a rule. */
export type FaultKind =
  /** No rule begins like this or has this name. */
  | 'unknown-rule'
  /** A rule for the user itself (`on`, `>…`) within `( )`. */
  | 'not-in-selector'
  /** A rule of a later release. */
  | 'later-rule'
  /** `#…` or `!…` without 64 lower-case hex digits. */
  | 'bad-hash'
  /** `<…` or `!…` for a password that was not added before. */
  | 'no-such-password'
  /** `%` without R or W, or with anything else before `~`. */
  | 'bad-permission'
  /** A pattern with a space. */
  | 'space-in-pattern'
  /** A key pattern after `~*`. */
  | 'after-all-keys'
  /** A channel pattern after `&*`. */
  | 'after-all-channels'
  | 'unknown-command'
  | 'unknown-category'
  /** `+config|get|x`. */
  | 'argument-of-subcommand'
  /** `+config|`. */
  | 'empty-subcommand'
  /** Redis 6.0 only: `+config|get` after the whole command was allowed. */
  | 'already-allowed'
  /** `(` without `)`. */
  | 'unclosed-selector';

/** What is wrong with one rule. */
export interface RuleFault {
  readonly kind: FaultKind;
  /** False where the server may take the rule all the same: it is newer than our data, or not every patch refuses it. */
  readonly certain: boolean;
  /** For `later-rule`: what the rule needs. */
  readonly feature?: AclFeature;
}

export function fault(kind: FaultKind, certain = true): RuleFault {
  return { kind, certain };
}

/** A rule of a feature the server does not have. */
export function later(feature: AclFeature): RuleFault {
  return { kind: 'later-rule', certain: true, feature };
}

/** A fault and where it is in the line. */
export interface PlacedFault extends RuleFault {
  /** The rule as a byte string; may be a password, so it is shown through `showRule` only. */
  readonly op: string;
  readonly start: number;
  readonly end: number;
}

/** Redis looks names up only after it has read all lines, so these do not keep it from stopping at another fault. */
export function isLookup({ kind }: RuleFault): boolean {
  return kind === 'unknown-command' || kind === 'unknown-category';
}

/**
 * The faults worth reporting of one line: every unknown name, and the first of the others, since what follows it is
 * often the rest of the same mistake (the words of a password with spaces, of a comment).
 */
export function reportable(faults: readonly PlacedFault[]): PlacedFault[] {
  const first = faults.find((one) => one.kind === 'unclosed-selector') ?? faults.find((one) => !isLookup(one));
  return faults.filter((one) => one === first || isLookup(one));
}
