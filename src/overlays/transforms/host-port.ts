import { plural } from '../../base/words.js';
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
    const ports = found.map(({ item }) => `${item.name} ${item.containerPort}`).join(', ') || 'none';
    const number = named.length === 0 ? 'no container port' : plural(named.length, 'container port');
    throw refused(target, [...POD, 'containers'], 'port-missing', { found: number, name, ports });
  }
  const { containerPort, hostPort: before } = port.item;
  if (typeof containerPort !== 'number') throw refused(target, port.path, 'port-without-number', { name });
  const path = [...port.path, 'hostPort'];
  if (before !== undefined && before !== null && before !== containerPort) {
    throw refused(target, path, 'port-bound-elsewhere', { name, hostPort: String(before), containerPort });
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
