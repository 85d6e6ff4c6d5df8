import { listOf } from '../../../base/words.js';
import { type ServerPort, serverPorts } from '../../../charts/ports.js';
import { itemsAt, type Path } from '../../../json/at.js';
import type { JsonObject } from '../../../json/values.js';
import { hostPortOf, POD } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { HostPortClaim } from '../host-ports.js';
import type { LintedRelease } from '../subject.js';

/** The server container's port of a name, as far as it is there. */
interface NamedPort {
  name: string;
  item: JsonObject | undefined;
  path: Path;
  server: ServerPort;
}

function redisPorts(release: LintedRelease): NamedPort[] {
  const { chart } = release;
  const container = release.server();
  const ports = serverPorts(container?.item, chart, release.config()?.text);
  const path = [...POD, 'containers', ...(container ? [container.index, 'ports'] : [])];
  return (['client', 'bus'] as const).map((which) => {
    const name = chart.ports[which];
    const found = itemsAt(container?.item, 'ports').find(({ item }) => item.name === name);
    return { name, item: found?.item, path: found ? [...path, found.index] : path, server: ports[which] };
  });
}

export function hostPortMissing(release: LintedRelease): Problem[] {
  return redisPorts(release).flatMap(({ name, item, path }) => {
    const manifest = release.statefulSet;
    if (!item) return [{ manifest, path, message: `The server's container has no port named ${name}` }];
    if (hostPortOf(item, release.hostNetwork) !== undefined) return [];
    const port = `${name} (${item.containerPort})`;
    return [
      {
        manifest,
        path: [...path, 'containerPort'],
        message: `Port ${port} has no hostPort, so its node's IP does not lead to the pod`,
      },
    ];
  });
}

export function hostPortMismatch(release: LintedRelease): Problem[] {
  return redisPorts(release).flatMap(({ name, item, path, server }) => {
    const manifest = release.statefulSet;
    const bound = item && hostPortOf(item, release.hostNetwork);
    if (!item || bound === undefined) return [];
    const at = { manifest, path: [...path, item.hostPort === undefined ? 'containerPort' : 'hostPort'] };
    if (server.announced !== undefined && bound !== server.announced) {
      return [{ ...at, message: `Port ${name} has hostPort ${bound}, but the pod announces ${server.announced}` }];
    }
    if (server.listening === undefined || item.containerPort === server.listening) return [];
    return [
      {
        manifest,
        path: [...path, 'containerPort'],
        message: `Host port ${bound} leads to container port ${item.containerPort}, but the server listens on ${server.listening}`,
      },
    ];
  });
}

/** Others that are named in a message; the search stops at one more, so that a hundred releases stay linear. */
const NAMED = 3;

export function hostPortConflict(release: LintedRelease): Problem[] {
  const index = release.stream.hostPorts();
  return index.of(release.statefulSet).flatMap((claim) => {
    const rivals = index.rivals(claim, NAMED + 1);
    if (rivals.length === 0) return [];
    const others = [...new Set(rivals.map(nameOf))];
    const shown = others.length > NAMED ? [...others.slice(0, NAMED), 'others'] : others;
    const verb = others.length === 1 ? 'claims' : 'claim';
    const message = `Host port ${claim.port}/${claim.protocol} is not free: ${listOf(shown)} ${verb} it too, on nodes both may use`;
    return [{ manifest: release.statefulSet, path: claim.path, message }];
  });
}

function nameOf({ manifest }: HostPortClaim): string {
  return manifest.namespace === '' ? manifest.title : `${manifest.title} in namespace ${manifest.namespace}`;
}
