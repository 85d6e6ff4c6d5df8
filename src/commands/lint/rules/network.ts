import { listOf } from '../../../base/words.js';
import { at, itemsAt } from '../../../json/at.js';
import { isObject, type JsonObject } from '../../../json/values.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

type Direction = 'Ingress' | 'Egress';
const FIELDS = { Ingress: ['ingress', 'from'], Egress: ['egress', 'to'] } as const;

/**
 * Clients outside of the cluster and the members' announced IPs are no pods: only a rule without peers or with an ipBlock
 * allows them (Kubernetes documentation, Network Policies). What several policies allow adds up.
 */
export function networkPolicy(release: LintedRelease): Problem[] {
  if (release.announcement().by === 'pod' && !release.hostNetwork) return [];
  return [
    ...blocked(release, 'Ingress', 'lets in no client outside of Kubernetes, since that is no pod'),
    ...blocked(release, 'Egress', "lets no member reach another, which announces its node's IP, and that is no pod"),
  ];
}

function blocked(release: LintedRelease, direction: Direction, effect: string): Problem[] {
  const policies = policiesOf(release, direction);
  const [first] = policies;
  if (!first) return [];
  const ports = serverPorts(release);
  const closed = ports.filter((port) => !policies.some((policy) => allows(policy, direction, port)));
  if (closed.length === 0) return [];
  const message = `The NetworkPolicy ${first.name} ${effect} (port ${listOf(closed.map(({ number }) => number))})`;
  const [field] = FIELDS[direction];
  const path = at(first.value, 'spec', field) === undefined ? ['spec', 'podSelector'] : ['spec', field];
  return [{ message, manifest: first, path }];
}

/** The policies that select the release's pods; a policy is for ingress unless it says otherwise. */
function policiesOf(release: LintedRelease, direction: Direction): Manifest[] {
  const labels = at(release.value, 'spec', 'template', 'metadata', 'labels') ?? release.statefulSet.labels;
  return release.stream.manifests.filter((manifest) => {
    if (manifest.kind !== 'NetworkPolicy' || manifest.group !== 'networking.k8s.io') return false;
    if (manifest.namespace !== release.statefulSet.namespace) return false;
    const types = at(manifest.value, 'spec', 'policyTypes');
    const governs = Array.isArray(types)
      ? types.includes(direction)
      : direction === 'Ingress' || at(manifest.value, 'spec', 'egress') !== undefined;
    return governs && selects(at(manifest.value, 'spec', 'podSelector'), labels);
  });
}

/** A selector with expressions is taken to select: the chart writes labels only. */
function selects(selector: unknown, labels: unknown): boolean {
  const wanted = at(selector, 'matchLabels');
  return !isObject(wanted) || Object.entries(wanted).every(([key, value]) => at(labels, key) === value);
}

interface Port {
  name: string;
  number: number;
}

function serverPorts({ chart, server }: LintedRelease): Port[] {
  return itemsAt(server()?.item, 'ports').flatMap(({ item: { name, containerPort } }) =>
    (name === chart.ports.client || name === chart.ports.bus) && typeof containerPort === 'number'
      ? [{ name, number: containerPort }]
      : [],
  );
}

function allows(policy: Manifest, direction: Direction, port: Port): boolean {
  const [rules, peers] = FIELDS[direction];
  return itemsAt(policy.value, 'spec', rules).some(({ item }) => {
    const list = itemsAt(item, peers);
    const toAll = list.length === 0 || list.some((peer) => isObject(peer.item.ipBlock));
    const ports = itemsAt(item, 'ports');
    return toAll && (ports.length === 0 || ports.some((one) => covers(one.item, port)));
  });
}

function covers({ port, endPort, protocol = 'TCP' }: JsonObject, { name, number }: Port): boolean {
  if (protocol !== 'TCP') return false;
  if (typeof port !== 'number') return port === undefined || port === name;
  return port === number || (typeof endPort === 'number' && port <= number && number <= endPort);
}
