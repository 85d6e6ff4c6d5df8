import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { failure } from '../../base/errors.js';
import { filled } from '../../base/text.js';
import { exportTexts } from '../../generated/templates.js';
import { filledObject, pointer } from '../../json/values.js';
import { type Exported, type ObjectPatch, type Written, yaml } from './patch.js';

/** A kustomization whose patches make of the rendered manifests what post-rendering does. */
export function kustomize(exported: Exported): Written {
  const { patches, file, objectsFile } = exported;
  const { notes, object } = exportTexts.kustomize;
  const rendered = file === '<stdin>' ? 'rendered.yaml' : resource(file, exported);
  const resources = [...(objectsFile === undefined ? [] : [resource(objectsFile, exported)]), rendered];
  const kustomization = filledObject(object, { resources, patches: kustomizePatches(patches) });
  return { notes: [filled(notes, { rendered })], documents: [kustomization] };
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

/** A HelmRelease's `postRenderers` (helm.toolkit.fluxcd.io/v2). */
export function flux({ patches, noIngress, objectsFile }: Exported): Written {
  const { notes, objects, wait, substitute, object } = exportTexts.flux;
  const { release, namespace } = patches[0]?.manifest ?? {};
  const written = kustomizePatches(patches);
  const substitutable = JSON.stringify(written).includes('${');
  const helmRelease = filledObject(object, {
    name: release || 'RELEASE',
    namespace: namespace || undefined,
    annotations: substitutable ? { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' } : undefined,
    action: noIngress ? { disableWait: true } : undefined,
    patches: written,
  });
  const aboutObjects = objectsFile && filled(objects, { objectsFile });
  return {
    notes: [notes, aboutObjects, noIngress ? wait : undefined, substitutable ? substitute : undefined],
    documents: [helmRelease],
  };
}

/**
 * The patches of a kustomization; last a strategic-merge patch for each object that names it in full and changes nothing.
 * kustomize skips a patch whose `target` matches nothing; one without a target stops it ("no resource matches strategic
 * merge patch"; kustomize's PatchTransformer), so that a renamed object is an error instead of one without its host ports.
 * Last, because it drops keys of null, which a patch before it may be about.
 */
function kustomizePatches(patches: readonly ObjectPatch[]): object[] {
  const edits = patches.map(({ manifest: { group, kind, name, namespace, value }, steps }) => ({
    target: {
      group: group || undefined,
      version: String(value.apiVersion).split('/').at(-1),
      kind,
      // A regular expression.
      name: name.replaceAll('.', '\\.'),
      namespace: namespace || undefined,
    },
    // A `test` before an operation looks at what it counts on.
    patch: yaml(
      steps.flatMap(({ guards, operation }) => [
        ...guards.map(({ path, is }) => ({ op: 'test', path: pointer(...path), value: is })),
        operation,
      ]),
    ),
  }));
  const guards = patches.map(({ manifest: { kind, name, namespace, value } }) => ({
    patch: yaml({ apiVersion: value.apiVersion, kind, metadata: { name, namespace: namespace || undefined } }),
  }));
  return [...edits, ...guards];
}
