import { filled } from '../../../base/words.js';
import { at, itemsAt, listAt } from '../../../json/at.js';
import { isObject, type JsonObject } from '../../../json/values.js';
import { isInBlock } from '../../../kubernetes/address.js';
import { stringsAt } from '../../../kubernetes/kubectl.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { selects } from '../../../kubernetes/requirements.js';
import { type ReleaseChecks, someOf } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** What must be let through. */
interface Flow {
  /** Whom a policy keeps out, or from whom it keeps the members. */
  who: string;
  port: unknown;
  /** The port's name where it is a pod's; no name means a port of a node. */
  name?: unknown;
  /** The address; of clients only its family is known. */
  ip: string | undefined;
  isFamilyOnly?: boolean;
}

/** What a policy of each type limits, and in which fields. */
const DIRECTIONS = [
  { is: 'ingress', type: 'Ingress', peers: 'from', flowsOf: incoming },
  { is: 'egress', type: 'Egress', peers: 'to', flowsOf: outgoing },
] as const;
type Direction = (typeof DIRECTIONS)[number];

export const NETWORK_CHECKS = {
  /**
   * Clients outside of the cluster and the members' announced IPs are not pods: only a rule without peers or with an ipBlock
   * allows them (Kubernetes documentation, Network Policies). What several policies allow adds up.
   */
  *'network-policy'(release) {
    if (release.announcedBy === 'pod' && !release.hostNetwork) return;
    const own = policiesOn(release);
    for (const direction of DIRECTIONS) {
      const { is, flowsOf } = direction;
      const policies = own.filter((policy) => governs(policy, direction));
      const [manifest] = policies;
      // Go reads an item `null` as the rule without fields, which allows everything.
      const rules = policies.flatMap(({ value }) => listAt(value, 'spec', is).map((one) => (isObject(one) ? one : {})));
      const closed = flowsOf(release).filter((flow) => rules.every((rule) => refusal(rule, direction, flow)));
      if (!manifest || closed.length === 0) continue;
      const [who, ports] = [someOf(closed.map((flow) => flow.who)), someOf(closed.map(({ port }) => String(port)))];
      const why = [...new Set(closed.map((flow) => whyNot(rules, direction, flow)))].join('; ');
      const field = at(manifest.value, 'spec', is) === undefined ? 'podSelector' : is;
      yield { is, manifest, path: ['spec', field], name: manifest.name, who, ports, why };
    }
  },
} satisfies Partial<ReleaseChecks>;

/** The policies of the namespace that select the pods. */
function policiesOn({ statefulSet, value, stream }: LintedRelease): Manifest[] {
  const template = stringsAt(value, 'spec', 'template', 'metadata', 'labels');
  const labels = Object.keys(template).length > 0 ? template : stringsAt(value, 'metadata', 'labels');
  return stream.manifests.filter(
    (one) =>
      one.kind === 'NetworkPolicy' &&
      one.group === 'networking.k8s.io' &&
      one.namespace === statefulSet.namespace &&
      selects(at(one.value, 'spec', 'podSelector'), labels),
  );
}

/** The IPs that are announced, as far as they are known, else any. */
function announcedIps({ list, nodes, announcesOwnNode, announcedBy }: LintedRelease): readonly { ip: string }[] {
  if (announcesOwnNode && nodes.length > 0) return nodes;
  return announcedBy === 'list' || announcesOwnNode ? (list?.ips ?? []) : [];
}

/** From clients, and from members by their nodes' IPs; with host names the members know each other by the pods' IPs. */
function incoming(release: LintedRelease): Flow[] {
  const ip = announcedIps(release)[0]?.ip;
  return release.ports.flatMap(({ which, name, item }) => {
    // The API server takes no port without a number.
    if (typeof item?.containerPort !== 'number' || (which === 'bus' && release.announcesHosts)) return [];
    const who = which === 'client' ? 'no client outside of Kubernetes' : "no member by its node's IP";
    return [{ who, port: item.containerPort, name, ip, isFamilyOnly: true }];
  });
}

/** From one member to all others. */
function outgoing(release: LintedRelease): Flow[] {
  if (release.announcesHosts) return [];
  const ips = announcedIps(release);
  const ends = ips.length > 0 ? ips.map(({ ip }) => ({ who: ip, ip })) : [{ who: "another node's IP", ip: undefined }];
  return release.ports.flatMap(({ item, bound }) =>
    typeof item?.containerPort === 'number' ? ends.map((end) => ({ ...end, port: bound ?? item.containerPort })) : [],
  );
}

/** Without types a policy is for ingress, and for egress where it has a rule for it (Kubernetes, `SetDefaults_NetworkPolicy`). */
function governs({ value }: Manifest, { type }: Direction): boolean {
  const types = listAt(value, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(type);
  return type === 'Ingress' || listAt(value, 'spec', 'egress').length > 0;
}

/** Why a rule does not let it through; undefined where it does. */
function refusal(rule: JsonObject, { peers }: Direction, flow: Flow): keyof typeof REASONS | undefined {
  const ports = itemsAt(rule, 'ports').map(({ item }) => item);
  if (ports.length > 0 && !ports.some((one) => covers(one, flow))) {
    return flow.name === undefined && ports.some(({ port }) => typeof port === 'string') ? 'number' : 'port';
  }
  const blocks = itemsAt(rule, peers).map(({ item }) => item.ipBlock);
  if (blocks.length === 0 || blocks.some((block) => isIn(block, flow))) return undefined;
  return blocks.some(isObject) ? 'block' : 'pods';
}

/** In the order of how near a rule comes to letting it through: the first that one of them has is named. */
const REASONS = {
  block: 'no ipBlock is for them',
  pods: 'its rules are for pods only, and these are none',
  number: "no rule is for TCP port {port} by its number (nodes' ports have no names)",
  port: 'no rule is for TCP port {port}',
};

function whyNot(rules: readonly JsonObject[], direction: Direction, flow: Flow): string {
  const refusals = rules.map((rule) => refusal(rule, direction, flow));
  const nearest = Object.entries(REASONS).find(([reason]) => refusals.some((one) => one === reason));
  return nearest ? filled(nearest[1], { port: String(flow.port) }) : 'it has no rule';
}

function isIn(block: unknown, { ip, isFamilyOnly }: Flow): boolean {
  if (!isObject(block)) return false;
  const cidr = String(block.cidr);
  if (ip === undefined) return true;
  if (isFamilyOnly) return cidr.includes(':') === ip.includes(':');
  return isInBlock(ip, cidr) && !listAt(block, 'except').some((one) => isInBlock(ip, String(one)));
}

function covers({ port, endPort, protocol }: JsonObject, { port: wanted, name }: Flow): boolean {
  if ((protocol ?? 'TCP') !== 'TCP') return false;
  if (typeof port !== 'number') return (port ?? undefined) === undefined || port === name;
  const inRange = typeof endPort === 'number' && typeof wanted === 'number' && port <= wanted && wanted <= endPort;
  return port === wanted || inRange;
}
