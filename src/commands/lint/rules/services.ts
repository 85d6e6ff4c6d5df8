import { listOf } from '../../../base/words.js';
import { at, itemsAt, listAt } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import { type ReleaseChecks, someOf } from '../check.js';
import type { LintedRelease, PodService } from '../subject.js';

/** What the Services and the namespace make of the host ports. */
export const SERVICE_CHECKS = {
  /** Helm 3's `--wait`: a LoadBalancer is ready with an ingress or an external IP of its own (pkg/kube/ready.go). */
  *'wait-hangs'(release) {
    // The IPs known to be nodes': those of the configuration, else those the pods announce.
    const ips = (release.nodes.length > 0 ? release.nodes : (release.list?.ips ?? [])).map(({ ip }) => ip);
    const waiting = loadBalancers(
      release,
      (spec) => listAt(spec, 'externalIPs').length === 0 && ips.includes(String(at(spec, 'loadBalancerIP'))),
    );
    yield* atFirst(waiting, 'loadBalancerIP');
  },

  /** Kubernetes, Pod Security Standards: baseline and restricted know no host ports and no host network. */
  *'pod-security'({ statefulSet, claims, hostNetwork, stream }) {
    const namespaces = stream.manifests.filter(
      ({ kind, name }) => kind === 'Namespace' && name === statefulSet.namespace,
    );
    const level = namespaces.map(({ labels }) => labels[ENFORCE]).findLast((one) => typeof one === 'string');
    if (!claims[0] || level === 'privileged') return;
    const what = hostNetwork ? 'The host network is' : `Host ports (${listOf(numbersOf(claims))}) are`;
    const path = hostNetwork ? [...POD, 'hostNetwork'] : claims[0].path;
    yield { is: level === undefined ? 'unknown' : 'known', path, what, namespace: statefulSet.namespace, level };
  },

  /**
   * k3s makes a DaemonSet for each LoadBalancer Service which binds the Service's ports on every node (k3s documentation,
   * networking, Service Load Balancer); Services of another load balancer's class are not its own.
   */
  *'service-load-balancer'(release) {
    const bound = numbersOf(release.claims);
    const boundBy = (spec: unknown): number[] =>
      bound.filter((number) => itemsAt(spec, 'ports').some(({ item }) => item.port === number));
    const clashing = loadBalancers(
      release,
      (spec) => at(spec, 'loadBalancerClass') === undefined && boundBy(spec).length > 0,
    );
    const ports = bound.filter((port) => clashing.some(({ manifest }) => boundBy(manifest.value.spec).includes(port)));
    for (const found of atFirst(clashing, 'type')) yield { ...found, ports };
  },

  /** A load balancer's list of allowed sources: what comes to a host port does not pass it. */
  *'source-ranges'(release) {
    if (release.claims.length === 0) return;
    const limited = loadBalancers(release, (spec) => listAt(spec, 'loadBalancerSourceRanges').length > 0);
    yield* atFirst(limited, 'loadBalancerSourceRanges');
  },
} satisfies Partial<ReleaseChecks>;

const ENFORCE = 'pod-security.kubernetes.io/enforce';

const numbersOf = (claims: LintedRelease['claims']): number[] => [...new Set(claims.map(({ number }) => number))];

/** The pods' Services of type LoadBalancer for whose spec something holds. */
function loadBalancers({ podServices }: LintedRelease, holds: (spec: unknown) => boolean): PodService[] {
  return podServices.filter(
    ({ manifest: { value } }) => at(value, 'spec', 'type') === 'LoadBalancer' && holds(value.spec),
  );
}

/** One finding for all Services that are alike, at the first of them. */
function atFirst([first, ...others]: readonly PodService[], field: string) {
  if (!first) return [];
  const services = someOf([first, ...others].map(({ manifest }) => manifest.name));
  return [{ manifest: first.manifest, path: ['spec', field], services }];
}
