import { plural } from '../../base/text.js';
import type { Complaint } from '../../config/validate.js';
import type { HostPortParameters, OverlayStep } from '../../generated/types.js';
import { at, type JsonObject, withAt } from '../../json/values.js';
import { containerPorts, createsInOrder, POD, POD_MANAGEMENT_POLICY } from '../../kubernetes/pod-template.js';
import { jsonPatch, pathComplaints } from '../json-patch/json-patch.js';
import { aclChecksum, aclUser } from './acl-user.js';
import { announceHostIp } from './announce-host-ip.js';
import { localData } from './local-data.js';
import { nodeAffinity } from './node-affinity.js';
import { type Change, refused, type Target, type Transform } from './transform.js';

/** Every transform an overlay can name, with the schema of its parameters. */
export const TRANSFORMS: Readonly<Record<OverlayStep['transform'], Transform>> = {
  'acl-checksum': { apply: aclChecksum, schema: 'aclUser' },
  'acl-user': { apply: aclUser, schema: 'aclUser', check: needs('key') },
  'announce-host-ip': { apply: announceHostIp, schema: 'announceHostIp' },
  'host-port': { apply: hostPort, schema: 'hostPort', check: needs('ports') },
  jsonPatch: { apply: jsonPatch, schema: 'jsonPatch', check: pathComplaints },
  'local-data': { apply: localData, schema: 'localData' },
  'node-affinity': { apply: nodeAffinity, schema: 'nodeAffinity' },
  'ordered-ready': { apply: orderedReady, schema: 'orderedReady' },
};

/** For a parameter without a default that a transform cannot do without: only the overlay of a chart knows it. */
function needs(name: string) {
  return (parameters: JsonObject): Complaint[] =>
    parameters[name] === undefined ? [{ path: [], message: `parameters lacks ${JSON.stringify(name)}` }] : [];
}

/** podManagementPolicy OrderedReady, which is also what Kubernetes does where none is written. */
function orderedReady({ value }: Target): Change {
  return { value: createsInOrder(value) ? value : withAt(value, POD_MANAGEMENT_POLICY, 'OrderedReady') };
}

/** Gives the named container ports a hostPort equal to their containerPort. */
function hostPort(target: Target, { ports }: Required<HostPortParameters>): Change {
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
  if ((before ?? containerPort) !== containerPort)
    throw refused(target, place, 'port-bound-elsewhere', { name, hostPort: String(before), containerPort });
  return withAt(value, place, containerPort);
}
