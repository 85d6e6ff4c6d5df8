import { stringify } from 'yaml';
import { oneLine } from '../../base/text.js';
import { type Difference, differences } from '../../json/difference.js';
import { at, type Path, pointer } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { PlannedDocument } from '../../overlays/post-render.js';

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
  steps: PatchStep[];
}

/** An operation and what is looked at before it; `edited` where it edits the chart's text of several lines. */
export type PatchStep = ReturnType<typeof stepsOf>[number];

/** What the writer of a format gets. */
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
}

/** The documents of a format, and the comments above them. */
export interface Written {
  notes: readonly (string | undefined)[];
  documents: readonly object[];
}

/**
 * What post-rendering does to each object that it changes, as operations.
 *
 * @param again for a tool that sees an object again after its own change, as admission does at each `kubectl scale`: a list
 *   whose items come or go is written whole, so that the second time changes nothing
 */
export function objectPatches(planned: readonly PlannedDocument[], again: boolean): ObjectPatch[] {
  const patches = planned.map((document) => ({ manifest: document.manifest, steps: stepsOf(document, again) }));
  return patches.filter(({ steps }) => steps.length > 0);
}

function stepsOf(planned: PlannedDocument, again: boolean) {
  const before = planned.manifest.value;
  const changes = differences(before, planned.value);
  const guarded = new Set<string>();
  return (again ? withWholeLists(changes, planned.value) : changes).map(({ path, operation }) => {
    const edited = editedText(planned, path);
    // An item that goes is counted on, too.
    const guards = namesOn(operation.op === 'remove' ? path : path.slice(0, -1), before);
    // A start script that is another one later stops the build, too: a patch would undo the change. Not the configuration
    // text, which makes the patch long enough as it is (`--include-acl` says so), nor a text that the user sets.
    if (edited && !['acl-user', 'jsonPatch'].includes(edited.transform))
      guards.push({ path, is: edited.before, becomes: edited.after });
    const fresh = guards.filter((guard) => !guarded.has(pointer(...guard.path)));
    for (const guard of fresh) guarded.add(pointer(...guard.path));
    return { path, operation, guards: fresh, edited };
  });
}

/** The same with lists whose items come or go written whole, once; what lies in such a list is part of it. */
function withWholeLists(changes: readonly Difference[], after: unknown): Difference[] {
  const lists = changes
    .filter(({ path, operation }) => typeof path.at(-1) === 'number' && operation.op !== 'replace')
    .map(({ path }) => path.slice(0, -1))
    .sort((a, b) => a.length - b.length);
  const whole = changes.map((change): Difference => {
    const path = lists.find((list) => list.every((step, index) => change.path[index] === step));
    return path ? { path, operation: { op: 'add', path: pointer(...path), value: at(after, ...path) } } : change;
  });
  return [...new Map(whole.map((change) => [change.operation.path, change])).values()];
}

/** The named list items on the way. */
function namesOn(path: Path, before: unknown): Guard[] {
  return path.flatMap((step, index): Guard[] => {
    const place = [...path.slice(0, index + 1), 'name'];
    const name = at(before, ...place);
    return typeof step === 'number' && typeof name === 'string' ? [{ path: place, is: name }] : [];
  });
}

/** A text of several lines in which an overlay changes something, so that a patch holds all that the chart wrote. */
function editedText({ manifest, value, steps }: PlannedDocument, path: Path) {
  const [before, after] = [manifest.value, value].map((one) => at(one, ...path));
  if (typeof before !== 'string' || typeof after !== 'string' || !before.includes('\n')) return undefined;
  const step = steps.find((one) => at(one.value, ...path) !== before);
  // What is added, where that is all, and at the end.
  const end = after.startsWith(before) ? after.slice(before.length) : undefined;
  return step && { ...step, before, after, end };
}

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
