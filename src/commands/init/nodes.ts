import { failure } from '../../base/errors.js';
import { listOf } from '../../base/text.js';
import { groupBy } from '../../base/util.js';
import { nodeFault } from '../../config/nodes.js';
import { type commandTexts, sharedOptions } from '../../generated/commands.js';
import type { NodeEntry, Toleration } from '../../generated/types.js';
import { at, type JsonObject } from '../../json/values.js';
import { CONTROL_PLANE, type KubeNode, kubeNode, readObjects, type Taint } from '../../kubernetes/kubectl.js';
import { type KubeObject, ofKind } from '../../kubernetes/objects.js';
import { labelSelector } from '../../kubernetes/selectors.js';
import type { ContextOf } from '../command.js';
import { askKubectl } from '../input.js';

/** What a new configuration is made from. */
export interface StartingPoint {
  /** Where the nodes are from, in words. */
  origin: string;
  nodes: readonly NodeEntry[];
  /** The IPs are the nodes' InternalIPs, so what a pod sees as status.hostIP is what clients use. */
  internalIps: boolean;
  tolerations: readonly Toleration[];
  data: keyof typeof commandTexts.init.options.data.about;
}

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
  const { data = 'node', 'internal-ips': internalIps = false } = values;
  return { origin: '--node', nodes, internalIps, tolerations: [], data };
}

const STDIN = { file: '<stdin>' };
const ASK = 'redis-hostport init --from-cluster, or: kubectl get nodes,storageclass -o json | redis-hostport init';

/** The nodes from kubectl that can take a pod; those left out are named on standard error. */
export async function nodesFromKubectl(context: ContextOf<'init'>): Promise<StartingPoint> {
  const { io, values } = context;
  const { selector, count, tolerate = [], 'control-plane': controlPlane = false } = values;
  if (values['internal-ips']) throw failure('internal-anyway', {});
  const asks = ASKING.some((name) => Object.hasOwn(values, name));
  if (!asks && io.stdin.isTTY) throw failure('terminal-for-nodes', {});
  const { nodes: all, hasDefaultClass } = clusterIn(
    asks ? await askKubectl(context, 'nodes,storageclasses') : readObjects(await io.stdin.read(), STDIN.file, ASK),
  );
  const selects = selector === undefined ? () => true : labelSelector(selector);
  const { nodes, leftOut } = chooseNodes(all, { selects, controlPlane, tolerate });
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
  const tolerations = tolerationsFor(taken);
  return { origin: '`kubectl get nodes`', nodes: taken, internalIps: true, tolerations, data };
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

function isProvisioningDefault({ metadata, provisioner }: JsonObject): boolean {
  const isDefault = at(metadata, 'annotations', 'storageclass.kubernetes.io/is-default-class') === 'true';
  return isDefault && provisioner !== 'kubernetes.io/no-provisioner';
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

/** worker10 comes after worker2. */
const NATURAL = new Intl.Collator('en', { numeric: true });

/** The nodes that can take a pod, in the order of their names, and the others with the reason. */
export function chooseNodes(all: readonly KubeNode[], wishes: Wishes) {
  const nodes: Chosen[] = [];
  const leftOut: { name: string; reason: string }[] = [];
  const selected = all.filter(({ labels }) => wishes.selects(labels));
  for (const node of selected.sort((a, b) => NATURAL.compare(a.name, b.name))) {
    const { name, internalIp: ip, taints } = node;
    const reason = reasonAgainst(node, wishes);
    if (reason !== undefined) leftOut.push({ name, reason });
    else if (ip === undefined) leftOut.push({ name, reason: 'no InternalIP' });
    else nodes.push({ name, ip, taints });
  }
  return { nodes, leftOut };
}

function reasonAgainst(node: KubeNode, { controlPlane, tolerate }: Wishes): string | undefined {
  if (node.controlPlane && !controlPlane) return 'control plane; --control-plane takes it';
  if (node.os !== undefined && node.os !== 'linux') return `its system is ${node.os}`;
  if (!node.ready) return 'not Ready';
  if (node.cordoned) return 'cordoned';
  const tolerated = [...tolerate, ...(controlPlane ? CONTROL_PLANE : [])];
  const taint = node.taints.find(({ key }) => !tolerated.includes(key));
  // As kubectl writes it: `key=value:effect`.
  const value = taint?.value ? `=${taint.value}` : '';
  return taint && `taint ${taint.key}${value}:${taint.effect}; --tolerate ${taint.key} takes it`;
}

/** What the pods must tolerate to run on the nodes. */
export function tolerationsFor(nodes: readonly Pick<Chosen, 'taints'>[]): Toleration[] {
  const taints = nodes.flatMap((node) => node.taints);
  const all = taints.map(({ key, effect }): Toleration => ({ key, operator: 'Exists', effect }));
  return [...new Map(all.map((one) => [`${one.key}:${one.effect}`, one])).values()];
}
