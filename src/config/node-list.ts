import { failure } from '../base/errors.js';
import type { NodeEntry } from '../generated/types.js';
import { addressFault, canonicalAddress, isHostName } from '../kubernetes/address.js';
import { isSubdomain } from '../kubernetes/names.js';
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
  const names = new Map<string, number>();
  const addresses = new Map<string, number>();
  for (const [index, { name, ip }] of nodes.entries()) {
    const fault = (field: keyof NodeEntry, message: string, remedy: string): NodeFault => ({
      index,
      field,
      message,
      remedy,
    });
    if (!isSubdomain(name))
      return fault('name', `${JSON.stringify(name)} is not a name that a node can have`, NAME_RULE);
    const wrong = addressFault(ip);
    if (wrong && !isHostName(ip))
      return fault('ip', `${JSON.stringify(ip)} ${wrong}`, `Give the IP by which clients reach ${name}.`);
    const sameName = names.get(name);
    if (sameName !== undefined) return fault('name', `${name} is there twice: nodes ${sameName} and ${index}`, ONCE);
    const sameIp = addresses.get(canonicalAddress(ip));
    if (sameIp !== undefined) return fault('ip', `${ip} of ${name} is also the IP of ${nodes[sameIp]?.name}`, ONCE);
    names.set(name, index);
    addresses.set(canonicalAddress(ip), index);
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
