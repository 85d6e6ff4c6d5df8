import { sha256Hex } from '../../base/sha256.js';
import type { Manifest } from '../../kubernetes/manifest.js';

/** Names of Kyverno's policies and rules have at most 63 characters. */
const LONGEST = 63;

/** A name for what is about one object; one that is too long ends in a part of its hash. */
export function objectsName({ kind, name }: Manifest, prefix = ''): string {
  const whole = `${prefix}${kind}-${name}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 9)}-${sha256Hex(whole).slice(0, 8)}`;
}
