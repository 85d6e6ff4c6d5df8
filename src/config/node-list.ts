import { failure } from '../base/errors.js';
import type { NodeEntry } from '../generated/types.js';
import { addressFault, canonicalAddress, isHostName } from '../kubernetes/address.js';
import { isSubdomain } from '../kubernetes/objects.js';
import type { LoadedConfig } from './config.js';

/** What is wrong with a list of nodes: which entry, which of its fields, and a sentence with the value in it. */
interface NodeFault {
  index: number;
  field: keyof NodeEntry;
  message: string;
  remedy: string;
}

const ONCE = 'One pod runs on each node, so each node and each IP is there once.';
const NAME_RULE = 'Names are those of `kubectl get nodes`: lower-case letters, digits, - and .';

/** The first thing that is wrong with a list of nodes: a bad name or IP, or one that is there twice. */
export function nodeFault(nodes: readonly NodeEntry[]): NodeFault | undefined {
  const names = nodes.map(({ name }) => name);
  const addresses = nodes.map(({ ip }) => canonicalAddress(ip));
  for (const [index, { name, ip }] of nodes.entries()) {
    const at = (field: keyof NodeEntry, message: string, remedy: string) => ({ index, field, message, remedy });
    const [sameName, sameIp] = [names.indexOf(name), addresses.indexOf(canonicalAddress(ip))];
    const wrong = isHostName(ip) ? undefined : addressFault(ip);
    if (!isSubdomain(name)) return at('name', `${JSON.stringify(name)} is not a name that a node can have`, NAME_RULE);
    if (wrong) return at('ip', `${JSON.stringify(ip)} ${wrong}`, `Give the IP by which clients reach ${name}.`);
    if (sameName < index) return at('name', `${name} is there twice: nodes ${sameName} and ${index}`, ONCE);
    if (sameIp < index) return at('ip', `${ip} of ${name} is also the IP of ${names[sameIp]}`, ONCE);
  }
  return undefined;
}

/**
 * The configured nodes, pod i belonging on the i-th.
 *
 * @throws HostportError `config` where there are none, for a bad name or IP, and for one that is there twice
 */
export function configuredNodes(loaded: LoadedConfig): readonly NodeEntry[] {
  const nodes = loaded.config.nodes ?? [];
  if (nodes.length === 0) {
    throw failure('no-nodes', {}, { position: loaded.file === undefined ? undefined : { file: loaded.file } });
  }
  const fault = nodeFault(nodes);
  if (fault) {
    const { index, field, message, remedy } = fault;
    throw loaded.complain({ path: ['nodes', index, field], message: `nodes[${index}].${field}: ${message}` }, remedy);
  }
  return nodes;
}
