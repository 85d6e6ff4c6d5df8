import { capital, listOf } from '../../../base/text.js';
import { targetsIn } from '../../../charts/releases.js';
import { at, isObject, itemsAt, type JsonObject, listAt } from '../../../json/values.js';
import { isInBlock } from '../../../kubernetes/address.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { stringsAt } from '../../../kubernetes/objects.js';
import { boundPorts, POD } from '../../../kubernetes/pod-template.js';
import { selects } from '../../../kubernetes/selectors.js';
import { type LintedRelease, type LintFound, someOf } from '../subject.js';

/** What must be let through. */
interface Flow {
  /** Whom a policy keeps out, or from whom it keeps the members. */
  who: string;
  port: number;
  /** A port of a node has none. */
  name?: unknown;
  isFor: (ipBlock: JsonObject) => boolean;
}

/**
 * Clients outside of the cluster and the members' announced IPs are not pods: only a rule without peers or with an ipBlock
 * allows them (Kubernetes documentation, Network Policies). What several policies allow adds up.
 */
export function* networkFaults(release: LintedRelease): Generator<LintFound> {
  if (release.announced.by === 'pod' && !release.hostNetwork) return;
  const own = policiesOn(release);
  for (const [is, peers, flows] of [
    ['ingress', 'from', incoming(release)],
    ['egress', 'to', outgoing(release)],
  ] as const) {
    const policies = own.filter((policy) => governs(policy, is));
    const rules = policies.flatMap(({ value }) => listAt(value, 'spec', is));
    const closed = flows.map((flow) => ({ ...flow, why: refusal(rules, peers, flow) })).filter(({ why }) => why);
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
function governs({ value }: Manifest, direction: 'ingress' | 'egress'): boolean {
  const types = listAt(value, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(capital(direction));
  return direction === 'ingress' || listAt(value, 'spec', 'egress').length > 0;
}

/** The IPs that are announced, as far as they are known. */
function announcedIps({ list, nodes, announcesOwnNode, announced }: LintedRelease): string[] {
  if (announced.by === 'unknown') return [];
  return (announcesOwnNode && nodes.length > 0 ? nodes : (list?.ips ?? [])).map(({ ip }) => ip);
}

/** From clients, of whose addresses only the family is known, and from members by their nodes' IPs. */
function incoming(release: LintedRelease): Flow[] {
  const [ip] = announcedIps(release);
  const isFor = ({ cidr }: JsonObject): boolean => ip === undefined || String(cidr).includes(':') === ip.includes(':');
  return release.ports.flatMap(({ which, name, item }) => {
    // With host names the members know each other by the pods' IPs. The API server takes no port without a number.
    if (typeof item?.containerPort !== 'number' || (which === 'bus' && release.announcesHosts)) return [];
    const who = which === 'client' ? 'no client outside of Kubernetes' : "no member by its node's IP";
    return [{ who, port: item.containerPort, name, isFor }];
  });
}

/** From one member to all others. */
function outgoing(release: LintedRelease): Flow[] {
  if (release.announcesHosts) return [];
  const ends = announcedIps(release).map((ip) => ({
    who: ip,
    isFor: (block: JsonObject) =>
      isInBlock(ip, String(block.cidr)) && !listAt(block, 'except').some((one) => isInBlock(ip, String(one))),
  }));
  const some = ends.length > 0 ? ends : [{ who: "another node's IP", isFor: () => true }];
  return release.ports.flatMap(({ item, bound }) => {
    const port = bound ?? item?.containerPort;
    return typeof port === 'number' ? some.map((end) => ({ ...end, port })) : [];
  });
}

/** Why no rule lets it through, by those that come nearest to it; undefined where one does. */
function refusal(rules: readonly unknown[], peersIn: 'from' | 'to', flow: Flow): string | undefined {
  if (rules.length === 0) return 'it has no rule';
  const portsOf = (rule: unknown) => itemsAt(rule, 'ports').map(({ item }) => item);
  const blocksOf = (rule: unknown) =>
    itemsAt(rule, peersIn)
      .map(({ item }) => item.ipBlock)
      .filter(isObject);
  const forPort = rules.filter((one) => portsOf(one).length === 0 || portsOf(one).some((port) => covers(port, flow)));
  // Go reads a rule `null` as one without fields, which allows everything.
  const isOpen = (rule: unknown) => itemsAt(rule, peersIn).length === 0 || blocksOf(rule).some(flow.isFor);
  if (forPort.some(isOpen)) return undefined;
  if (forPort.some((rule) => blocksOf(rule).length > 0)) return 'no ipBlock is for them';
  if (forPort.length > 0) return 'its rules are for pods only, and these are none';
  const byName = rules.flatMap(portsOf).some(({ port }) => typeof port === 'string');
  if (byName && flow.name === undefined)
    return "no rule is for the TCP port by its number (nodes' ports have no names)";
  return 'no rule is for the TCP port';
}

function covers({ port, endPort, protocol }: JsonObject, { port: wanted, name }: Flow): boolean {
  if ((protocol ?? 'TCP') !== 'TCP') return false;
  if (typeof port !== 'number') return (port ?? undefined) === undefined || port === name;
  return port === wanted || (typeof endPort === 'number' && port <= wanted && wanted <= endPort);
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** What the Services and the namespace make of the host ports. */
export function* serviceFaults(release: LintedRelease): Generator<LintFound> {
  const { statefulSet, value, hostNetwork, stream, podServices, nodes, list } = release;
  const balancers = podServices.filter(({ spec }) => at(spec, 'type') === 'LoadBalancer');

  // Helm 3's `--wait`: a LoadBalancer is ready with an ingress or an external IP of its own (pkg/kube/ready.go). The IPs known to
  // be nodes': those of the configuration, else those the pods announce.
  const ips = (nodes.length > 0 ? nodes : (list?.ips ?? [])).map(({ ip }) => ip);
  const waiting = balancers.filter(
    ({ spec }) => listAt(spec, 'externalIPs').length === 0 && ips.includes(String(at(spec, 'loadBalancerIP'))),
  );
  for (const found of atFirst(waiting, 'loadBalancerIP')) yield { rule: 'wait-hangs', ...found };

  const claims = boundPorts(at(value, ...POD));
  const [claim] = claims;
  if (!claim) return;
  const bound = [...new Set(claims.map(({ number }) => number))];
  // Kubernetes, Pod Security Standards: baseline and restricted know no host ports and no host network.
  const namespaces = targetsIn(stream.manifests, { kind: 'Namespace', name: statefulSet.namespace });
  const level = namespaces.map(({ labels }) => labels[ENFORCE]).findLast((one) => typeof one === 'string');
  if (level !== 'privileged') {
    const what = hostNetwork ? 'The host network is' : `Host ports (${listOf(bound)}) are`;
    const path = [...POD, ...(hostNetwork ? ['hostNetwork'] : claim.path)];
    yield { rule: 'pod-security', path, what, namespace: statefulSet.namespace, level };
  }

  // k3s makes a DaemonSet for each LoadBalancer Service which binds the Service's ports on every node (k3s documentation,
  // networking, Service Load Balancer); Services of another load balancer's class are not its own.
  const boundBy = (spec: unknown): unknown[] => itemsAt(spec, 'ports').map(({ item }) => item.port);
  const clashing = balancers.filter(
    ({ spec }) => at(spec, 'loadBalancerClass') === undefined && bound.some((port) => boundBy(spec).includes(port)),
  );
  const ports = bound.filter((port) => clashing.some(({ spec }) => boundBy(spec).includes(port)));
  for (const found of atFirst(clashing, 'type')) yield { rule: 'service-load-balancer', ...found, ports };

  // A load balancer's list of allowed sources: what comes to a host port does not pass it.
  const limited = balancers.filter(({ spec }) => listAt(spec, 'loadBalancerSourceRanges').length > 0);
  for (const found of atFirst(limited, 'loadBalancerSourceRanges')) yield { rule: 'source-ranges', ...found };
}

/** One finding for all Services that are alike, at the first of them. */
function atFirst(alike: LintedRelease['podServices'], field: string) {
  const services = someOf(alike.map(({ manifest }) => manifest.name));
  return alike.slice(0, 1).map(({ manifest }) => ({ manifest, path: ['spec', field], services }));
}
