import { at, pointerSteps } from '../../json/at.js';
import type { PlannedDocument } from '../../overlays/post-render.js';

/** A text of several lines in which a transform changes one, so that a patch holds all that the chart wrote. */
export interface EditedText {
  pointer: string;
  before: string;
  /** The overlay under its own name, and its transform. */
  overlay: string;
  transform: string;
}

/** A `jsonPatch` is left out: the text it sets is the user's own. */
export function editedTexts({ manifest, operations, steps }: PlannedDocument): EditedText[] {
  return operations.flatMap((operation): EditedText[] => {
    const path = pointerSteps(operation.path);
    const before = at(manifest.value, ...path);
    if (typeof before !== 'string' || !before.includes('\n')) return [];
    const step = steps.find(({ value }) => at(value, ...path) !== before);
    return step && step.transform !== 'jsonPatch' ? [{ ...step, pointer: operation.path, before }] : [];
  });
}
