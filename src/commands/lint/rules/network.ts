import { targetsIn } from '../../../charts/releases.js';
import { at, isObject, itemsAt, type JsonObject, listAt } from '../../../json/values.js';
import { isInBlock } from '../../../kubernetes/address.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { stringsAt } from '../../../kubernetes/objects.js';
import { selects } from '../../../kubernetes/requirements.js';
import { type LintedRelease, type LintFound, someOf } from '../subject.js';

/** What must be let through. */
interface Flow {
  /** Whom a policy keeps out, or from whom it keeps the members. */
  who: string;
  port: number;
  /** The port's name where it is a pod's; no name means a port of a node. */
  name?: unknown;
  /** Whether an ipBlock is for them. */
  isIn: (cidr: string, except: readonly unknown[]) => boolean;
}

/** What a policy of each type limits, and in which fields. */
const DIRECTIONS = [
  { is: 'ingress', type: 'Ingress', peers: 'from', flowsOf: incoming },
  { is: 'egress', type: 'Egress', peers: 'to', flowsOf: outgoing },
] as const;

/** Why a rule does not let a flow through, in the order of how near it comes to it. */
const REASONS = {
  block: 'no ipBlock is for them',
  pods: 'its rules are for pods only, and these are none',
  number: "no rule is for the TCP port by its number (nodes' ports have no names)",
  port: 'no rule is for the TCP port',
};

/**
 * Clients outside of the cluster and the members' announced IPs are not pods: only a rule without peers or with an ipBlock
 * allows them (Kubernetes documentation, Network Policies). What several policies allow adds up.
 */
export function* networkFaults(release: LintedRelease): Generator<LintFound> {
  if (release.announced.by === 'pod' && !release.hostNetwork) return;
  const own = policiesOn(release);
  for (const { is, type, peers, flowsOf } of DIRECTIONS) {
    const policies = own.filter((policy) => governs(policy, type));
    // Go reads an item `null` as the rule without fields, which allows everything.
    const rules = policies.flatMap(({ value }) => listAt(value, 'spec', is).map((one) => (isObject(one) ? one : {})));
    const closed = flowsOf(release).flatMap((flow) => {
      const refusals = rules.map((rule) => refusal(rule, peers, flow));
      if (refusals.includes(undefined)) return [];
      const nearest = Object.entries(REASONS).find(([reason]) => refusals.some((one) => one === reason));
      return [{ ...flow, why: nearest?.[1] ?? 'it has no rule' }];
    });
    const [manifest] = policies;
    if (!manifest || closed.length === 0) continue;
    const path = ['spec', at(manifest.value, 'spec', is) === undefined ? 'podSelector' : is];
    const [who, ports] = [someOf(closed.map((flow) => flow.who)), someOf(closed.map(({ port }) => String(port)))];
    const why = [...new Set(closed.map((flow) => flow.why))].join('; ');
    yield { rule: 'network-policy', is, manifest, path, name: manifest.name, who, ports, why };
  }
}

/** The policies of the namespace that select the pods. */
function policiesOn({ statefulSet, value, stream }: LintedRelease): Manifest[] {
  const template = stringsAt(value, 'spec', 'template', 'metadata', 'labels');
  // A manifest that was cut for a question may lack those of the pods: the chart sets the same on both.
  const labels = Object.keys(template).length > 0 ? template : stringsAt(value, 'metadata', 'labels');
  const { namespace } = statefulSet;
  const all = targetsIn(stream.manifests, { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace });
  return all.filter(({ value }) => selects(at(value, 'spec', 'podSelector'), labels));
}

/** Without types a policy is for ingress, and for egress where it has a rule for it (Kubernetes, `SetDefaults_NetworkPolicy`). */
function governs({ value }: Manifest, type: 'Ingress' | 'Egress'): boolean {
  const types = listAt(value, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(type);
  return type === 'Ingress' || listAt(value, 'spec', 'egress').length > 0;
}

/** The IPs that are announced, as far as they are known, else any. */
function announcedIps({ list, nodes, announcesOwnNode, announced }: LintedRelease): string[] {
  if (announcesOwnNode && nodes.length > 0) return nodes.map(({ ip }) => ip);
  return announced.by === 'list' || announcesOwnNode ? (list?.ips ?? []).map(({ ip }) => ip) : [];
}

/** From clients, of whose addresses only the family is known, and from members by their nodes' IPs. */
function incoming(release: LintedRelease): Flow[] {
  const [ip] = announcedIps(release);
  const isIn = (cidr: string): boolean => ip === undefined || cidr.includes(':') === ip.includes(':');
  return release.ports.flatMap(({ which, name, item }) => {
    // With host names the members know each other by the pods' IPs. The API server takes no port without a number.
    if (typeof item?.containerPort !== 'number' || (which === 'bus' && release.announcesHosts)) return [];
    const who = which === 'client' ? 'no client outside of Kubernetes' : "no member by its node's IP";
    return [{ who, port: item.containerPort, name, isIn }];
  });
}

/** From one member to all others. */
function outgoing(release: LintedRelease): Flow[] {
  if (release.announcesHosts) return [];
  const ends = announcedIps(release).map((ip) => ({
    who: ip,
    isIn: (cidr: string, except: readonly unknown[]) =>
      isInBlock(ip, cidr) && !except.some((one) => isInBlock(ip, String(one))),
  }));
  const some = ends.length > 0 ? ends : [{ who: "another node's IP", isIn: () => true }];
  return release.ports.flatMap(({ item, bound }) =>
    typeof item?.containerPort === 'number'
      ? some.map((end) => ({ ...end, port: bound ?? Number(item.containerPort) }))
      : [],
  );
}

/** Undefined where the rule lets it through. */
function refusal(rule: JsonObject, peers: 'from' | 'to', flow: Flow): keyof typeof REASONS | undefined {
  const ports = itemsAt(rule, 'ports').map(({ item }) => item);
  if (ports.length > 0 && !ports.some((one) => covers(one, flow))) {
    return flow.name === undefined && ports.some(({ port }) => typeof port === 'string') ? 'number' : 'port';
  }
  const all = itemsAt(rule, peers);
  const blocks = all.flatMap(({ item }) => (isObject(item.ipBlock) ? [item.ipBlock] : []));
  const isFor = blocks.some((block) => flow.isIn(String(block.cidr), listAt(block, 'except')));
  if (all.length === 0 || isFor) return undefined;
  return blocks.length > 0 ? 'block' : 'pods';
}

function covers({ port, endPort, protocol }: JsonObject, { port: wanted, name }: Flow): boolean {
  if ((protocol ?? 'TCP') !== 'TCP') return false;
  if (typeof port !== 'number') return (port ?? undefined) === undefined || port === name;
  return port === wanted || (typeof endPort === 'number' && port <= wanted && wanted <= endPort);
}
