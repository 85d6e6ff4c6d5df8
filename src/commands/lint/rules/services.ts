import { listOf, plural } from '../../../base/words.js';
import { at, itemsAt, listAt } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease, LintedStream, PodService } from '../subject.js';

/** One finding for all Services that are alike, at the first of them; their verb for one and for several. */
function atFirst(services: readonly PodService[], field: string, verbs: [string, string], rest: string): Problem[] {
  const [first, ...others] = services;
  if (!first) return [];
  const { manifest } = first;
  const subject =
    others.length === 0
      ? `The LoadBalancer Service ${manifest.name} ${verbs[0]}`
      : `${plural(services.length, 'LoadBalancer Service')} (${manifest.name} and so on) ${verbs[1]}`;
  return [{ manifest, path: ['spec', field], message: `${subject} ${rest}` }];
}

function loadBalancers({ podServices }: LintedRelease): PodService[] {
  return podServices.filter(({ manifest }) => at(manifest.value, 'spec', 'type') === 'LoadBalancer');
}

/** Helm 3's `--wait`: a LoadBalancer is ready with an ingress or an external IP of its own (pkg/kube/ready.go). */
export function waitHangs(release: LintedRelease): Problem[] {
  // The IPs known to be nodes': those of the configuration, else those the pods announce.
  const ips = (release.nodes.length > 0 ? release.nodes : (release.list?.ips ?? [])).map(({ ip }) => ip);
  const waiting = loadBalancers(release).filter(
    ({ manifest: { value } }) =>
      listAt(value, 'spec', 'externalIPs').length === 0 && ips.includes(String(at(value, 'spec', 'loadBalancerIP'))),
  );
  const verbs: [string, string] = ["asks for a node's IP and never gets", "ask for nodes' IPs and never get"];
  return atFirst(waiting, 'loadBalancerIP', verbs, "an ingress: Helm 3's --wait runs into its timeout");
}

/**
 * k3s makes a DaemonSet for each LoadBalancer Service which binds the Service's ports on every node (k3s documentation,
 * networking, Service Load Balancer); Services of another load balancer's class are not its own.
 */
export function serviceLoadBalancer(release: LintedRelease): Problem[] {
  const portsOf = ({ manifest }: PodService) => itemsAt(manifest.value, 'spec', 'ports').map(({ item }) => item.port);
  const bound = hostPorts(release);
  const clashing = loadBalancers(release).filter(
    (one) =>
      at(one.manifest.value, 'spec', 'loadBalancerClass') === undefined &&
      portsOf(one).some((port) => bound.some((number) => number === port)),
  );
  const taken = clashing.flatMap(portsOf);
  const ports = listOf(bound.filter((port) => taken.includes(port)));
  const effect = `the ports ${ports}: k3s' service load balancer binds them on every node, and the pods cannot`;
  return atFirst(clashing, 'type', ['has', 'have'], effect);
}

/** A load balancer's list of allowed sources: what comes to a host port does not pass it. */
export function sourceRanges(release: LintedRelease): Problem[] {
  if (release.claims.length === 0) return [];
  const limited = loadBalancers(release).filter(
    ({ manifest }) => listAt(manifest.value, 'spec', 'loadBalancerSourceRanges').length > 0,
  );
  const effect = 'who may come, but a host port knows no such list: everybody who reaches the node reaches the server';
  return atFirst(limited, 'loadBalancerSourceRanges', ['limits', 'limit'], effect);
}

const hostPorts = ({ claims }: LintedRelease): number[] => [...new Set(claims.map(({ number }) => number))];

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** Kubernetes, Pod Security Standards: baseline and restricted know no host ports and no host network. */
export function podSecurity(release: LintedRelease, { manifests }: LintedStream): Problem[] {
  const { statefulSet, claims, hostNetwork } = release;
  const [claim] = claims;
  const namespace = manifests.findLast(
    ({ kind, name, labels }) =>
      kind === 'Namespace' && name === statefulSet.namespace && typeof labels[ENFORCE] === 'string',
  );
  const level = namespace?.labels[ENFORCE];
  if (!claim || level === 'privileged') return [];
  const what = hostNetwork ? 'The host network is' : `Host ports (${listOf(hostPorts(release))}) are`;
  const where = namespace
    ? `namespace ${namespace.name}, whose Pod Security level is ${level}`
    : 'a namespace whose Pod Security level is baseline or restricted';
  const path = hostNetwork ? [...POD, 'hostNetwork'] : claim.path;
  return [{ path, message: `${what} refused in ${where}` }];
}
