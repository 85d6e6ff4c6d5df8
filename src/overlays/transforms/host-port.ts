import type { HostPortParameters } from '../../generated/types.js';
import { itemsAt, type Path, withAt } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import { POD } from '../../kubernetes/pod-template.js';
import { type Change, refused, type Target } from './transform.js';

/** Gives the named container ports a hostPort equal to their containerPort. */
export function hostPort(target: Target, { ports }: Required<HostPortParameters>): Change {
  const found = containerPorts(target.value);
  return { value: ports.reduce((value, name) => bound(target, value, name, found), target.value) };
}

function bound(target: Target, value: JsonObject, name: string, found: readonly FoundPort[]): JsonObject {
  const named = found.filter(({ item }) => item.name === name);
  const [port] = named;
  if (!port || named.length > 1) {
    const list = found.map(({ item }) => `${item.name} ${item.containerPort}`).join(', ') || 'none';
    const message = `${named.length || 'no'} container port${named.length > 1 ? 's' : ''} named ${name}; there are: ${list}`;
    throw refused(target, [...POD, 'containers'], message, 'Name the ports in overlays.host-port.ports.');
  }
  const { containerPort, hostPort: before } = port.item;
  if (typeof containerPort !== 'number') {
    const remedy = 'A hostPort follows the containerPort: set it in the chart.';
    throw refused(target, port.path, `port ${name} has no containerPort`, remedy);
  }
  const path = [...port.path, 'hostPort'];
  if (before !== undefined && before !== null && before !== containerPort) {
    const message = `port ${name} has hostPort ${String(before)} already, not ${containerPort}`;
    const remedy = 'Remove that hostPort where it is set, or leave this port out with overlays.host-port.ports.';
    throw refused(target, path, message, remedy);
  }
  return withAt(value, path, containerPort);
}

interface FoundPort {
  item: JsonObject;
  path: Path;
}

function containerPorts(statefulSet: unknown): FoundPort[] {
  return itemsAt(statefulSet, ...POD, 'containers').flatMap((container) =>
    itemsAt(container.item, 'ports').map(({ item, index }) => ({
      item,
      path: [...POD, 'containers', container.index, 'ports', index],
    })),
  );
}
