import type { Exported } from './patch.js';
import { commented, jsonPatchText, targetOf, yaml } from './write.js';

/** A HelmRelease's `postRenderers` (helm.toolkit.fluxcd.io/v2): Flux runs the same patches by kustomize. */
export function flux({ patches, about }: Exported): string {
  const [workload] = patches;
  const release = workload?.manifest.release || 'RELEASE';
  const namespace = workload?.manifest.namespace;
  const rendered = patches.map((patch) => ({ target: targetOf(patch), patch: jsonPatchText(patch) }));
  const helmRelease = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: release, ...(namespace && { namespace }) },
    spec: { postRenderers: [{ kustomize: { patches: rendered } }] },
  };
  return commented([...about, 'Merge spec.postRenderers into your HelmRelease.']) + yaml(helmRelease);
}
