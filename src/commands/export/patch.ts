import { at, type Path, pointer } from '../../json/at.js';
import { type Difference, differences } from '../../json/difference.js';
import type { JsonObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { PlannedDocument } from '../../overlays/post-render.js';
import { ACL_USER } from '../../overlays/transforms/index.js';
import { editedTexts } from './edited-text.js';

/** What an operation counts on and is looked at first: the name of a list item it finds by its index, or a text it edits. */
export interface Guard {
  path: Path;
  is: string;
  /** What the operations make of it, for a tool that sees the object once more. */
  becomes?: string;
}

/** What is done to one object. */
export interface ObjectPatch {
  manifest: Manifest;
  /** The object afterwards. */
  value: JsonObject;
  steps: readonly (Difference & { guards: readonly Guard[] })[];
}

/** What post-rendering does to a document, as operations; undefined where it stays as it is. */
export function objectPatch(planned: PlannedDocument): ObjectPatch | undefined {
  const { manifest, value } = planned;
  const texts = textGuards(planned);
  const guarded = new Set<string>();
  const steps = differences(manifest.value, value).map(({ path, operation }) => {
    const ofText = texts.filter((guard) => pointer(...guard.path) === operation.path);
    // An item that goes is counted on, too.
    const counted = operation.op === 'remove' ? path : path.slice(0, -1);
    const guards = [...guardsOf(manifest.value, counted), ...ofText].filter(
      (guard) => !guarded.has(pointer(...guard.path)),
    );
    for (const guard of guards) guarded.add(pointer(...guard.path));
    return { path, operation, guards };
  });
  return steps.length > 0 ? { manifest, value, steps } : undefined;
}

/** The named list items on the way. */
function guardsOf(before: unknown, path: Path): Guard[] {
  return path.flatMap((step, index): Guard[] => {
    const place = [...path.slice(0, index + 1), 'name'];
    const name = at(before, ...place);
    return typeof step === 'number' && typeof name === 'string' ? [{ path: place, is: name }] : [];
  });
}

/**
 * A start script that is another one later stops the build, too: a patch would undo the change. Not the configuration
 * text, which makes the patch long enough as it is; `--include-acl` says so.
 */
function textGuards(planned: PlannedDocument): Guard[] {
  return editedTexts(planned).flatMap(({ path, before, transform }) => {
    const after = at(planned.value, ...path);
    return transform !== ACL_USER && typeof after === 'string' ? [{ path, is: before, becomes: after }] : [];
  });
}

/** What is added at the end of a text of several lines; undefined for any other change. */
export function appended(before: unknown, after: unknown): string | undefined {
  if (typeof before !== 'string' || typeof after !== 'string' || !before.includes('\n')) return undefined;
  return after.startsWith(before) ? after.slice(before.length) : undefined;
}

/** What an export is about. */
export interface Exported {
  patches: readonly ObjectPatch[];
  /** What comes into the stream beside the patches, and the file it is written to. */
  objects: readonly JsonObject[];
  objectsFile: string | undefined;
  /** The stream's file, or `<stdin>`. */
  file: string;
  cwd: string;
  /** The file to write; undefined for standard output. */
  output: string | undefined;
  /** Whether Services of type LoadBalancer with IPs of nodes come out, which never get an ingress. */
  noIngress: boolean;
  /** Comment lines: what made it, from what. */
  about: readonly string[];
}
