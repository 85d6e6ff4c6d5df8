import { failure } from '../base/errors.js';
import { inTable } from '../base/util.js';
import type { NodeLabel } from '../generated/types.js';
import { at, isEqual, isObject, itemsAt, listAt, mappingAt, replacedItems, withAt } from '../json/values.js';

export type Labels = Readonly<Record<string, string>>;

/** On an object's labels, as label selectors and node selector terms have them. */
export interface Requirement {
  key: string;
  operator: string;
  values: readonly string[];
}

/** The requirements in a term of a node selector, or in a label selector. */
export function requirementsIn(term: unknown, list = 'matchExpressions'): Requirement[] {
  return itemsAt(term, list).map(({ item }) => ({
    key: String(item.key),
    operator: String(item.operator),
    values: listAt(item, 'values').map(String),
  }));
}

/** The requirements in a map of labels, each of which has to be there with its value: `matchLabels`, `nodeSelector`. */
export function requirementsOfLabels(labels: unknown): Requirement[] {
  return Object.entries(mappingAt(labels)).map(([key, value]) => ({ key, operator: 'In', values: [String(value)] }));
}

/** Whether a label selector selects an object with these labels; an empty one selects all (Kubernetes API, LabelSelector). */
export function selects(selector: unknown, labels: Labels): boolean {
  const requirements = [...requirementsOfLabels(at(selector, 'matchLabels')), ...requirementsIn(selector)];
  return requirements.every((one) => meets(labels, one));
}

/** Kubernetes, `labels.Requirement`: `NotIn` also holds where the label is not there. */
const HOLDS: Readonly<Record<string, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
  Gt: (value, [bound]) => wholeNumber(value) > wholeNumber(bound),
  Lt: (value, [bound]) => wholeNumber(value) < wholeNumber(bound),
};

export function meets(labels: Labels, { key, operator, values }: Requirement): boolean {
  return inTable(HOLDS, operator)?.(inTable(labels, key), values) ?? false;
}

