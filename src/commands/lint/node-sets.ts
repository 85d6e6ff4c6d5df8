import { groupBy } from '../../base/group-by.js';
import { at, itemsAt } from '../../json/at.js';
import { REQUIRED } from '../../kubernetes/node-affinity.js';
import {
  type Labels,
  meets,
  type Requirement,
  requirementsIn,
  requirementsOfLabels,
} from '../../kubernetes/requirements.js';

/** The nodes a pod may run on: requirements that must all hold, in one of several alternatives. */
export type NodeSet = readonly (readonly Requirement[])[];

const NAME_FIELD = 'metadata.name';

/**
 * The nodes that a pod spec's nodeSelector, nodeName and required nodeAffinity allow. Taints and the nodes' real labels
 * are not in a manifest.
 */
export function nodesOf(podSpec: unknown): NodeSet {
  const name = at(podSpec, 'nodeName');
  const always = [
    ...requirementsOfLabels(at(podSpec, 'nodeSelector')),
    ...requirementsOfLabels(typeof name === 'string' ? { [NAME_FIELD]: name } : undefined),
  ];
  const terms = itemsAt(podSpec, 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms');
  if (terms.length === 0) return [always];
  return terms.map(({ item }) => [...always, ...requirementsIn(item), ...requirementsIn(item, 'matchFields')]);
}

/** Whether there can be a node in both sets: no label would have to have two values at once. */
export function mayMeet(a: NodeSet, b: NodeSet): boolean {
  return a.some((one) => b.some((other) => canHold([...one, ...other])));
}

function canHold(all: readonly Requirement[]): boolean {
  return [...groupBy(all, ({ key }) => key).values()].every(canHoldOnOneLabel);
}

/** With the label, whose value one of the requirements lists, or without it; what lists no value leaves room for one. */
function canHoldOnOneLabel(all: readonly Requirement[]): boolean {
  const allMeet = (labels: Labels): boolean => all.every((one) => meets(labels, one));
  const listed = all.find(({ operator }) => operator === 'In');
  if (listed) return listed.values.some((value) => allMeet({ [listed.key]: value }));
  return allMeet({}) || all.every(({ operator }) => operator !== 'DoesNotExist');
}
