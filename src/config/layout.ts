import { plural } from '../base/words.js';
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
  if (replicas === 0) return 'no replicas';
  return `${plural(replicas, 'replica')} each`;
}

/**
 * Divides the nodes into masters and replicas as the chart does: nodes = masters × (1 + replicas).
 *
 * @returns the layout, or why there is none: a sentence and the numbers of nodes next to it that fit
 */
export function layoutOf(nodes: number, replicas: number): Layout | { fault: string; fitting: readonly number[] } {
  const group = 1 + replicas;
  const least = LEAST_MASTERS * group;
  if (nodes < least) {
    const fault = `${plural(nodes, 'node is', 'nodes are')} too few: ${LEAST_MASTERS} masters with ${replicasInWords(replicas)} take ${least}`;
    return { fault, fitting: [least] };
  }
  if (nodes % group !== 0) {
    const below = nodes - (nodes % group);
    const fault = `${nodes} nodes do not divide into masters with ${replicasInWords(replicas)}: ${below} or ${below + group} do`;
    return { fault, fitting: [below, below + group] };
  }
  return { masters: nodes / group, replicas };
}

/** The layout of the configured nodes. Throws `config` where there is none. */
export function configuredLayout(loaded: LoadedConfig, nodes: number, replicas: number): Layout {
  const layout = layoutOf(nodes, replicas);
  if (!('fault' in layout)) return layout;
  const remedy = [
    `List ${layout.fitting.join(' or ')} nodes`,
    replicas > 0 && nodes >= LEAST_MASTERS ? ', or set install.replicas' : '',
    replicas > 0 && nodes >= LEAST_MASTERS ? ' (0: the slots of a dead node are gone until it is back)' : '',
    '.',
  ];
  throw loaded.complain({ path: ['nodes'], message: layout.fault }, remedy.join(''));
}
