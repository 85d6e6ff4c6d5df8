import { plural } from '../base/text.js';
import type { LoadedConfig } from './config.js';

/** How the nodes become a cluster. */
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
