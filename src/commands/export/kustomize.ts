import type { Exported } from './patch.js';
import { commented, jsonPatchText, targetOf, yaml } from './write.js';

/** A kustomization whose patches make of the rendered manifests what post-rendering does. */
export function kustomize({ patches, file, about }: Exported): string {
  const notes = ['Put what `helm template` prints beside this file, under the name below.'];
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [file === '<stdin>' ? 'rendered.yaml' : file],
    patches: patches.map((patch) => ({ target: targetOf(patch), patch: jsonPatchText(patch) })),
  };
  return commented([...about, ...notes]) + yaml(kustomization);
}
