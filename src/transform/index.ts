import * as schema from '../generated/validators.js';
import { aclChecksum } from './acl-checksum.js';
import { aclUser } from './acl-user.js';
import { announceHostIp } from './announce-host-ip.js';
import { hostPort } from './host-port.js';
import { jsonPatch, pathComplaints } from './json-patch.js';
import { nodeAffinity } from './node-affinity.js';
import { orderedReady } from './ordered-ready.js';
import type { Transform } from './transform.js';

/** Every transform an overlay can name, with the schema of its parameters. */
export const TRANSFORMS: Readonly<Record<string, Transform>> = {
  'acl-checksum': { apply: aclChecksum, validate: schema.aclUser },
  'acl-user': { apply: aclUser, validate: schema.aclUser },
  'announce-host-ip': { apply: announceHostIp, validate: schema.announceHostIp },
  'host-port': { apply: hostPort, validate: schema.hostPort },
  jsonPatch: { apply: jsonPatch, validate: schema.jsonPatch, check: pathComplaints },
  'node-affinity': { apply: nodeAffinity, validate: schema.nodeAffinity },
  'ordered-ready': { apply: orderedReady, validate: schema.orderedReady },
};

export const transformNames = Object.keys(TRANSFORMS);
