import { stringify } from 'yaml';
import { pointer } from '../../json/at.js';
import type { ObjectPatch } from './patch.js';

/** As Kubernetes' tools read it: what means something else to YAML 1.1 is quoted; long lines stay whole. */
export function yaml(value: unknown): string {
  return stringify(value, { compat: 'yaml-1.1', lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
}

/** A patch as RFC 6902 text: before an operation counts on a list item by its index, a `test` looks at its name. */
export function jsonPatchText({ steps }: ObjectPatch): string {
  const operations = steps.flatMap(({ guards, operation }) => [
    ...guards.map(({ path, name }) => ({ op: 'test', path: pointer(...path), value: name })),
    operation,
  ]);
  return yaml(operations);
}

/** How kustomize and Flux name the object of a patch; a name there is a regular expression. */
export function targetOf({ manifest }: ObjectPatch): Record<string, string> {
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

/** Lines as comments at the head of a file. */
export function commented(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join('');
}
