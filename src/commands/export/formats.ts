import { clusterPolicy } from './cluster-policy.js';
import { flux } from './flux.js';
import { kustomize } from './kustomize.js';
import { kyverno } from './kyverno.js';
import type { Exported } from './patch.js';

/** A format is a pure function from patches to text. */
export const WRITERS = {
  kustomize,
  flux,
  kyverno,
  'kyverno-clusterpolicy': clusterPolicy,
} as const satisfies Readonly<Record<string, (exported: Exported) => string>>;

export type Format = keyof typeof WRITERS;

/** Those which can add to a text without holding all of it. */
export const APPENDING: readonly Format[] = ['kyverno'];
