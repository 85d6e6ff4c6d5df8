import type { Exported } from './patch.js';
import { commented, kustomizePatches, yaml } from './write.js';

/** What Flux waits after. */
const ACTIONS = ['install', 'upgrade', 'rollback'] as const;
const WAIT = [
  "disableWait: Services of type LoadBalancer with nodes' IPs never get an ingress, and Flux would wait for one until",
  'the release fails. With examples/cluster-ip.yaml (type: ClusterIP) it can wait.',
];
const SUBSTITUTE =
  'The annotation keeps a Flux Kustomization with postBuild from reading what looks like variables in the patches as its own.';

/** A HelmRelease's `postRenderers` (helm.toolkit.fluxcd.io/v2): Flux runs the same patches by kustomize. */
export function flux({ patches, about, noIngress, objects, objectsFile }: Exported): string {
  const [workload] = patches;
  const name = workload?.manifest.release || 'RELEASE';
  const namespace = workload?.manifest.namespace;
  const postRenderers = [{ kustomize: { patches: kustomizePatches(patches) } }];
  const substitutable = JSON.stringify(postRenderers).includes('${');
  const helmRelease = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: {
      name,
      ...(namespace && { namespace }),
      ...(substitutable && { annotations: { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } }),
    },
    spec: {
      ...(noIngress && Object.fromEntries(ACTIONS.map((action) => [action, { disableWait: true }]))),
      postRenderers,
    },
  };
  const notes = [
    'Merge this into your HelmRelease.',
    ...(objectsFile !== undefined && objects.length > 0 ? beside(objectsFile) : []),
    ...(noIngress ? WAIT : []),
    ...(substitutable ? [SUBSTITUTE] : []),
  ];
  return commented([...about, ...notes]) + yaml(helmRelease);
}

function beside(file: string): string[] {
  return [
    `${file} goes into the folder of the Flux Kustomization that applies this HelmRelease: patches bring in no objects.`,
  ];
}
