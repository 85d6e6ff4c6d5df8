import type { Complaint } from '../../config/validate.js';
import type { OverlayStep } from '../../generated/types.js';
import { type JsonObject, withAt } from '../../json/values.js';
import { createsInOrder, POD_MANAGEMENT_POLICY } from '../../kubernetes/pod-template.js';
import { jsonPatch, pathComplaints } from '../json-patch/json-patch.js';
import { aclChecksum, aclUser } from './acl-user.js';
import { announceHostIp } from './announce-host-ip.js';
import { hostPort } from './host-port.js';
import { localData } from './local-data.js';
import { nodeAffinity } from './node-affinity.js';
import type { Change, Target, Transform } from './transform.js';

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
