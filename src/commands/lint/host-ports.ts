import { groupBy, inTable } from '../../base/util.js';
import { at, itemsAt, type Path } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { REQUIRED } from '../../kubernetes/node-affinity.js';
import { boundPorts, POD } from '../../kubernetes/pod-template.js';
import {
  type Labels,
  meets,
  type Requirement,
  requirementsIn,
  requirementsOfLabels,
} from '../../kubernetes/requirements.js';

/** A port that a workload's pods bind on their node. */
export type HostPortClaim = ReturnType<typeof claimsOf>[number];

/** Where each kind keeps its pods' spec. */
const POD_SPECS: Readonly<Record<string, Path>> = {
  CronJob: ['spec', 'jobTemplate', ...POD],
  DaemonSet: POD,
  Deployment: POD,
  Job: POD,
  Pod: ['spec'],
  ReplicaSet: POD,
  ReplicationController: POD,
  StatefulSet: POD,
};

/** Whether both could be on one node: not there if they ask for different nodes or IPs. */
export function clash(a: HostPortClaim, b: HostPortClaim): boolean {
  return a.port === b.port && ipsMeet(a.hostIp, b.hostIp) && mayMeet(a.nodes, b.nodes);
}

const ALL_IPS = new Set(['', '0.0.0.0', '::']);
const ipsMeet = (a: string, b: string): boolean => a === b || ALL_IPS.has(a) || ALL_IPS.has(b);

/** The ports that the pods of an object bind: each with its path in the document, and the nodes that the pods may run on. */
export function claimsOf(manifest: Manifest) {
  const path = inTable(POD_SPECS, manifest.kind);
  // All of a document is read only where it can have pods.
  const podSpec = path && at(manifest.value, ...path);
  if (!path || !podSpec || at(manifest.value, 'spec', 'replicas') === 0) return [];
  const nodes = nodesOf(podSpec);
  return boundPorts(podSpec).map((bound) => ({ ...bound, manifest, path: [...path, ...bound.path], nodes }));
}

/** The nodes a pod may run on: requirements that must all hold, in one of several alternatives. */
type NodeSet = readonly (readonly Requirement[])[];

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
