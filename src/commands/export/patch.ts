import { isDeepStrictEqual } from 'node:util';
import { at, type Path, pointer, pointerSteps } from '../../json/at.js';
import { isObject } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import type { PlannedDocument } from '../../overlays/post-render.js';
import { ACL_USER } from '../../overlays/transforms/index.js';
import { type Operation, patchedValue } from '../../yaml/edit/patch.js';
import { editedTexts } from './edited-text.js';

/** An operation every tool has: Kyverno knows no `move`, `copy` or `test`. */
export type PlainOperation = { op: 'add' | 'replace'; path: string; value: unknown } | { op: 'remove'; path: string };

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
  steps: readonly { guards: readonly Guard[]; operation: PlainOperation }[];
}

/** The operations on a document, in a form that means the same to every tool; undefined where it stays as it is. */
export function objectPatch(planned: PlannedDocument): ObjectPatch | undefined {
  const { manifest, operations, value } = planned;
  if (isDeepStrictEqual(manifest.value, value)) return undefined;
  let state: unknown = manifest.value;
  const guarded = new Set<string>();
  const texts = textGuards(planned);
  const steps = operations.flatMap((one) =>
    plain(one, state).map((operation) => {
      const guards = [
        ...guardsOf(manifest.value, state, steppedPath(operation.path)),
        ...texts.filter(({ path }) => pointer(...path) === operation.path),
      ].filter(({ path }) => !guarded.has(pointer(...path)));
      for (const { path } of guards) guarded.add(pointer(...path));
      state = patchedValue(manifest.parsed, state, [operation]);
      return { guards, operation };
    }),
  );
  return { manifest, steps };
}

/** A copied or moved value is written out; a key is set whether it is there or not, as tools drop keys of null. */
function plain(operation: Operation, state: unknown): PlainOperation[] {
  switch (operation.op) {
    case 'test':
      return [];
    case 'copy':
      return [{ op: 'add', path: operation.path, value: at(state, ...steppedPath(operation.from)) }];
    case 'move':
      return [
        { op: 'remove', path: operation.from },
        { op: 'add', path: operation.path, value: at(state, ...steppedPath(operation.from)) },
      ];
    case 'replace': {
      const inMapping = isObject(at(state, ...steppedPath(operation.path).slice(0, -1)));
      return [inMapping ? { ...operation, op: 'add' } : { ...operation, op: 'replace' }];
    }
    case 'add':
      return [{ op: 'add', path: operation.path, value: operation.value }];
    case 'remove':
      return [operation];
  }
}

/** The named list items on the way, as far as the operations before have not moved them. */
function guardsOf(before: unknown, state: unknown, path: Path): Guard[] {
  return path.slice(0, -1).flatMap((step, index): Guard[] => {
    const place = path.slice(0, index + 1);
    if (typeof step !== 'number' || !Array.isArray(at(state, ...place.slice(0, -1)))) return [];
    const name = at(state, ...place, 'name');
    return typeof name === 'string' && at(before, ...place, 'name') === name
      ? [{ path: [...place, 'name'], is: name }]
      : [];
  });
}

/**
 * A start script that is another one later stops the build, too: a patch would undo the change. Not the configuration
 * text, which makes the patch long enough as it is; `--include-acl` says so.
 */
function textGuards(planned: PlannedDocument): Guard[] {
  return editedTexts(planned).flatMap(({ pointer, before, transform }) => {
    const path = steppedPath(pointer);
    const after = at(planned.value, ...path);
    return transform !== ACL_USER && typeof after === 'string' ? [{ path, is: before, becomes: after }] : [];
  });
}

/** An RFC 6901 pointer as a path; what looks like an index is one, which `at` takes for a key as well. */
export function steppedPath(text: string): (string | number)[] {
  return pointerSteps(text).map((step) => (/^(0|[1-9]\d*)$/.test(step) ? Number(step) : step));
}

/** What an export is about. */
export interface Exported {
  patches: readonly ObjectPatch[];
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
