import { serverPorts } from '../../../charts/server-config.js';
import { itemsAt } from '../../../json/values.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { clash, type HostPortClaim } from '../host-ports.js';
import { type LintedRelease, type LintFound, NAMED, someOf } from '../subject.js';

/** Whether the chart's ports are bound on the node, as they are announced, and by nobody else. */
export function* portFaults({
  ports,
  environment,
  chart,
  config,
  claims,
  stream,
}: LintedRelease): Generator<LintFound> {
  const server = serverPorts(environment, chart, config?.directives);
  for (const { which, name, item, path, bound } of ports) {
    if (!item) {
      yield { rule: 'host-port-missing', is: 'absent', path, name };
      continue;
    }
    const { hostPort, containerPort } = item;
    const { announced, listening } = server[which];
    const inside = [...path, 'containerPort'];
    if (bound === undefined) {
      const number = typeof containerPort === 'number' ? containerPort : undefined;
      yield { rule: 'host-port-missing', is: 'port', path: inside, name, number };
    } else if (announced !== undefined && bound !== announced) {
      const field = hostPort === undefined ? inside : [...path, 'hostPort'];
      yield { rule: 'host-port-mismatch', is: 'announced', path: field, name, bound, announced };
    } else if (listening !== undefined && containerPort !== listening) {
      yield {
        rule: 'host-port-mismatch',
        is: 'listening',
        path: inside,
        bound,
        containerPort: String(containerPort),
        listening,
      };
    }
  }
  for (const claim of claims) {
    const others = rivals(claim, stream.claims().get(claim.port) ?? []);
    if (others.length > 0)
      yield { rule: 'host-port-conflict', path: claim.path, port: claim.port, others: someOf(others) };
  }
}

/** Who else claims it; the search stops at one more than is named, so that a hundred releases that all do stay linear. */
function rivals(claim: HostPortClaim, all: readonly HostPortClaim[]): string[] {
  const names = new Set<string>();
  for (const other of all) {
    if (names.size > NAMED) break;
    const { title, namespace } = other.manifest;
    if (other.manifest === claim.manifest || isMadeBy(claim.manifest, other.manifest) || !clash(claim, other)) continue;
    names.add(namespace === '' ? title : `${title} in namespace ${namespace}`);
  }
  return [...names];
}

/** Whether an object is a pod of the workload: `kubectl get` prints both. */
function isMadeBy(workload: Manifest, { value, namespace }: Manifest): boolean {
  return itemsAt(value, 'metadata', 'ownerReferences').some(
    ({ item }) => item.kind === workload.kind && item.name === workload.name && namespace === workload.namespace,
  );
}
