import { groupBy } from '../../base/group-by.js';
import { at, itemsAt } from '../../json/at.js';
import { isObject } from '../../json/values.js';

/** One requirement on a node's label (or, as `metadata.name`, its name). */
interface Requirement {
  key: string;
  operator: string;
  values: readonly string[];
}

/** The nodes a pod may run on: requirements that must all hold, in one of several alternatives. */
export type NodeSet = readonly (readonly Requirement[])[];

const NAME_FIELD = 'metadata.name';

/**
 * The nodes that a pod spec's nodeSelector, nodeName and required nodeAffinity allow. Taints and the nodes' real labels
 * are not in a manifest.
 */
export function nodesOf(podSpec: unknown): NodeSet {
  const selector = at(podSpec, 'nodeSelector');
  const always: Requirement[] = Object.entries(isObject(selector) ? selector : {}).map(([key, value]) =>
    isIn(key, [String(value)]),
  );
  const name = at(podSpec, 'nodeName');
  if (typeof name === 'string') always.push(isIn(NAME_FIELD, [name]));
  const terms = itemsAt(
    podSpec,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  );
  if (terms.length === 0) return [always];
  return terms.map(({ item }) => [
    ...always,
    ...requirements(item, 'matchExpressions'),
    ...requirements(item, 'matchFields'),
  ]);
}

/** Whether there can be a node in both sets: no label would have to have two values at once. */
export function mayMeet(a: NodeSet, b: NodeSet): boolean {
  return a.some((one) => b.some((other) => canHold([...one, ...other])));
}

const isIn = (key: string, values: readonly string[]): Requirement => ({ key, operator: 'In', values });

function requirements(term: unknown, list: string): Requirement[] {
  return itemsAt(term, list).map(({ item }) => ({
    key: String(item.key),
    operator: String(item.operator),
    values: Array.isArray(item.values) ? item.values.map(String) : [],
  }));
}

function canHold(all: readonly Requirement[]): boolean {
  return [...groupBy(all, ({ key }) => key).values()].every(canHoldOnOneLabel);
}

function canHoldOnOneLabel(all: readonly Requirement[]): boolean {
  if (all.some(({ operator }) => operator === 'DoesNotExist')) {
    return all.every(({ operator }) => operator === 'DoesNotExist' || operator === 'NotIn');
  }
  const listed = all.find(({ operator }) => operator === 'In');
  return listed === undefined || listed.values.some((value) => all.every((one) => holds(one, value)));
}

/** Kubernetes, node affinity operators; Gt and Lt compare whole numbers. */
function holds({ operator, values }: Requirement, value: string): boolean {
  switch (operator) {
    case 'In':
      return values.includes(value);
    case 'NotIn':
      return !values.includes(value);
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return true;
  }
}
