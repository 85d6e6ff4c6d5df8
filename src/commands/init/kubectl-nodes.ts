import { HostportError } from '../../base/errors.js';
import { at, itemsAt } from '../../json/at.js';

/** A taint that keeps pods away which do not tolerate it. */
export interface Taint {
  key: string;
  value: string | undefined;
  effect: 'NoSchedule' | 'NoExecute';
}

/** A Kubernetes node, as far as it matters for choosing it. */
export interface KubeNode {
  name: string;
  labels: Readonly<Record<string, string>>;
  /** The first of its InternalIPs, which is what its pods see as status.hostIP; undefined where it has none. */
  internalIp: string | undefined;
  ready: boolean;
  /** `kubectl cordon`. */
  cordoned: boolean;
  taints: readonly Taint[];
  controlPlane: boolean;
}

/** How the nodes get here. */
export const ASK = 'Pipe it in: kubectl get nodes -o json | redis-hostport init';

/**
 * Reads what `kubectl get nodes -o json` prints: a List or NodeList, or the one node of `kubectl get node NAME`.
 *
 * @throws HostportError `input` for no JSON, and for objects that are no nodes
 */
export function kubectlNodes(bytes: Buffer): KubeNode[] {
  const objects = objectsOf(parsed(bytes));
  if (objects.length === 0) throw inputError('the list holds no node', 'Is kubectl looking at the right cluster?');
  return objects.map(nodeOf);
}

function parsed(bytes: Buffer): unknown {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw inputError('the input is empty', ASK);
  try {
    return JSON.parse(text);
  } catch {
    throw inputError('the input is no JSON', ASK);
  }
}

function objectsOf(value: unknown): unknown[] {
  const items = at(value, 'items');
  return Array.isArray(items) ? items : [value];
}

function nodeOf(value: unknown): KubeNode {
  // The items of a NodeList have no kind of their own.
  const kind = at(value, 'kind') ?? 'Node';
  const name = at(value, 'metadata', 'name');
  if (kind !== 'Node' || typeof name !== 'string') {
    throw inputError(
      `the input holds ${kind === 'Node' ? 'an object without a name' : `a ${kind}`}, not only nodes`,
      ASK,
    );
  }
  const labels = stringsOf(at(value, 'metadata', 'labels'));
  const addresses = itemsAt(value, 'status', 'addresses').map(({ item }) => item);
  const conditions = itemsAt(value, 'status', 'conditions').map(({ item }) => item);
  return {
    name,
    labels,
    internalIp: addresses.map((one) => (one.type === 'InternalIP' ? one.address : undefined)).find(isString),
    ready: conditions.some((one) => one.type === 'Ready' && one.status === 'True'),
    cordoned: at(value, 'spec', 'unschedulable') === true,
    taints: itemsAt(value, 'spec', 'taints').flatMap(({ item }) => taintOf(item)),
    controlPlane: CONTROL_PLANE.some((key) => Object.hasOwn(labels, key)),
  };
}

/** Set by kubeadm and most others; `master` up to Kubernetes 1.23, `controlplane` by RKE. */
export const CONTROL_PLANE = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node-role.kubernetes.io/controlplane',
];

function taintOf({ key, value, effect }: Readonly<Record<string, unknown>>): Taint[] {
  if (!isString(key) || (effect !== 'NoSchedule' && effect !== 'NoExecute')) return [];
  return [{ key, value: isString(value) ? value : undefined, effect }];
}

const isString = (value: unknown): value is string => typeof value === 'string';

function stringsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => isString(entry[1])));
}

function inputError(message: string, remedy: string): HostportError {
  return new HostportError('input', message, { position: { file: '<stdin>' }, remedy });
}
