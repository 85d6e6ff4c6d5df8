import type { NodeLabel } from '../generated/types.js';
import {
  at,
  isEqual,
  isObject,
  itemsAt,
  type JsonObject,
  listAt,
  mappingAt,
  replacedItems,
  withAt,
} from '../json/values.js';
import { meets, requirementsIn } from './requirements.js';

/** The node label that says whose node it is: its key, and its value with `{ordinal}` for the StatefulSet ordinal. */
export interface OrdinalLabel {
  key: string;
  value: string;
}

/** The two lists of a nodeAffinity: terms that weigh, and a node selector that must match. */
export const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
export const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** What is replaced by the ordinal in a pattern. */
export const ORDINAL = '{ordinal}';

/** The label's value on the node of an ordinal. */
export function ordinalValue(pattern: string, ordinal: number): string {
  return pattern.replaceAll(ORDINAL, String(ordinal));
}

/** `key In [value]`, as a node selector term of its own. */
export function selectorTerm(key: string, value: string): JsonObject {
  return { matchExpressions: [expression(key, value)] };
}

function expression(key: string, value: string): JsonObject {
  return { key, operator: 'In', values: [value] };
}

/** Preferred terms: for each ordinal one for each of its weights, which add up on its node. */
export function ordinalTerms(weights: readonly (readonly number[])[], label: OrdinalLabel): JsonObject[] {
  return weights.flatMap((own, ordinal) =>
    own.map((weight) => ({ weight, preference: selectorTerm(label.key, ordinalValue(label.value, ordinal)) })),
  );
}

/**
 * A nodeAffinity with these terms in the place of those of an earlier run, else after the user's own.
 *
 * @param nodeAffinity in whatever shape it has: missing, null, with or without the user's own terms
 */
export function withOrdinalTerms(nodeAffinity: unknown, terms: readonly JsonObject[], label: OrdinalLabel): unknown {
  const list = listAt(nodeAffinity, PREFERRED);
  const after = replacedItems(list, (term) => isOrdinalTerm(term, label), terms);
  if (after.length === 0 && list.length === 0) return nodeAffinity;
  const own = mappingAt(nodeAffinity);
  const { [PREFERRED]: _, ...rest } = own;
  return after.length === 0 ? rest : { ...own, [PREFERRED]: after };
}

/**
 * A nodeAffinity that keeps pods on nodes with the label, in addition to what the user requires: the required terms are ORed,
 * so the condition goes into each of them. A term without conditions matches no node (Kubernetes API, NodeSelectorTerm)
 * and stays as it is: with one it would begin to match.
 */
export function withRequiredLabel(nodeAffinity: unknown, { key, value }: NodeLabel): unknown {
  const required = expression(key, value);
  const before = listAt(nodeAffinity, REQUIRED, 'nodeSelectorTerms');
  const terms = before.length > 0 ? before.map(merged) : [selectorTerm(key, value)];
  return withAt(mappingAt(nodeAffinity), [REQUIRED, 'nodeSelectorTerms'], terms);

  function merged(term: unknown): unknown {
    const expressions = listAt(term, 'matchExpressions');
    if (!isObject(term) || expressions.length + listAt(term, 'matchFields').length === 0) return term;
    const there = expressions.some((one) => isEqual(one, required));
    return there ? term : { ...term, matchExpressions: [...expressions, required] };
  }
}

/**
 * Whether the required terms keep every pod on nodes that carry one of the labels: the terms are ORed, so each of them
 * must ask for one. No required term keeps nothing.
 */
export function requiresLabel(nodeAffinity: unknown, keys: readonly string[]): boolean {
  const terms = listAt(nodeAffinity, REQUIRED, 'nodeSelectorTerms');
  const asksForOne = (term: unknown): boolean =>
    requirementsIn(term).some(({ key, operator }) => keys.includes(key) && /^(In|Exists)$/.test(operator));
  return terms.length > 0 && terms.every(asksForOne);
}

/** A term of ours: one expression on our key, whose one value is the pattern with some ordinal. */
function isOrdinalTerm(term: unknown, { key, value: pattern }: OrdinalLabel): boolean {
  const value = String(at(term, 'preference', 'matchExpressions', 0, 'values', 0));
  const [ordinal = '0'] = /^\d+/.exec(value.slice(pattern.indexOf(ORDINAL))) ?? [];
  return isEqual(at(term, 'preference'), selectorTerm(key, ordinalValue(pattern, Number(ordinal))));
}

/**
 * Reads back what the preferred terms of a pod template give to each ordinal's node.
 *
 * Terms are matched as the scheduler does it (all matchExpressions of a term must hold, weights add up); conditions on
 * other labels are taken to hold on the labelled nodes, since the manifest does not say.
 *
 * @param nodeAffinity in whatever shape it has: absent, null and malformed parts count as nothing
 * @returns for each ordinal the sum of the weights of the terms that match its node's label; and the terms that speak of the
 * label, each with its place in the list, the ordinals whose node it prefers, and the values it asks for (`strays`) that
 * belong to no ordinal below the replicas
 */
export function ordinalSums(nodeAffinity: unknown, { key, value: pattern }: OrdinalLabel, replicas: number) {
  const values = Array.from({ length: replicas }, (_, ordinal) => ordinalValue(pattern, ordinal));
  const known = new Set(values);
  const sums = values.map(() => 0);
  const terms = itemsAt(nodeAffinity, PREFERRED).flatMap(({ item, index }) => {
    const own = requirementsIn(item.preference).filter((one) => one.key === key);
    if (own.length === 0) return [];
    const weight = typeof item.weight === 'number' ? item.weight : 0;
    const isMet = (value: string): boolean => own.every((one) => meets({ [key]: value }, one));
    const ordinals = values.flatMap((value, ordinal) => (isMet(value) ? [ordinal] : []));
    for (const one of ordinals) sums[one] = (sums[one] ?? 0) + weight;
    const asked = own.filter(({ operator }) => operator === 'In').flatMap((one) => one.values);
    return [{ index, weight, ordinals, strays: asked.filter((value) => !known.has(value)) }];
  });
  return { sums, terms };
}
