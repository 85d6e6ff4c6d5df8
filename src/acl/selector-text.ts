import { fromBytes, splitArgs, type Token, toBytes } from '../redis-config/tokens.js';
import { type AclServer, hasFeature } from './server.js';

/** A rule as a byte string and its place in the line. */
export interface PlacedRule {
  readonly op: string;
  readonly start: number;
  readonly end: number;
}

/** One rule of a user: an argument, or the arguments of a `( )` put together. */
export interface AclRule extends PlacedRule {
  readonly isSelector: boolean;
  readonly tokens: readonly Token[];
}

/**
 * Puts the arguments of each `( … )` together, as `ACLMergeSelectorArguments` does; before Redis 7 there is nothing to
 * put together. `unclosed` is the argument of a `(` that has no `)`, at which Redis stops.
 */
export function mergeSelectors(
  tokens: readonly Token[],
  server: AclServer,
): { rules: AclRule[]; unclosed: PlacedRule | undefined } {
  const rules: AclRule[] = [];
  const merges = hasFeature(server, 'selectors');
  const reopens = !hasFeature(server, 'selectorsInOne');
  let open: Token[] = [];
  for (const token of tokens) {
    const opens = merges && token.value.startsWith('(') && !token.value.endsWith(')');
    if (opens && (reopens || open.length === 0)) {
      open = [token];
    } else if (open.length > 0) {
      open.push(token);
      if (!token.value.endsWith(')')) continue;
      rules.push(ruleOf(open, true));
      open = [];
    } else {
      rules.push(ruleOf([token], merges && token.value.startsWith('(')));
    }
  }
  const [first] = open;
  return { rules, unclosed: first && { op: first.value, start: first.start, end: first.end } };
}

function ruleOf(tokens: readonly Token[], isSelector: boolean): AclRule {
  const op = tokens.map((token) => token.value).join(' ');
  return { op, tokens, isSelector, start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}

/**
 * The rules within a `( … )`, split as Redis splits them: once more like a line of their own. Quotes that do not match
 * make Redis take the selector for an empty one.
 */
export function selectorRules(rule: AclRule): PlacedRule[] {
  const text = fromBytes(rule.op.slice(1, -1));
  const { tokens, fault } = splitArgs(text);
  if (fault) return [];
  // The opening parenthesis is one byte.
  const offset = (column: number): number => toBytes(text.slice(0, column)).length + 1;
  return tokens.map((inner) => ({ op: inner.value, ...place(rule.tokens, offset(inner.start), offset(inner.end)) }));
}

/** Where bytes `from` to `to` of the put-together rule stand in the line. */
function place(tokens: readonly Token[], from: number, to: number): { start: number; end: number } {
  let before = 0;
  for (const token of tokens) {
    const after = before + token.value.length;
    if (from < after) {
      const exact = token.end - token.start === token.value.length && to <= after;
      if (!exact) return { start: token.start, end: token.end };
      return { start: token.start + from - before, end: token.start + to - before };
    }
    before = after + 1;
  }
  return { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}
