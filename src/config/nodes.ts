import { failure } from '../base/errors.js';
import { plural } from '../base/text.js';
import type { NodeEntry } from '../generated/types.js';
import { addressFault, canonicalAddress, isHostName } from '../kubernetes/address.js';
import { isSubdomain } from '../kubernetes/objects.js';
import type { LoadedConfig } from './config.js';

/**
 * The configured nodes, pod i belonging on the i-th.
 *
 * @throws HostportError `config` where there are none, for a bad name or IP, and for one that is there twice
 */
export function configuredNodes({ config, file, complain }: LoadedConfig): readonly NodeEntry[] {
  const { nodes = [] } = config;
  if (nodes.length === 0) throw failure('no-nodes', {}, { position: file === undefined ? undefined : { file } });
  const fault = nodeFault(nodes);
  if (!fault) return nodes;
  const { index, field, message, remedy } = fault;
  throw complain({ path: ['nodes', index, field], message: `nodes[${index}].${field}: ${message}` }, remedy);
}

const ONCE = 'One pod runs on each node, so each node and each IP is there once.';
const NAME_RULE = 'Names are those of `kubectl get nodes`: lower-case letters, digits, - and .';

/** The first thing that is wrong with a list of nodes: a bad name or IP, or one that is there twice. */
export function nodeFault(nodes: readonly NodeEntry[]) {
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

export interface Layout {
  masters: number;
  /** Of each master. */
  replicas: number;
}

/** Redis' own limit, by which `redis-cli --cluster create` refuses fewer. */
export const LEAST_MASTERS = 3;

/** `1 replica each`, `2 replicas each`, `no replicas`. */
export function replicasInWords(replicas: number): string {
  return replicas === 0 ? 'no replicas' : `${plural(replicas, 'replica')} each`;
}

/** Divides the nodes into masters and replicas as the chart does: nodes = masters × (1 + replicas); undefined where that fails. */
export function layoutOf(nodes: number, replicas: number): Layout | undefined {
  const masters = nodes / (1 + replicas);
  return Number.isInteger(masters) && masters >= LEAST_MASTERS ? { masters, replicas } : undefined;
}

/** The layout of the configured nodes. Throws `config` where there is none, with the numbers next to theirs that fit. */
export function configuredLayout(loaded: LoadedConfig, nodes: number, replicas: number): Layout {
  const layout = layoutOf(nodes, replicas);
  if (layout) return layout;
  const group = 1 + replicas;
  const below = nodes - (nodes % group);
  const fitting = [...new Set([below, below + group].map((number) => Math.max(number, LEAST_MASTERS * group)))];
  const them = plural(nodes, 'node does not make', 'nodes do not make');
  const message = `${them} ${LEAST_MASTERS} or more masters with ${replicasInWords(replicas)}: ${fitting.join(' or ')} do`;
  const other = 'set install.replicas (0: the slots of a dead node are gone until it is back)';
  throw loaded.complain({ path: ['nodes'], message }, `Take ${fitting.join(' or ')} nodes, or ${other}.`);
}
