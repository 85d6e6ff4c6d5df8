import { chartStream } from '../helpers/charts.js';
import type { Api } from './api.js';
import type { Helm } from './helm.js';
import { conditionOf, NAMESPACED, RELEASE_PODS } from './kube.js';
import type { Scheme } from './schemes.js';

/** A placement of ours: the settings that choose it. */
export interface PlacementChoice {
  name: string;
  settings: readonly string[];
  podManagementPolicy: 'OrderedReady' | 'Parallel';
  right: Scheme['right'];
  /** Pods that Helm made before the admission policy was in force wait until they are deleted. */
  gated?: boolean;
}

const placement = (name: string): string => `overlays.node-affinity.placement=${name}`;
const PARALLEL = 'overlays.ordered-ready=false';

/** Every placement, as a user chooses it. Kubernetes 1.34 has the admission policies as v1beta1. */
export const PLACEMENTS: readonly PlacementChoice[] = [
  { name: 'runbook', settings: [], podManagementPolicy: 'OrderedReady', right: 'own' },
  { name: 'dominant', settings: [placement('dominant')], podManagementPolicy: 'OrderedReady', right: 'own' },
  {
    name: 'pinned, volume',
    settings: [placement('pinned'), PARALLEL],
    podManagementPolicy: 'Parallel',
    right: 'own',
  },
  {
    name: 'pinned, admission',
    settings: [
      placement('pinned'),
      'overlays.node-affinity.pin=admission',
      'overlays.node-affinity.admissionApiVersion=v1beta1',
      PARALLEL,
    ],
    podManagementPolicy: 'Parallel',
    right: 'own',
    gated: true,
  },
  { name: 'local-data', settings: ['overlays.local-data={}', PARALLEL], podManagementPolicy: 'Parallel', right: 'own' },
  {
    name: 'announce-host-ip',
    settings: ['overlays.announce-host-ip={}', PARALLEL],
    podManagementPolicy: 'Parallel',
    right: 'labelled',
  },
];

/** What the real chart renders, with the image of the trial's world, installed by a real Helm through the post-renderer. */
export function releasedScheme(helm: Helm, choice: PlacementChoice): Scheme {
  const { settings, podManagementPolicy } = choice;
  return {
    name: `${choice.name} (Helm ${helm.version})`,
    statefulSet: 'ds-redis-redis-cluster',
    right: choice.right,
    install: async ({ api, image }) => {
      const stream = chartStream('10.2.0/ext.helm3')
        .toString()
        .replace(/^( *image: ).*redis-cluster:.*$/m, `$1${image}`)
        .replace(/^( *podManagementPolicy: ).*$/m, `$1${podManagementPolicy}`);
      await helm.apply('install', helm.chartOf(stream), [], settings);
      if (choice.gated) await releaseGated(api);
      return helm.uninstall;
    },
  };
}

/**
 * Deletes the pods that wait for the admission policy, as docs/placement.md says, until the policy was
 * in force for all of them.
 */
export async function releaseGated(api: Api): Promise<void> {
  const held = (reason: string | undefined): boolean => reason === 'SchedulingGated';
  for (;;) {
    const pods = await api.until(RELEASE_PODS, 'pods gated or bound', 30_000, (all) => {
      const isSaid = [...all.values()].every(
        (pod) => pod.spec?.nodeName !== undefined || conditionOf(pod, 'PodScheduled'),
      );
      return isSaid && all.size > 0 ? [...all.values()] : undefined;
    });
    const waiting = pods.filter((pod) => held(conditionOf(pod, 'PodScheduled')?.reason));
    if (waiting.length === 0) return;
    for (const { metadata } of waiting) {
      await api.call('DELETE', `${NAMESPACED}/pods/${metadata.name}`, { gracePeriodSeconds: 0 });
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
