import { HostportError } from '../base/errors.js';
import { announcement } from '../charts/announced.js';
import type { Release } from '../charts/releases.js';
import { serverContainer } from '../charts/statefulset.js';
import { at, itemsAt } from '../json/at.js';
import { POD, usesHostNetwork } from '../kubernetes/pod-template.js';
import { positionAt } from '../yaml/read/document.js';
import { locate } from '../yaml/read/locate.js';

/**
 * Pods that announce their node's IP but do not bind their ports there: no member of the cluster would reach another,
 * so it is never created.
 *
 * @param value the StatefulSet after post-rendering
 * @throws HostportError `refused`
 */
export function refuseUnboundHostIp({ statefulSet, chart }: Release, value: unknown): void {
  const container = serverContainer(value, chart);
  if (!container || announcement(container.item, chart).by !== 'host') return;
  if (usesHostNetwork(at(value, ...POD))) return;
  const names = [chart.ports.client, chart.ports.bus];
  const bound = itemsAt(container.item, 'ports').filter(({ item }) => typeof item.hostPort === 'number');
  const unbound = names.filter((name) => !bound.some(({ item }) => item.name === name));
  if (unbound.length === 0) return;
  const { document, parsed, title } = statefulSet;
  throw new HostportError(
    'refused',
    `${title}: its pods would announce their node's IP without binding ${unbound.join(' and ')} there (no hostPort), so ` +
      'no member of the cluster could reach another',
    {
      position: positionAt(document, locate(parsed, [...POD, 'containers', container.index, 'ports']).start),
      remedy: 'Leave the overlay host-port on for these ports, or turn overlays.announce-host-ip off.',
    },
  );
}
