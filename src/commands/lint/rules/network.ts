import { listOf } from '../../../base/words.js';
import { at, itemsAt } from '../../../json/at.js';
import { isObject, type JsonObject } from '../../../json/values.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import type { Problem } from '../check.js';
import type { LintedRelease, LintedStream } from '../subject.js';

/** What a policy of each type limits, in which fields, and what follows where it allows pods only. */
const DIRECTIONS = [
  {
    type: 'Ingress',
    rules: 'ingress',
    peers: 'from',
    effect: 'lets in no client outside of Kubernetes, since that is no pod',
  },
  {
    type: 'Egress',
    rules: 'egress',
    peers: 'to',
    effect: "lets no member reach another, which announces its node's IP, and that is no pod",
  },
] as const;
type Direction = (typeof DIRECTIONS)[number];

/**
 * Clients outside of the cluster and the members' announced IPs are no pods: only a rule without peers or with an ipBlock
 * allows them (Kubernetes documentation, Network Policies). What several policies allow adds up.
 */
export function networkPolicy(release: LintedRelease, { manifests }: LintedStream): Problem[] {
  const { announcedBy, announcesHosts, hostNetwork, statefulSet, value, container, chart } = release;
  if (announcedBy === 'pod' && !hostNetwork) return [];
  const labels = at(value, 'spec', 'template', 'metadata', 'labels') ?? statefulSet.labels;
  const own = manifests.filter(
    (one) =>
      one.kind === 'NetworkPolicy' &&
      one.group === 'networking.k8s.io' &&
      one.namespace === statefulSet.namespace &&
      selects(at(one.value, 'spec', 'podSelector'), labels),
  );
  // With host names the members know each other by the pods' IPs.
  const directions = announcesHosts ? DIRECTIONS.slice(0, 1) : DIRECTIONS;
  const outside = announcesHosts ? [chart.ports.client] : Object.values(chart.ports);
  const ports = itemsAt(container, 'ports')
    .map(({ item }) => item)
    .filter(({ name, containerPort }) => typeof containerPort === 'number' && outside.some((one) => one === name));
  return directions.flatMap((direction) => {
    const policies = own.filter((policy) => governs(policy, direction));
    const [manifest] = policies;
    const closed = ports.filter((port) => !policies.some((policy) => allows(policy, direction, port)));
    if (!manifest || closed.length === 0) return [];
    const numbers = listOf(closed.map(({ containerPort }) => String(containerPort)));
    const message = `The NetworkPolicy ${manifest.name} ${direction.effect} (port ${numbers})`;
    const field = at(manifest.value, 'spec', direction.rules) === undefined ? 'podSelector' : direction.rules;
    return [{ message, manifest, path: ['spec', field] }];
  });
}

/** A selector with expressions is taken to select: the chart writes labels only. */
function selects(selector: unknown, labels: unknown): boolean {
  const wanted = at(selector, 'matchLabels');
  return !isObject(wanted) || Object.entries(wanted).every(([key, value]) => at(labels, key) === value);
}

/** A policy is for ingress unless it says otherwise, and for egress where it has rules for it. */
function governs({ value }: Manifest, { type }: Direction): boolean {
  const types = at(value, 'spec', 'policyTypes');
  if (Array.isArray(types)) return types.includes(type);
  return type === 'Ingress' || at(value, 'spec', 'egress') !== undefined;
}

function allows(policy: Manifest, { rules, peers }: Direction, port: JsonObject): boolean {
  return itemsAt(policy.value, 'spec', rules).some(({ item }) => {
    const [from, ports] = [itemsAt(item, peers), itemsAt(item, 'ports')];
    const toAll = from.length === 0 || from.some((peer) => isObject(peer.item.ipBlock));
    return toAll && (ports.length === 0 || ports.some((one) => covers(one.item, port)));
  });
}

function covers({ port, endPort, protocol = 'TCP' }: JsonObject, { name, containerPort: number }: JsonObject): boolean {
  if (protocol !== 'TCP') return false;
  if (typeof port !== 'number') return port === undefined || port === name;
  const inRange = typeof endPort === 'number' && typeof number === 'number' && port <= number && number <= endPort;
  return port === number || inRange;
}
