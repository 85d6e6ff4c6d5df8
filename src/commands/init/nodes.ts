import { failure } from '../../base/errors.js';
import { listOf } from '../../base/text.js';
import { groupBy } from '../../base/util.js';
import { nodeFault } from '../../config/nodes.js';
import { sharedOptions } from '../../generated/commands.js';
import type { NodeEntry, Toleration } from '../../generated/types.js';
import { at, type JsonObject } from '../../json/values.js';
import { CONTROL_PLANE, type KubeNode, kubeNode, readObjects, type Taint } from '../../kubernetes/kubectl.js';
import { type KubeObject, ofKind } from '../../kubernetes/objects.js';
import { labelSelector } from '../../kubernetes/requirements.js';
import type { ContextOf } from '../command.js';
import { askKubectl } from '../kubectl.js';
import type { NewConfig } from './config-text.js';

/** What the nodes say of a new configuration. */
type StartingPoint = Omit<NewConfig, 'users'>;

/** The options by which init asks kubectl itself. */
const ASKING = ['from-cluster', ...Object.keys(sharedOptions.kubectl)];

/** The nodes of `--node`, in the order given. */
export function nodesFromArguments({ values }: ContextOf<'init'>, given: readonly string[]): StartingPoint {
  const choosing = [...ASKING, 'selector', 'count', 'control-plane', 'tolerate'];
  const unfit = choosing.find((name) => Object.hasOwn(values, name));
  if (unfit) throw failure('only-kubectl', { option: unfit });
  const nodes = given.map((argument) => {
    const [name = '', ...ip] = argument.split('=');
    return { name, ip: ip.join('=') };
  });
  const fault = nodeFault(nodes);
  if (fault) throw failure('bad-node', { node: String(given[fault.index]), why: fault.message, hint: fault.remedy });
  return { nodes, internalIps: values['internal-ips'] === true, tolerations: [], data: values.data ?? 'node' };
}

const STDIN = { file: '<stdin>' };

/** How the nodes get here. */
const ASK = 'redis-hostport init --from-cluster, or: kubectl get nodes,storageclass -o json | redis-hostport init';

/** The nodes from kubectl that can take a pod; those left out are named on standard error. */
export async function nodesFromKubectl(context: ContextOf<'init'>): Promise<StartingPoint> {
  const { io, values } = context;
  const { selector, count, tolerate = [] } = values;
  if (values['internal-ips']) throw failure('internal-anyway', {});
  const asks = ASKING.some((name) => Object.hasOwn(values, name));
  if (!asks && io.stdin.isTTY) throw failure('terminal-for-nodes', {});
  const { nodes: all, hasDefaultClass } = clusterIn(
    asks ? await askKubectl(context, 'nodes,storageclasses') : readObjects(await io.stdin.read(), STDIN.file, ASK),
  );
  const { nodes, leftOut } = chooseNodes(all, {
    selects: selector === undefined ? () => true : labelSelector(selector),
    controlPlane: values['control-plane'] === true,
    tolerate,
  });
  for (const [reason, ones] of groupBy(leftOut, (one) => one.reason)) {
    io.stderr.write(`redis-hostport: left out: ${ones.map(({ name }) => name).join(', ')} (${reason})\n`);
  }
  const wanted = count ?? 1;
  if (nodes.length < wanted) {
    const selected = selector === undefined ? '' : ` by ${selector}`;
    throw failure('too-few-nodes', { number: nodes.length, all: all.length, selected, wanted }, { position: STDIN });
  }
  const taken = nodes.slice(0, count);
  const fault = nodeFault(taken);
  if (fault) throw failure('bad-nodes', { why: fault.message, hint: fault.remedy }, { position: STDIN });
  // A claim without a class of its own gets storage only by a default one.
  const data = values.data ?? (hasDefaultClass ? 'claim' : 'node');
  return { nodes: taken, internalIps: true, tolerations: tolerationsFor(taken), data };
}

/**
 * The nodes, and whether a claim without a class of its own gets a volume: by a default StorageClass that provisions.
 *
 * @throws HostportError `input` where there is no node
 */
export function clusterIn(objects: readonly KubeObject[]): { nodes: KubeNode[]; hasDefaultClass: boolean } {
  const nodes = ofKind(objects, 'Node').map(kubeNode);
  if (nodes.length > 0) return { nodes, hasDefaultClass: ofKind(objects, 'StorageClass').some(isProvisioningDefault) };
  const kinds = listOf([...new Set(objects.map(({ kind }) => kind))]);
  throw failure('no-nodes-given', { kinds: kinds || 'nothing' }, { position: STDIN });
}

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

function isProvisioningDefault(storageClass: JsonObject): boolean {
  const isDefault = at(storageClass, 'metadata', 'annotations', IS_DEFAULT) === 'true';
  return isDefault && storageClass.provisioner !== 'kubernetes.io/no-provisioner';
}

/** Which nodes are wanted besides the ready, uncordoned and untainted workers. */
export interface Wishes {
  /** What is not selected is left out without a word: that was asked for. */
  selects: (labels: KubeNode['labels']) => boolean;
  controlPlane: boolean;
  /** Keys of taints that the pods are to tolerate. */
  tolerate: readonly string[];
}

type Chosen = NodeEntry & { taints: readonly Taint[] };

/** The nodes that can take a pod, in the order of their names, and the others with the reason. */
export function chooseNodes(all: readonly KubeNode[], wishes: Wishes) {
  const nodes: Chosen[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  for (const node of all.filter(({ labels }) => wishes.selects(labels)).sort(byName)) {
    const { name, internalIp: ip, taints } = node;
    const reason = reasonAgainst(node, wishes);
    if (reason !== undefined) leftOut.push({ name, reason });
    else if (ip === undefined) leftOut.push({ name, reason: 'no InternalIP' });
    else nodes.push({ name, ip, taints });
  }
  return { nodes, leftOut };
}

/** worker10 comes after worker2. */
const NATURAL = new Intl.Collator('en', { numeric: true });
const byName = (a: KubeNode, b: KubeNode): number => NATURAL.compare(a.name, b.name);

function reasonAgainst(node: KubeNode, { controlPlane, tolerate }: Wishes): string | undefined {
  if (node.controlPlane && !controlPlane) return 'control plane; --control-plane takes it';
  if (node.os !== undefined && node.os !== 'linux') return `its system is ${node.os}`;
  if (!node.ready) return 'not Ready';
  if (node.cordoned) return 'cordoned';
  const tolerated = (key: string): boolean => tolerate.includes(key) || (controlPlane && CONTROL_PLANE.includes(key));
  const taint = node.taints.find(({ key }) => !tolerated(key));
  // As kubectl writes it: `key=value:effect`.
  const value = taint?.value ? `=${taint.value}` : '';
  return taint && `taint ${taint.key}${value}:${taint.effect}; --tolerate ${taint.key} takes it`;
}

/** What the pods must tolerate to run on the nodes. */
export function tolerationsFor(nodes: readonly Pick<Chosen, 'taints'>[]): Toleration[] {
  const taints = groupBy(
    nodes.flatMap((node) => node.taints),
    ({ key, effect }) => `${key}:${effect}`,
  );
  return [...taints.values()].flatMap(([taint]) => {
    return taint ? [{ key: taint.key, operator: 'Exists', effect: taint.effect }] : [];
  });
}
