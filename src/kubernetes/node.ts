import { at, itemsAt, type JsonObject } from '../json/values.js';
import { canonicalAddress } from './address.js';
import { conditionOf, labelsOf, nameOf, stringsAt, textAt } from './kubectl.js';

/** A taint that keeps pods away which do not tolerate it. */
export interface Taint {
  key: string;
  value: string | undefined;
  effect: 'NoSchedule' | 'NoExecute';
}

/** Set by kubeadm and most others; `master` up to Kubernetes 1.23, `controlplane` by RKE. */
export const CONTROL_PLANE = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node-role.kubernetes.io/controlplane',
];

/** A node as kubectl prints it. */
export type KubeNode = Readonly<ReturnType<typeof kubeNode>>;

export function kubeNode(object: JsonObject) {
  const labels = labelsOf(object);
  const listed = itemsAt(object, 'status', 'addresses').map(({ item }) => item);
  const addressesOf = (items: readonly JsonObject[]) => items.flatMap((item) => textAt(item, 'address') ?? []);
  const ready = conditionOf(object, 'Ready');
  const name = nameOf(object);
  const [internalIp] = addressesOf(listed.filter(({ type }) => type === 'InternalIP'));
  return {
    name,
    /** `dio-master02 (10.0.0.5)`. */
    title: titleOf(name, internalIp),
    labels,
    /** The first of its InternalIPs, which is what its pods see as status.hostIP; undefined where it has none. */
    internalIp,
    /** Every IP and every DNS name it has, IPs canonical. */
    addresses: addressesOf(listed).map(canonicalAddress),
    ready: ready?.status === 'True',
    /** What its condition Ready says. */
    readyMessage: ready?.message,
    /** `kubectl cordon`. */
    cordoned: at(object, 'spec', 'unschedulable') === true,
    taints: itemsAt(object, 'spec', 'taints').flatMap(({ item }) => taintIn(item)),
    controlPlane: CONTROL_PLANE.some((key) => Object.hasOwn(labels, key)),
    /** `linux`, `windows`; undefined where the kubelet does not say. */
    os: labels['kubernetes.io/os'] ?? textAt(object, 'status', 'nodeInfo', 'operatingSystem'),
  };
}

/** A node's name with its IP, where that is known. */
export function titleOf(name: string, ip: string | undefined): string {
  return ip === undefined ? name : `${name} (${ip})`;
}

/** PreferNoSchedule keeps nobody away. */
function taintIn(taint: JsonObject): Taint[] {
  const { key, value, effect } = stringsAt({ taint }, 'taint');
  return key !== undefined && (effect === 'NoSchedule' || effect === 'NoExecute') ? [{ key, value, effect }] : [];
}
