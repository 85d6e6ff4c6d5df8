import { jsonPatch, pathComplaints } from '../json-patch/json-patch.js';
import { aclChecksum } from './acl-checksum.js';
import { aclUser } from './acl-user.js';
import { announceHostIp } from './announce-host-ip.js';
import { hostPort } from './host-port.js';
import { localData } from './local-data.js';
import { nodeAffinity } from './node-affinity.js';
import { orderedReady } from './ordered-ready.js';
import type { Transform } from './transform.js';

/** Every transform an overlay can name, with the schema of its parameters. */
export const TRANSFORMS: Readonly<Record<string, Transform>> = {
  'acl-checksum': { apply: aclChecksum, schema: 'aclUser' },
  'acl-user': { apply: aclUser, schema: 'aclUser' },
  'announce-host-ip': { apply: announceHostIp, schema: 'announceHostIp' },
  'host-port': { apply: hostPort, schema: 'hostPort' },
  jsonPatch: { apply: jsonPatch, schema: 'jsonPatch', check: pathComplaints },
  'local-data': { apply: localData, schema: 'localData' },
  'node-affinity': { apply: nodeAffinity, schema: 'nodeAffinity' },
  'ordered-ready': { apply: orderedReady, schema: 'orderedReady' },
};

export const transformNames = Object.keys(TRANSFORMS);
