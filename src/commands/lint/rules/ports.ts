import { serverPorts } from '../../../charts/ports.js';
import { itemsAt } from '../../../json/at.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { NAMED, type ReleaseChecks, someOf } from '../check.js';
import { clash, type HostPortClaim } from '../host-ports.js';

export const PORT_CHECKS = {
  *'host-port-missing'({ ports }) {
    for (const { name, item, path, bound } of ports) {
      if (!item) yield { is: 'absent', path, name };
      else if (bound === undefined)
        yield { is: 'port', path: [...path, 'containerPort'], name, number: item.containerPort ?? undefined };
    }
  },

  *'host-port-mismatch'({ ports, environment, chart, config }) {
    const server = serverPorts(environment, chart, config?.directives);
    for (const { which, name, item, path, bound } of ports) {
      if (!item || bound === undefined) continue;
      const { announced, listening } = server[which];
      const { hostPort, containerPort } = item;
      if (announced !== undefined && bound !== announced) {
        const field = hostPort === undefined ? 'containerPort' : 'hostPort';
        yield { is: 'announced', path: [...path, field], name, bound, announced };
      } else if (listening !== undefined && containerPort !== listening)
        yield { is: 'listening', path: [...path, 'containerPort'], bound, containerPort, listening };
    }
  },

  *'host-port-conflict'({ claims, stream }) {
    for (const claim of claims) {
      const others = rivals(claim, stream.claims().get(claim.port) ?? []);
      if (others.length > 0) yield { path: claim.path, port: claim.port, others: someOf(others) };
    }
  },
} satisfies Partial<ReleaseChecks>;

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
