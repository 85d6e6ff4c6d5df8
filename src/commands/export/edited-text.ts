import { at, type Path } from '../../json/at.js';
import { differences } from '../../json/difference.js';
import type { PlannedDocument } from '../../overlays/post-render.js';

/** A text of several lines in which a transform changes one, so that a patch holds all that the chart wrote. */
interface EditedText {
  path: Path;
  before: string;
  /** The overlay under its own name, and its transform. */
  overlay: string;
  transform: string;
}

/** A `jsonPatch` is left out: the text it sets is the user's own. */
export function editedTexts({ manifest, value, steps }: PlannedDocument): EditedText[] {
  return differences(manifest.value, value).flatMap(({ path }): EditedText[] => {
    const before = at(manifest.value, ...path);
    if (typeof before !== 'string' || !before.includes('\n')) return [];
    const step = steps.find((one) => at(one.value, ...path) !== before);
    return step && step.transform !== 'jsonPatch' ? [{ ...step, path, before }] : [];
  });
}
