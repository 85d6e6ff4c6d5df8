import type { commandTexts } from '../../generated/commands.js';
import { clusterPolicy } from './cluster-policy.js';
import { flux } from './flux.js';
import { kustomize } from './kustomize.js';
import { kyverno } from './kyverno.js';
import type { Exported } from './patch.js';

export type Format = (typeof commandTexts.export.options.format.choices)[number];

/** A format is a pure function from patches to text. */
export const WRITERS: Readonly<Record<Format, (exported: Exported) => string>> = {
  kustomize,
  flux,
  kyverno,
  'kyverno-clusterpolicy': clusterPolicy,
};

/** Those which can add to a text without holding all of it. */
export const APPENDING: readonly Format[] = ['kyverno'];
