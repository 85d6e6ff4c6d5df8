import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Exported } from './patch.js';
import { commented, kustomizePatches, yaml } from './write.js';

/** A kustomization whose patches make of the rendered manifests what post-rendering does. */
export function kustomize({ patches, file, about, output, cwd }: Exported): string {
  // kustomize reads paths from the kustomization's folder on, and no absolute ones.
  const folder = output === undefined || output === '-' ? cwd : dirname(resolve(cwd, output));
  const resource = (path: string) =>
    output === undefined && !isAbsolute(path) ? path : relative(folder, resolve(cwd, path)).split(sep).join('/');
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [file === '<stdin>' ? 'rendered.yaml' : resource(file)],
    patches: kustomizePatches(patches),
  };
  const notes = ['What `helm template` prints is the first of the resources below.'];
  return commented([...about, ...notes]) + yaml(kustomization);
}
