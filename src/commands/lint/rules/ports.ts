import { groupBy } from '../../../base/util.js';
import { serverPorts } from '../../../charts/server-config.js';
import { at, itemsAt, type Path } from '../../../json/values.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { boundPorts, POD } from '../../../kubernetes/pod-template.js';
import { meets, REQUIRED, requirementsIn, requirementsOfLabels } from '../../../kubernetes/selectors.js';
import { type LintedRelease, type LintedStream, type LintFound, someOf } from '../subject.js';

/** Whether the chart's ports are bound on the node, as they are announced. */
export function* portFaults({ ports, environment, chart, config }: LintedRelease): Generator<LintFound> {
  const server = serverPorts(environment, chart, config?.directives);
  for (const { which, name, item, path, bound } of ports) {
    if (!item) {
      yield { rule: 'host-port-missing', is: 'absent', path, name };
      continue;
    }
    const { hostPort, containerPort } = item;
    const { announced, listening } = server[which];
    const inside = [...path, 'containerPort'];
    if (bound === undefined) {
      const number = typeof containerPort === 'number' ? containerPort : undefined;
      yield { rule: 'host-port-missing', is: 'port', path: inside, name, number };
    } else if (announced !== undefined && bound !== announced) {
      const field = hostPort === undefined ? inside : [...path, 'hostPort'];
      yield { rule: 'host-port-mismatch', is: 'announced', path: field, name, bound, announced };
    } else if (listening !== undefined && containerPort !== listening) {
      const values = { bound, containerPort: String(containerPort), listening };
      yield { rule: 'host-port-mismatch', is: 'listening', path: inside, ...values };
    }
  }
}

/** Whether nobody else binds a release's ports, on nodes that both may use. */
export function* conflictFaults({ manifests, meant }: LintedStream): Generator<LintFound> {
  const byPort = groupBy(meant.length > 0 ? manifests.flatMap(claimsOf) : [], ({ port }) => port);
  for (const { statefulSet: manifest, chart } of meant) {
    for (const claim of claimsOf(manifest)) {
      const { port, path } = claim;
      const others = someOf(rivals(claim, byPort.get(port) ?? []));
      const section = chart.values.section;
      if (others.length > 0) yield { rule: 'host-port-conflict', manifest, path, port, others, section };
    }
  }
}

function* rivals(own: HostPortClaim, all: readonly HostPortClaim[]): Generator<string> {
  for (const other of all) {
    const { title, namespace } = other.manifest;
    const isOwn = other.manifest === own.manifest || isMadeBy(own.manifest, other.manifest);
    const isMet = !isOwn && ipsMeet(own.hostIp, other.hostIp) && mayMeet(own.nodes, other.nodes);
    if (isMet) yield namespace === '' ? title : `${title} in namespace ${namespace}`;
  }
}

/** Whether an object is a pod of the workload: `kubectl get` prints both. */
function isMadeBy({ kind, name, namespace }: Manifest, pod: Manifest): boolean {
  const owners = itemsAt(pod.value, 'metadata', 'ownerReferences');
  return namespace === pod.namespace && owners.some(({ item }) => item.kind === kind && item.name === name);
}

const ALL_IPS = new Set(['', '0.0.0.0', '::']);
const ipsMeet = (a: string, b: string): boolean => a === b || ALL_IPS.has(a) || ALL_IPS.has(b);

/** Where each kind keeps its pods' spec. */
const POD_SPECS = new Map<string, Path>([
  ['Pod', ['spec']],
  ['CronJob', ['spec', 'jobTemplate', ...POD]],
  ...['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'ReplicationController', 'StatefulSet'].map(
    (kind) => [kind, POD] as const,
  ),
]);

type HostPortClaim = ReturnType<typeof claimsOf>[number];

/** The ports that the pods of an object bind: each with its path in the document, and the nodes that the pods may run on. */
export function claimsOf(manifest: Manifest) {
  const path = POD_SPECS.get(manifest.kind);
  // All of a document is read only where it can have pods.
  const podSpec = path && at(manifest.value, ...path);
  if (!path || !podSpec || at(manifest.value, 'spec', 'replicas') === 0) return [];
  const nodes = nodesOf(podSpec);
  return boundPorts(podSpec).map((bound) => ({ ...bound, manifest, path: [...path, ...bound.path], nodes }));
}

type NodeSet = ReturnType<typeof nodesOf>;

/**
 * The nodes that a pod spec's nodeSelector, nodeName and required nodeAffinity allow, without taints and the nodes' real labels:
 * alternatives, each of requirements that must all hold.
 */
export function nodesOf(podSpec: unknown) {
  const name = at(podSpec, 'nodeName');
  const always = [
    ...requirementsOfLabels(at(podSpec, 'nodeSelector')),
    ...requirementsOfLabels(typeof name === 'string' ? { 'metadata.name': name } : undefined),
  ];
  const terms = itemsAt(podSpec, 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms');
  if (terms.length === 0) return [always];
  return terms.map(({ item }) => [...always, ...requirementsIn(item), ...requirementsIn(item, 'matchFields')]);
}

/** Whether there can be a node in both sets: no label would have to have two values at once. */
export function mayMeet(a: NodeSet, b: NodeSet): boolean {
  const byLabel = (all: NodeSet[number]) => [...groupBy(all, ({ key }) => key).values()];
  return a.some((one) => b.some((other) => byLabel([...one, ...other]).every(canHold)));
}

/** With one label, whose value one of the requirements lists, or without it; what lists no value leaves room for one. */
function canHold(all: NodeSet[number]): boolean {
  const allMeet = (labels: Record<string, string>): boolean => all.every((one) => meets(labels, one));
  const listed = all.find(({ operator }) => operator === 'In');
  if (listed) return listed.values.some((value) => allMeet({ [listed.key]: value }));
  return allMeet({}) || all.every(({ operator }) => operator !== 'DoesNotExist');
}
