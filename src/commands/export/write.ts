import { stringify } from 'yaml';
import { sha256Hex } from '../../base/sha256.js';
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

/** Names of Kyverno's policies and rules have at most 63 characters. */
const LONGEST = 63;

/** A name for what is about one object; one that is too long ends in a part of its hash. */
export function objectsName({ kind, name }: Manifest, prefix = ''): string {
  const whole = `${prefix}${kind}-${name}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 9)}-${sha256Hex(whole).slice(0, 8)}`;
}
