import { plural } from '../../base/text.js';
import type { HostPortParameters } from '../../generated/types.js';
import { at, type JsonObject, withAt } from '../../json/values.js';
import { containerPorts, POD } from '../../kubernetes/pod-template.js';
import { type Change, refused, type Target } from './transform.js';

/** Gives the named container ports a hostPort equal to their containerPort. */
export function hostPort(target: Target, { ports }: Required<HostPortParameters>): Change {
  return { value: ports.reduce((value, name) => bound(target, value, name), target.value) };
}

function bound(target: Target, value: JsonObject, name: string): JsonObject {
  const found = containerPorts(at(value, ...POD));
  const named = found.filter(({ item }) => item.name === name);
  const [port] = named;
  if (!port || named.length > 1) {
    const ports = found.map(({ item }) => `${item.name} ${item.containerPort}`).join(', ') || 'none';
    const number = named.length === 0 ? 'no container port' : plural(named.length, 'container port');
    throw refused(target, [...POD, 'containers'], 'port-missing', { found: number, name, ports });
  }
  const path = [...POD, ...port.path];
  const { containerPort, hostPort: before } = port.item;
  if (typeof containerPort !== 'number') throw refused(target, path, 'port-without-number', { name });
  const place = [...path, 'hostPort'];
  if (before !== undefined && before !== null && before !== containerPort)
    throw refused(target, place, 'port-bound-elsewhere', { name, hostPort: String(before), containerPort });
  return withAt(value, place, containerPort);
}
