import { listOf } from '../../../base/text.js';
import { targetsIn } from '../../../charts/releases.js';
import { at, itemsAt, listAt } from '../../../json/values.js';
import { boundPorts, POD } from '../../../kubernetes/pod-template.js';
import { type LintedRelease, type LintFound, someOf } from '../subject.js';

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
    const is = level === undefined ? 'unknown' : 'known';
    yield { rule: 'pod-security', is, path, what, namespace: statefulSet.namespace, level };
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
