import { dominantWeights, runbookWeights } from '../../src/scheduler/weights.js';
import type { Template } from '../scheduler/world.js';
import type { Api } from './api.js';
import { create, remove } from './kube.js';
import { type Release, releaseObjects } from './objects.js';

/** The API server that schemes are installed on. */
export interface Target {
  api: Api;
  kubeconfig: string;
}

/** What a scheme knows of the world it is installed in. */
export interface InstallContext extends Target {
  replicas: number;
  image: string;
}

/** A way to place the pods. */
export interface Scheme {
  name: string;
  statefulSet: string;
  /** When a pod is right: on the node of its own ordinal, or on any of the labelled ones. */
  right: 'own' | 'labelled';
  /** Installs it and says how it is uninstalled. */
  install: (context: InstallContext) => Promise<() => Promise<void>>;
}

/** A scheme of a Service and a StatefulSet of the trial's own, made without Helm and without post-rendering. */
export function plainScheme(
  name: string,
  template: (replicas: number) => Pick<Release, 'template' | 'podManagementPolicy'>,
): Scheme {
  return {
    name,
    statefulSet: 'redis-cluster',
    right: 'own',
    install: async ({ api, replicas, image }) => {
      const objects = releaseObjects({ ...template(replicas), replicas, image });
      await create(api, objects);
      return () => remove(api, objects);
    },
  };
}

type Policy = 'OrderedReady' | 'Parallel';

function plain(
  name: string,
  podManagementPolicy: Policy,
  terms: (replicas: number) => number[][],
  more: Partial<Template>,
): Scheme {
  return plainScheme(name, (replicas) => {
    const template = { required: false, hostnameSpread: false, requests: true, ...more, terms: terms(replicas) };
    return { template, podManagementPolicy };
  });
}

const fixed =
  (...weights: number[]) =>
  (): number[][] =>
    weights.map((weight) => (weight === 0 ? [] : [weight]));

/** The table of weights that are tried. The schemes of one weight for each of six nodes are for six replicas. */
export const SCHEMES: readonly Scheme[] = [
  plain('runbook 6..1, OrderedReady', 'OrderedReady', runbookWeights, {}),
  plain('runbook 6..1, Parallel', 'Parallel', runbookWeights, {}),
  plain('only a required term', 'OrderedReady', () => [], { required: true }),
  plain('100,40,16,6,3,1 and required', 'OrderedReady', fixed(100, 40, 16, 6, 3, 1), { required: true }),
  plain('100,40,17,7,3,1 and required', 'OrderedReady', fixed(100, 40, 17, 7, 3, 1), { required: true }),
  plain('dominant', 'OrderedReady', dominantWeights, { required: true, hostnameSpread: true }),
];
