import type { NodeEntry, Toleration } from '../../generated/types.js';
import { CONTROL_PLANE, type KubeNode, type Taint } from '../../kubernetes/node.js';

/** Which nodes are wanted besides the ready, uncordoned and untainted workers. */
export interface Wishes {
  selects: (labels: KubeNode['labels']) => boolean;
  controlPlane: boolean;
  /** Keys of taints that the pods are to tolerate. */
  tolerate: readonly string[];
}

/** The nodes that can take a pod, in the order of their names, and the others with the reason. */
export interface Choice {
  nodes: (NodeEntry & { taints: readonly Taint[] })[];
  leftOut: { name: string; reason: string }[];
}

/** What the selector does not want is left out without a word: that was asked for. */
export function chooseNodes(all: readonly KubeNode[], wishes: Wishes): Choice {
  const choice: Choice = { nodes: [], leftOut: [] };
  for (const node of all.filter(({ labels }) => wishes.selects(labels)).sort(byName)) {
    const { name, internalIp: ip, taints } = node;
    const reason = reasonAgainst(node, wishes);
    if (reason !== undefined) choice.leftOut.push({ name, reason });
    else if (ip !== undefined) choice.nodes.push({ name, ip, taints });
  }
  return choice;
}

/** worker10 comes after worker2. */
const NATURAL = new Intl.Collator('en', { numeric: true });
const byName = (a: KubeNode, b: KubeNode): number => NATURAL.compare(a.name, b.name);

function reasonAgainst(node: KubeNode, { controlPlane, tolerate }: Wishes): string | undefined {
  if (node.controlPlane && !controlPlane) return 'control plane; --control-plane takes it';
  if (node.os !== undefined && node.os !== 'linux') return node.os === 'windows' ? 'Windows' : node.os;
  if (!node.ready) return 'not Ready';
  if (node.cordoned) return 'cordoned';
  const tolerated = (key: string): boolean => tolerate.includes(key) || (controlPlane && CONTROL_PLANE.includes(key));
  const taint = node.taints.find(({ key }) => !tolerated(key));
  if (taint) return `taint ${taintText(taint)}; --tolerate ${taint.key} takes it`;
  return node.internalIp === undefined ? 'no InternalIP' : undefined;
}

/** As kubectl writes it: `key=value:effect`. */
function taintText({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ''}:${effect}`;
}

/** What the pods must tolerate to run on the nodes. */
export function tolerationsFor(nodes: Choice['nodes']): Toleration[] {
  const wanted = new Map<string, Toleration>();
  for (const { key, effect } of nodes.flatMap(({ taints }) => taints)) {
    wanted.set(`${key}:${effect}`, { key, operator: 'Exists', effect });
  }
  return [...wanted.values()];
}
