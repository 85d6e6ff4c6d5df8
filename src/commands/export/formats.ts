import { flux } from './flux.js';
import { kustomize } from './kustomize.js';
import { kyverno } from './kyverno.js';
import type { Exported } from './patch.js';

export const EXPORT_FORMATS = ['kustomize', 'flux', 'kyverno'] as const;

/** A format is a pure function from patches to text. */
export const WRITERS: Readonly<Record<(typeof EXPORT_FORMATS)[number], (exported: Exported) => string>> = {
  kustomize,
  flux,
  kyverno,
};