/** NaN, which is neither more nor less than anything, for what is not a number. */
function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^[-+]?\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`. */
const SYNTAX = /^\s*(!?)\s*([\w./-]+)\s*(?:(==|=|!=)\s*([\w.-]*)|(in|notin)\s*\(([^()]*)\))?\s*$/;

/**
 * A label selector as kubectl takes it: requirements with commas between them, all of which must hold.
 *
 * @throws HostportError `usage` naming the requirement that cannot be read
 */
export function labelSelector(text: string): (labels: Labels) => boolean {
  const requirements = text.split(/,(?![^(]*\))/).map(requirement);
  return (labels) => requirements.every((one) => meets(labels, one));
}

function requirement(text: string): Requirement {
  const [, not, key = '', equality, value = '', set, list = ''] = SYNTAX.exec(text) ?? [];
  if (key === '' || (not && (equality || set))) throw failure('bad-selector', { text: JSON.stringify(text.trim()) });
  if (!equality && !set) return { key, operator: not ? 'DoesNotExist' : 'Exists', values: [] };
  const values = set ? list.split(',').map((one) => one.trim()) : [value];
  return { key, operator: equality === '!=' || set === 'notin' ? 'NotIn' : 'In', values };
}

/** The two lists of a nodeAffinity: terms that weigh, and a node selector that must match. */
export const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
export const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** Stands for the StatefulSet ordinal in the value of the label that says whose node it is. */
export const ORDINAL = '{ordinal}';

export function ordinalValue(pattern: string, ordinal: number): string {
  return pattern.replaceAll(ORDINAL, String(ordinal));
}

/** `key In [value]`, as a node selector term of its own. */
export function selectorTerm(key: string, value: string) {
  return { matchExpressions: [{ key, operator: 'In', values: [value] }] };
}

/**
 * A nodeAffinity that prefers the node of each ordinal, with these terms in the place of those of an earlier run, else after the
 * user's own.
 *
 * @param weights of the terms of each ordinal, which add up on its node
 */
export function withOrdinalTerms(nodeAffinity: unknown, weights: number[][], label: NodeLabel): unknown {
  const terms = weights.flatMap((own, ordinal) => {
    const value = ordinalValue(label.value, ordinal);
    return own.map((weight) => ({ weight, preference: selectorTerm(label.key, value) }));
  });
  const list = listAt(nodeAffinity, PREFERRED);
  const after = replacedItems(list, (term) => isOrdinalTerm(term, label), terms);
  if (after.length > 0) return withAt(mappingAt(nodeAffinity), [PREFERRED], after);
  const { [PREFERRED]: _, ...rest } = mappingAt(nodeAffinity);
  return list.length > 0 ? rest : nodeAffinity;
}

/**
 * A nodeAffinity that keeps pods on nodes with the label, in addition to what the user requires: the required terms are ORed,
 * so the condition goes into each of them. A term without conditions matches no node (Kubernetes API, NodeSelectorTerm)
 * and stays as it is: with one it would begin to match.
 */
export function withRequiredLabel(nodeAffinity: unknown, { key, value }: NodeLabel): unknown {
  const own = selectorTerm(key, value);
  const before = listAt(nodeAffinity, REQUIRED, 'nodeSelectorTerms');
  const terms = before.length > 0 ? before.map(merged) : [own];
  return withAt(mappingAt(nodeAffinity), [REQUIRED, 'nodeSelectorTerms'], terms);

  function merged(term: unknown): unknown {
    const expressions = listAt(term, 'matchExpressions');
    if (!isObject(term) || expressions.length + listAt(term, 'matchFields').length === 0) return term;
    const there = expressions.some((one) => isEqual(one, own.matchExpressions[0]));
    return there ? term : { ...term, matchExpressions: [...expressions, ...own.matchExpressions] };
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
function isOrdinalTerm(term: unknown, { key, value: pattern }: NodeLabel): boolean {
  const value = String(at(term, 'preference', 'matchExpressions', 0, 'values', 0));
  const [ordinal = '0'] = /^\d+/.exec(value.slice(pattern.indexOf(ORDINAL))) ?? [];
  return isEqual(at(term, 'preference'), selectorTerm(key, ordinalValue(pattern, Number(ordinal))));
}

/**
 * What the preferred terms of a pod template give to each ordinal's node, matched as the scheduler does it: all
 * matchExpressions of a term must hold, weights add up. Conditions on other labels are taken to hold on the labelled nodes,
 * since the manifest does not say.
 *
 * @returns for each ordinal the sum of the weights of the terms that match its node's label; and the terms that speak of the
 * label, each with its place in the list, the ordinals whose node it prefers, and the values it asks for (`strays`) that
 * belong to no ordinal below the replicas
 */
export function ordinalSums(nodeAffinity: unknown, { key, value: pattern }: NodeLabel, replicas: number) {
  const values = Array.from({ length: replicas }, (_, ordinal) => ordinalValue(pattern, ordinal));
  const sums = values.map(() => 0);
  const terms = itemsAt(nodeAffinity, PREFERRED).flatMap(({ item, index }) => {
    const own = requirementsIn(item.preference).filter((one) => one.key === key);
    if (own.length === 0) return [];
    const weight = typeof item.weight === 'number' ? item.weight : 0;
    const isMet = (value: string): boolean => own.every((one) => meets({ [key]: value }, one));
    const ordinals = values.flatMap((value, ordinal) => (isMet(value) ? [ordinal] : []));
    for (const one of ordinals) sums[one] = (sums[one] ?? 0) + weight;
    const asked = own.filter(({ operator }) => operator === 'In').flatMap((one) => one.values);
    return [{ index, weight, ordinals, strays: asked.filter((value) => !values.includes(value)) }];
  });
  return { sums, terms };
}
