import { stringify } from 'yaml';
import { pointer } from '../../json/at.js';
import type { JsonObject } from '../../json/values.js';
import type { ObjectPatch } from './patch.js';

/** As Kubernetes' tools read it: what means something else to YAML 1.1 is quoted; long lines stay whole. */
export function yaml(value: unknown): string {
  return stringify(value, { compat: 'yaml-1.1', lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
}

/** A patch as RFC 6902 text: a `test` before an operation looks at what it counts on. */
function jsonPatchText({ steps }: ObjectPatch): string {
  const operations = steps.flatMap(({ guards, operation }) => [
    ...guards.map(({ path, is }) => ({ op: 'test', path: pointer(...path), value: is })),
    operation,
  ]);
  return yaml(operations);
}

/** How kustomize and Flux name the object of a patch; a name there is a regular expression. */
function targetOf({ manifest }: ObjectPatch): Record<string, string> {
  const { group, kind, name, namespace } = manifest;
  const version = String(manifest.value.apiVersion).split('/').at(-1) ?? '';
  return {
    ...(group !== '' && { group }),
    version,
    kind,
    name: name.replaceAll('.', '\\.'),
    ...(namespace !== '' && { namespace }),
  };
}

/**
 * The patches of a kustomization; last a strategic-merge patch for each object that names it in full and changes nothing.
 * kustomize skips a patch whose `target` matches nothing; one without a target stops it ("no resource matches strategic
 * merge patch"; kustomize's PatchTransformer), so that a renamed object is an error instead of one without its host ports.
 * Last, because it drops keys of null, which a patch before it may be about.
 */
export function kustomizePatches(patches: readonly ObjectPatch[]): object[] {
  const guards = patches.map(({ manifest: { kind, name, namespace, value } }) => ({
    patch: yaml({
      apiVersion: value.apiVersion,
      kind,
      metadata: { name, ...(namespace !== '' && { namespace }) },
    }),
  }));
  return [...patches.map((patch) => ({ target: targetOf(patch), patch: jsonPatchText(patch) })), ...guards];
}

/** The objects that come in, as manifests. */
export function manifestsText(objects: readonly JsonObject[]): string {
  return objects.map((object) => `---\n${yaml(object)}`).join('');
}

/** Lines as comments at the head of a file. */
export function commented(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('');
}
