import type { HostPortParameters } from '../../generated/types.js';
import { itemsAt, pointer } from '../../json/at.js';
import { POD } from '../../kubernetes/pod-template.js';
import type { Operation } from '../../yaml/edit/patch.js';
import { type Change, refused, type Target } from './transform.js';

interface FoundPort {
  name: unknown;
  containerPort: unknown;
  hostPort: unknown;
  path: (string | number)[];
}

/** Gives the named container ports a hostPort equal to their containerPort. */
export function hostPort(target: Target, { ports }: Required<HostPortParameters>): Change {
  const found = containerPorts(target.value);
  return { operations: ports.flatMap((name) => bind(target, name, found)) };
}

function bind(target: Target, name: string, found: readonly FoundPort[]): Operation[] {
  const named = found.filter((port) => port.name === name);
  const [port] = named;
  if (!port || named.length > 1) {
    const list = found.map((one) => `${one.name} ${one.containerPort}`).join(', ') || 'none';
    const message = `${named.length || 'no'} container port${named.length > 1 ? 's' : ''} named ${name}; there are: ${list}`;
    throw refused(target, [...POD, 'containers'], message, 'Name the ports in overlays.host-port.ports.');
  }
  const { containerPort, path } = port;
  if (typeof containerPort !== 'number') {
    throw refused(
      target,
      path,
      `port ${name} has no containerPort`,
      'A hostPort follows the containerPort: set it in the chart.',
    );
  }
  if (port.hostPort === containerPort) return [];
  if (port.hostPort !== undefined && port.hostPort !== null) {
    const message = `port ${name} has hostPort ${String(port.hostPort)} already, not ${containerPort}`;
    const remedy = 'Remove that hostPort where it is set, or leave this port out with overlays.host-port.ports.';
    throw refused(target, [...path, 'hostPort'], message, remedy);
  }
  return [{ op: 'add', path: pointer(...path, 'hostPort'), value: containerPort }];
}

function containerPorts(statefulSet: unknown): FoundPort[] {
  return itemsAt(statefulSet, ...POD, 'containers').flatMap((container) =>
    itemsAt(container.item, 'ports').map(({ item, index }) => ({
      name: item.name,
      containerPort: item.containerPort,
      hostPort: item.hostPort,
      path: [...POD, 'containers', container.index, 'ports', index],
    })),
  );
}
