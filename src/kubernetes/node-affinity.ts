import { at } from '../json/at.js';
import { isEqual, isObject, type JsonObject } from '../json/values.js';
import { requirementsIn } from './requirements.js';

/** The node label that says whose node it is: its key, and its value with `{ordinal}` for the StatefulSet ordinal. */
export interface OrdinalLabel {
  key: string;
  pattern: string;
}

/** A label that every node of the set carries. */
export interface SetLabel {
  key: string;
  value: string;
}

/** The two lists of a nodeAffinity: terms that weigh, and a node selector that must match. */
export const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
export const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** What stands for the ordinal in a pattern. */
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
    own.map((weight) => ({ weight, preference: selectorTerm(label.key, ordinalValue(label.pattern, ordinal)) })),
  );
}

/**
 * A nodeAffinity with these terms in the place of those of an earlier run, else after the user's own.
 *
 * @param nodeAffinity in whatever shape it has: missing, null, with or without the user's own terms
 */
export function withOrdinalTerms(nodeAffinity: unknown, terms: readonly JsonObject[], label: OrdinalLabel): unknown {
  const before = at(nodeAffinity, PREFERRED);
  const list: unknown[] = Array.isArray(before) ? before : [];
  const isOther = (term: unknown): boolean => !isOrdinalTerm(term, label);
  const first = list.findIndex((term) => !isOther(term));
  if (first === -1 && terms.length === 0) return nodeAffinity;
  const others = list.filter(isOther);
  const place = first === -1 ? others.length : list.slice(0, first).filter(isOther).length;
  const after = [...others.slice(0, place), ...terms, ...others.slice(place)];
  const { [PREFERRED]: _, ...rest } = isObject(nodeAffinity) ? nodeAffinity : {};
  if (after.length === 0) return rest;
  return isObject(nodeAffinity) ? { ...nodeAffinity, [PREFERRED]: after } : { [PREFERRED]: after };
}

/**
 * A nodeAffinity that keeps pods on nodes with the label, beside what the user requires: the required terms are ORed,
 * so the condition goes into each of them. A term without conditions matches no node (Kubernetes API, NodeSelectorTerm)
 * and stays as it is: with one it would begin to match.
 */
export function withRequiredLabel(nodeAffinity: unknown, { key, value }: SetLabel): unknown {
  const required = expression(key, value);
  const before = at(nodeAffinity, REQUIRED, 'nodeSelectorTerms');
  const terms: unknown[] = Array.isArray(before) && before.length > 0 ? before.map(merged) : [selectorTerm(key, value)];
  const selector = at(nodeAffinity, REQUIRED);
  return {
    ...(isObject(nodeAffinity) ? nodeAffinity : {}),
    [REQUIRED]: { ...(isObject(selector) ? selector : {}), nodeSelectorTerms: terms },
  };

  function merged(term: unknown): unknown {
    const expressions = listAt(term, 'matchExpressions');
    if (!isObject(term) || expressions.length + listAt(term, 'matchFields').length === 0) return term;
    const there = expressions.some((one) => isEqual(one, required));
    return there ? term : { ...term, matchExpressions: [...expressions, required] };
  }
}

function listAt(value: unknown, key: string): unknown[] {
  const list = at(value, key);
  return Array.isArray(list) ? list : [];
}

/**
 * Whether the required terms keep every pod on nodes that carry one of the labels: the terms are ORed, so each of them
 * must ask for one. No required term keeps nothing.
 */
export function requiresLabel(nodeAffinity: unknown, keys: readonly string[]): boolean {
  const terms = listAt(at(nodeAffinity, REQUIRED), 'nodeSelectorTerms');
  const asksForOne = (term: unknown): boolean =>
    requirementsIn(term).some(({ key, operator }) => keys.includes(key) && /^(In|Exists)$/.test(operator));
  return terms.length > 0 && terms.every(asksForOne);
}

/** A term of ours: one expression on our key, whose one value is the pattern with some ordinal. */
function isOrdinalTerm(term: unknown, label: OrdinalLabel): boolean {
  const preference = at(term, 'preference');
  if (!isObject(preference) || Object.keys(preference).some((name) => name !== 'matchExpressions')) return false;
  const expressions = preference.matchExpressions;
  if (!Array.isArray(expressions) || expressions.length !== 1) return false;
  const [first] = expressions;
  const values = listAt(first, 'values');
  if (at(first, 'key') !== label.key || at(first, 'operator') !== 'In' || values.length !== 1) return false;
  const text = String(values[0]);
  const [head = ''] = label.pattern.split(ORDINAL, 1);
  const [ordinal = ''] = /^\d+/.exec(text.slice(head.length)) ?? [];
  return text.startsWith(head) && text === ordinalValue(label.pattern, Number.parseInt(ordinal, 10));
}
