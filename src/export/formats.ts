import { flux } from './flux.js';
import { kustomize } from './kustomize.js';
import { kyverno } from './kyverno.js';
import type { ObjectPatch } from './patch.js';

/** What an export is about. */
export interface Exported {
  patches: readonly ObjectPatch[];
  /** The stream's file, or `<stdin>`. */
  file: string;
  /** Comment lines: what made it, from what. */
  about: readonly string[];
}

export const FORMATS = ['kustomize', 'flux', 'kyverno'] as const;

/** A format is a pure function from patches to text. */
export const WRITERS: Readonly<Record<(typeof FORMATS)[number], (exported: Exported) => string>> = {
  kustomize,
  flux,
  kyverno,
};
