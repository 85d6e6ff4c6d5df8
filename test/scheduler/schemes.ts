import { dominantWeights, runbookWeights } from '../../src/placement/index.js';
import type { Template } from '../placement/world.js';
import type { KubeObject } from './api.js';
import { releaseObjects } from './objects.js';

/** What a scheme is told of the world it is installed in. */
export interface InstallContext {
  replicas: number;
  image: string;
}

/** A way to place the pods: the manifests it installs. One of them is the StatefulSet `redis-cluster`. */
export interface Scheme {
  name: string;
  manifests: (context: InstallContext) => Promise<KubeObject[]>;
}

type Policy = 'OrderedReady' | 'Parallel';

function plain(
  name: string,
  podManagementPolicy: Policy,
  terms: (replicas: number) => number[][],
  more: Partial<Template>,
): Scheme {
  return {
    name,
    manifests: async ({ replicas, image }) => {
      const template = { required: false, hostnameSpread: false, requests: true, ...more, terms: terms(replicas) };
      return releaseObjects({ template, replicas, podManagementPolicy, image });
    },
  };
}

const runbook = (replicas: number): number[][] => runbookWeights(replicas).map((weight) => [weight]);
const fixed =
  (...weights: number[]) =>
  (): number[][] =>
    weights.map((weight) => (weight === 0 ? [] : [weight]));

/** The table of what is tried. The schemes of one weight for each of six nodes are for six replicas. */
export const SCHEMES: readonly Scheme[] = [
  plain('runbook 6..1, OrderedReady', 'OrderedReady', runbook, {}),
  plain('runbook 6..1, Parallel', 'Parallel', runbook, {}),
  plain('only a required term', 'OrderedReady', () => [], { required: true }),
  plain('100,40,16,6,3,1 and required', 'OrderedReady', fixed(100, 40, 16, 6, 3, 1), { required: true }),
  plain('100,40,17,7,3,1 and required', 'OrderedReady', fixed(100, 40, 17, 7, 3, 1), { required: true }),
  plain('dominant', 'OrderedReady', dominantWeights, { required: true, hostnameSpread: true }),
];
