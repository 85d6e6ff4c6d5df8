import { serverPorts } from '../../../charts/ports.js';
import { itemsAt } from '../../../json/at.js';
import { hostPortOf } from '../../../kubernetes/pod-template.js';
import { NAMED, type Problem, someOf } from '../check.js';
import { clash, type HostPortClaim } from '../host-ports.js';
import type { LintedRelease, LintedStream } from '../subject.js';

/** The server container's client port and bus port, as far as they are there. */
function redisPorts({ chart, container, environment, containerPath, config, hostNetwork }: LintedRelease) {
  const servers = serverPorts(environment, chart, config?.text);
  return (['client', 'bus'] as const).map((which) => {
    const name = chart.ports[which];
    const { item, index } = itemsAt(container, 'ports').find((port) => port.item.name === name) ?? {};
    const path = [...containerPath, 'ports', ...(index === undefined ? [] : [index])];
    return { name, item, path, bound: item && hostPortOf(item, hostNetwork), server: servers[which] };
  });
}

export function hostPortMissing(release: LintedRelease): Problem[] {
  return redisPorts(release).flatMap(({ name, item, path, bound }) => {
    if (!item) return [{ path, message: `The server's container has no port named ${name}` }];
    const message = `Port ${name} (${item.containerPort}) has no hostPort, so its node's IP does not lead to the pod`;
    return bound === undefined ? [{ path: [...path, 'containerPort'], message }] : [];
  });
}

export function hostPortMismatch(release: LintedRelease): Problem[] {
  return redisPorts(release).flatMap(({ name, item, path, bound, server: { announced, listening } }) => {
    if (!item || bound === undefined) return [];
    const { hostPort, containerPort } = item;
    if (announced !== undefined && bound !== announced) {
      const message = `Port ${name} has hostPort ${bound}, but the pod announces ${announced}`;
      return [{ path: [...path, hostPort === undefined ? 'containerPort' : 'hostPort'], message }];
    }
    if (listening === undefined || containerPort === listening) return [];
    const message = `Host port ${bound} leads to container port ${containerPort}, but the server listens on ${listening}`;
    return [{ path: [...path, 'containerPort'], message }];
  });
}

export function hostPortConflict({ claims }: LintedRelease, stream: LintedStream): Problem[] {
  return claims.flatMap((claim) => {
    const others = rivals(claim, stream.claims().get(claim.port) ?? []);
    if (others.length === 0) return [];
    const verb = others.length === 1 ? 'claims' : 'claim';
    const message = `Host port ${claim.port} is not free: ${someOf(others)} ${verb} it too, on nodes both may use`;
    return [{ path: claim.path, message }];
  });
}

/** Who else claims it; the search stops at one more than is named, so that a hundred releases that all do stay linear. */
function rivals(claim: HostPortClaim, all: readonly HostPortClaim[]): string[] {
  const names = new Set<string>();
  for (const other of all) {
    if (names.size > NAMED) break;
    const { title, namespace } = other.manifest;
    if (other.manifest === claim.manifest || !clash(claim, other)) continue;
    names.add(namespace === '' ? title : `${title} in namespace ${namespace}`);
  }
  return [...names];
}
