import { listOf, plural } from '../../../base/words.js';
import { at, itemsAt } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease, PodService } from '../subject.js';

/** One finding for all Services that are alike, at the first of them. */
function atFirst(services: readonly PodService[], field: string, message: (subject: string) => string): Problem[] {
  const [first] = services;
  if (!first) return [];
  const subject =
    services.length === 1
      ? `The LoadBalancer Service ${first.manifest.name}`
      : `${plural(services.length, 'LoadBalancer Service')} (${first.manifest.name} and so on)`;
  return [{ manifest: first.manifest, path: ['spec', field], message: message(subject) }];
}

function loadBalancers(release: LintedRelease): PodService[] {
  return release.podServices().filter(({ manifest }) => at(manifest.value, 'spec', 'type') === 'LoadBalancer');
}

/** The IPs known to be nodes': those of the configuration, else those the pods announce. */
function nodeIps(release: LintedRelease): ReadonlySet<string> {
  const { nodes } = release.stream.settings;
  const announced = (release.list()?.ips ?? []).map(({ ip }) => ip);
  return new Set(nodes.length > 0 ? nodes.map(({ ip }) => ip) : announced);
}

/** Helm 3's `--wait`: a LoadBalancer is ready with an ingress or an external IP of its own (pkg/kube/ready.go). */
export function waitHangs(release: LintedRelease): Problem[] {
  const ips = nodeIps(release);
  const waiting = loadBalancers(release).filter(({ manifest: { value } }) => {
    const external = at(value, 'spec', 'externalIPs');
    const answered = Array.isArray(external) && external.length > 0;
    return !answered && ips.has(String(at(value, 'spec', 'loadBalancerIP')));
  });
  return atFirst(
    waiting,
    'loadBalancerIP',
    (subject) =>
      `${subject} ${waiting.length === 1 ? "asks for a node's IP and never gets" : "ask for nodes' IPs and never get"} an ingress: Helm 3's --wait runs into its timeout`,
  );
}

/**
 * k3s makes a DaemonSet for each LoadBalancer Service which binds the Service's ports on every node (k3s documentation,
 * networking, Service Load Balancer); Services of another load balancer's class are not its own.
 */
export function serviceLoadBalancer(release: LintedRelease): Problem[] {
  const bound = new Set(hostPorts(release));
  const clashing = loadBalancers(release).filter(
    ({ manifest: { value } }) =>
      at(value, 'spec', 'loadBalancerClass') === undefined && servicePorts(value).some((port) => bound.has(port)),
  );
  const ports = [...bound].filter((port) =>
    clashing.some(({ manifest }) => servicePorts(manifest.value).includes(port)),
  );
  return atFirst(
    clashing,
    'type',
    (subject) =>
      `${subject} ${clashing.length === 1 ? 'has' : 'have'} the ports ${listOf(ports)}: k3s' service load balancer binds them on every node, and the pods cannot`,
  );
}

/** A load balancer's list of allowed sources: what comes to a host port does not pass it. */
export function sourceRanges(release: LintedRelease): Problem[] {
  if (hostPorts(release).length === 0) return [];
  const limited = loadBalancers(release).filter(
    ({ manifest }) => itemCount(at(manifest.value, 'spec', 'loadBalancerSourceRanges')) > 0,
  );
  return atFirst(
    limited,
    'loadBalancerSourceRanges',
    (subject) =>
      `${subject} ${limited.length === 1 ? 'limits' : 'limit'} who may come, but a host port knows no such list: everybody who reaches the node reaches the server`,
  );
}

const itemCount = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

const servicePorts = (service: unknown): number[] =>
  itemsAt(service, 'spec', 'ports').flatMap(({ item }) => (typeof item.port === 'number' ? [item.port] : []));

function hostPorts(release: LintedRelease): number[] {
  return release.stream
    .hostPorts()
    .of(release.statefulSet)
    .map(({ port }) => port);
}

/** Kubernetes, Pod Security Standards: baseline and restricted know no host ports and no host network. */
export function podSecurity(release: LintedRelease): Problem[] {
  const { statefulSet: manifest, hostNetwork } = release;
  const [claim] = release.stream.hostPorts().of(manifest);
  const level = release.stream.podSecurityLevels().get(manifest.namespace);
  if (!claim || level === 'privileged') return [];
  const what = hostNetwork ? 'The host network' : `Host ports (${listOf([...new Set(hostPorts(release))])})`;
  const where =
    level !== undefined
      ? `namespace ${manifest.namespace}, whose Pod Security level is ${level}`
      : 'a namespace whose Pod Security level is baseline or restricted';
  const message = `${what} ${hostNetwork ? 'is' : 'are'} refused in ${where}`;
  return [{ manifest, path: hostNetwork ? [...POD, 'hostNetwork'] : claim.path, message }];
}
