import { at, type Path, pointer } from '../../json/at.js';
import { type Difference, differences } from '../../json/difference.js';
import type { JsonObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { PlannedDocument } from '../../overlays/post-render.js';
import { ACL_USER } from '../../overlays/transforms/index.js';

/** What an operation counts on and is looked at first: the name of a list item it finds by its index, or a text it edits. */
export interface Guard {
  path: Path;
  is: string;
  /** What the operations make of it, for a tool that sees the object again. */
  becomes?: string;
}

/** What is done to one object. */
export interface ObjectPatch {
  manifest: Manifest;
  /** The object afterwards. */
  value: JsonObject;
  steps: readonly (Difference & { guards: readonly Guard[] })[];
}

/** What post-rendering does to a document, as operations; none where it stays as it is. */
export function objectPatch(planned: PlannedDocument): ObjectPatch[] {
  const { manifest, value } = planned;
  // A start script that is another one later stops the build, too: a patch would undo the change. Not the configuration
  // text, which makes the patch long enough as it is; `--include-acl` says so.
  const texts = editedTexts(planned).filter(({ transform }) => transform !== ACL_USER);
  const guarded = new Set<string>();
  const steps = differences(manifest.value, value).map(({ path, operation }) => {
    const edited = texts.filter((text) => pointer(...text.path) === operation.path);
    // An item that goes is counted on, too.
    const counted = operation.op === 'remove' ? path : path.slice(0, -1);
    const all = [
      ...namesOn(counted, manifest.value),
      ...edited.map(({ before, after }): Guard => ({ path, is: before, becomes: after })),
    ];
    const guards = all.filter((guard) => !guarded.has(pointer(...guard.path)));
    for (const guard of guards) guarded.add(pointer(...guard.path));
    return { path, operation, guards };
  });
  return steps.length > 0 ? [{ manifest, value, steps }] : [];
}

/** The named list items on the way. */
function namesOn(path: Path, before: unknown): Guard[] {
  return path.flatMap((step, index): Guard[] => {
    const place = [...path.slice(0, index + 1), 'name'];
    const name = at(before, ...place);
    return typeof step === 'number' && typeof name === 'string' ? [{ path: place, is: name }] : [];
  });
}

/** A text of several lines in which a transform changes one, so that a patch holds all that the chart wrote. */
interface EditedText {
  path: Path;
  before: string;
  after: string;
  /** The overlay under its own name, and its transform. */
  overlay: string;
  transform: string;
}

/** A `jsonPatch` is left out: the text it sets is the user's own. */
export function editedTexts({ manifest, value, steps }: PlannedDocument): EditedText[] {
  return differences(manifest.value, value).flatMap(({ path }): EditedText[] => {
    const [before, after] = [manifest.value, value].map((one) => at(one, ...path));
    if (typeof before !== 'string' || typeof after !== 'string' || !before.includes('\n')) return [];
    const step = steps.find((one) => at(one.value, ...path) !== before);
    return step && step.transform !== 'jsonPatch' ? [{ ...step, path, before, after }] : [];
  });
}

/** What is added at the end of a text of several lines; undefined for any other change. */
export function appended(before: unknown, after: unknown): string | undefined {
  if (typeof before !== 'string' || typeof after !== 'string' || !before.includes('\n')) return undefined;
  return after.startsWith(before) ? after.slice(before.length) : undefined;
}

/**
 * The same patch for a tool that sees an object again after its own change, as admission does at each `kubectl scale`: a
 * list whose items come or go is written whole, so that the second time changes nothing. What lies in such a list is part
 * of it, its guards too.
 */
export function repeatable(patch: ObjectPatch): ObjectPatch {
  const lists = patch.steps.flatMap(({ path, operation: { op } }) =>
    typeof path.at(-1) === 'number' && op !== 'replace' ? [path.slice(0, -1)] : [],
  );
  const listOf = (path: Path): Path | undefined =>
    lists.filter((list) => list.every((step, index) => path[index] === step)).sort((a, b) => a.length - b.length)[0];
  const written = new Set<string>();
  const steps = patch.steps.flatMap((step): typeof patch.steps => {
    const list = listOf(step.path);
    const guards = step.guards.filter(({ path }) => !listOf(path));
    if (!list) return [{ ...step, guards }];
    const path = pointer(...list);
    if (written.has(path)) return [];
    written.add(path);
    return [{ path: list, operation: { op: 'add', path, value: at(patch.value, ...list) }, guards }];
  });
  return { ...patch, steps };
}

/** What an export is about. */
export interface Exported {
  patches: readonly ObjectPatch[];
  /** The file of the objects that come into the stream besides the patches; undefined where none do. */
  objectsFile: string | undefined;
  /** The stream's file, or `<stdin>`. */
  file: string;
  cwd: string;
  /** The file to write; undefined for standard output. */
  output: string | undefined;
  /** Whether Services of type LoadBalancer with IPs of nodes come out, which never get an ingress. */
  noIngress: boolean;
  /** For the first comment: what made it, from what. */
  about: string;
}
