import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { failure } from '../../base/errors.js';
import type { Exported } from './patch.js';
import { commented, kustomizePatches, yaml } from './write.js';

/** A kustomization whose patches make of the rendered manifests what post-rendering does. */
export function kustomize(exported: Exported): string {
  const { patches, file, about, objects, objectsFile } = exported;
  const rendered = file === '<stdin>' ? 'rendered.yaml' : resource(file, exported);
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [
      ...(objectsFile !== undefined && objects.length > 0 ? [resource(objectsFile, exported)] : []),
      rendered,
    ],
    patches: kustomizePatches(patches),
  };
  const notes = [`${rendered} is what \`helm template\` prints.`];
  return commented([...about, ...notes]) + yaml(kustomization);
}

/**
 * A file as the kustomization names it: kustomize reads paths from the kustomization's folder on, and nothing outside of
 * it ("file is not in or below", its `LoadRestrictionsRootOnly`).
 */
function resource(path: string, { output, cwd }: Exported): string {
  const printed = output === undefined || output === '-';
  const folder = printed ? cwd : dirname(resolve(cwd, output));
  const found = relative(folder, resolve(cwd, path));
  if (found.split(sep)[0] !== '..' && !isAbsolute(found)) return found.split(sep).join('/');
  const where = printed ? 'the folder of the kustomization (this one, as it is printed)' : dirname(output);
  throw failure('outside-kustomization', { path, where });
}
