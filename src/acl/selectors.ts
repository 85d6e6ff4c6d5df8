import { fromBytes, splitArgs, type Token, toBytes } from '../redis-config/tokens.js';
import type { PlacedRule } from './faults.js';
import { type AclServer, hasFeature } from './server.js';

/** One rule of a user: an argument, or the arguments of a `( )` put together. */
interface MergedRule extends PlacedRule {
  readonly isSelector: boolean;
  readonly tokens: readonly Token[];
}

/**
 * Puts the arguments of each `( … )` together, as `ACLMergeSelectorArguments` does; before Redis 7 there is nothing to
 * put together. `unclosed` is the argument of a `(` that has no `)`, at which Redis stops.
 */
export function mergedRules(
  tokens: readonly Token[],
  server: AclServer,
): { rules: MergedRule[]; unclosed?: PlacedRule } {
  const rules: MergedRule[] = [];
  const merges = hasFeature(server, 'selectors');
  const reopens = !hasFeature(server, 'selectorsInOne');
  let open: Token[] = [];
  for (const token of tokens) {
    const begins = merges && token.value.startsWith('(');
    const ends = token.value.endsWith(')');
    if (begins && !ends && (reopens || open.length === 0)) {
      open = [token];
    } else if (open.length > 0) {
      open.push(token);
      if (!ends) continue;
      rules.push(merged(open, true));
      open = [];
    } else {
      rules.push(merged([token], begins));
    }
  }
  const [first] = open;
  return { rules, ...(first && { unclosed: { op: first.value, start: first.start, end: first.end } }) };
}

function merged(tokens: readonly Token[], isSelector: boolean): MergedRule {
  const op = tokens.map((token) => token.value).join(' ');
  return { op, tokens, isSelector, start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}

/**
 * The rules within a `( … )`, split as Redis splits them: again, like a line of their own. Quotes that do not match
 * make Redis take the selector for an empty one.
 */
export function rulesWithin({ op, tokens: outer }: MergedRule): PlacedRule[] {
  const text = fromBytes(op.slice(1, -1));
  const { tokens, fault: quotes } = splitArgs(text);
  if (quotes) return [];
  // The opening parenthesis is one byte.
  const offset = (column: number): number => toBytes(text.slice(0, column)).length + 1;
  return tokens.map((inner) => ({ op: inner.value, ...place(outer, offset(inner.start), offset(inner.end)) }));
}

/** Where bytes `from` to `to` of the put-together rule are in the line. */
function place(tokens: readonly Token[], from: number, to: number): { start: number; end: number } {
  let before = 0;
  for (const { value, start, end } of tokens) {
    const after = before + value.length;
    if (from < after) {
      const isExact = end - start === value.length && to <= after;
      return isExact ? { start: start + from - before, end: start + to - before } : { start, end };
    }
    before = after + 1;
  }
  return { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
}
