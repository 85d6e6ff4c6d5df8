import { stringify } from 'yaml';
import { oneLine } from '../../base/visible.js';
import type { Manifest } from '../../kubernetes/manifest.js';

/**
 * As Kubernetes' tools read it: what means something else to YAML 1.1 is quoted; long lines stay whole; a key without a
 * value is left out.
 */
export function yaml(value: unknown): string {
  return stringify(value, { compat: 'yaml-1.1', lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false });
}

/** Texts as comments at the head of a file, one below the other; a file's name in them cannot end its comment. */
export function commented(...texts: (string | undefined)[]): string {
  const lines = texts.flatMap((text) => text?.split('\n') ?? []);
  return lines.map((line) => `# ${oneLine(line)}\n`).join('');
}

/** The version of an object's API, `v1` of `apps/v1`. */
export function versionOf({ value }: Manifest): string {
  return String(value.apiVersion).split('/').at(-1) ?? '';
}
