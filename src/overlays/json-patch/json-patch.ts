import { HostportError } from '../../base/errors.js';
import type { Complaint } from '../../config/validate.js';
import type { JsonPatchParameters, PatchCondition, SelectingOperation } from '../../generated/types.js';
import { at, type Path, pointer } from '../../json/at.js';
import { isEqual, isObject } from '../../json/values.js';
import { type Operation, patchedValue } from '../../yaml/edit/patch.js';
import { positionAt } from '../../yaml/read/document.js';
import { locate } from '../../yaml/read/locate.js';
import type { Change, Target } from '../transforms/transform.js';
import { concrete } from './concrete.js';
import { Misfit } from './misfit.js';
import { type Condition, isSelector, PathSyntaxError, parsePath } from './path.js';
import { valuesAt } from './resolve.js';
import { describeItem, isPublic } from './show.js';

/**
 * A user's own RFC 6902 operations, whose paths may select list items (path.ts), carried out in order, `unless` there is
 * nothing to do.
 *
 * @throws HostportError `match` for a selector that does not find the one item it means, with the items there are;
 *   `refused` for a path that is not there and for a `test` that fails
 */
export function jsonPatch(target: Target, { operations, unless }: JsonPatchParameters): Change {
  if (unless && holds(target.value, unless)) return { operations: [] };
  let value: unknown = target.value;
  const changes: Operation[] = [];
  for (const [index, operation] of operations.entries()) {
    const next = fitting(target, value, operation, index);
    value = patchedValue(target.manifest.parsed, value, next);
    changes.push(...next);
  }
  return { operations: isEqual(value, target.value) ? [] : changes };
}

function holds(value: unknown, { path, value: wanted }: PatchCondition): boolean {
  return valuesAt(value, parsePath(path)).some((found) => wanted === undefined || isEqual(found, wanted));
}

/** What is wrong with the paths, before there is a document. */
export function pathComplaints({ operations, unless }: JsonPatchParameters): Complaint[] {
  const faults = operations.flatMap((operation, index) =>
    (['path', 'from'] as const).map((key) => ({
      path: ['operations', index, key],
      message: pathFault(key, operation[key] ?? '', operation.op),
    })),
  );
  const all = [...faults, { path: ['unless', 'path'], message: pathFault('unless', unless?.path ?? '', 'test') }];
  return all.flatMap(({ path, message }) => (message === undefined ? [] : [{ path, message }]));
}

function pathFault(key: string, text: string, op: SelectingOperation['op']): string | undefined {
  try {
    const segments = parsePath(text);
    const each = segments.findIndex((segment) => isSelector(segment) && segment.each);
    if (each !== -1 && (op === 'move' || op === 'copy')) {
      return `${key} ${text}: ${op} takes one value to one place, so [*] has no meaning`;
    }
    if (each === segments.length - 1 && each !== -1 && op === 'add') {
      return `${key} ${text}: add takes one place in a list; - is its end`;
    }
    return segments.some((segment) => 'key' in segment && segment.key === '__proto__')
      ? `${key} ${text}: __proto__ is no key of a manifest`
      : undefined;
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    return `${key} ${text}, character ${error.offset + 1}: ${error.message}`;
  }
}

function fitting(target: Target, value: unknown, operation: SelectingOperation, index: number): Operation[] {
  try {
    return concrete(value, operation);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const { overlay, manifest } = target;
    const { where, selector, message } = error;
    const items = selector ? itemLines(target, value, where, selector.conditions) : [];
    const list = items.length > 0 ? ['; there', items.length === 1 ? 'is' : 'are'].join(' ') : '';
    const text =
      `${manifest.title}: overlay ${overlay}, operation ${index + 1} (${operation.op} ${operation.path}): ` +
      `in ${pointer(...where) || 'the document'}: ${message}${list && `${list}:`}`;
    throw new HostportError(selector ? 'match' : 'refused', text, {
      list: items,
      position: positionAt(manifest.document, locate(manifest.parsed, where).start),
      remedy: `Fix the operation, or turn the overlay off with overlays.${overlay}: false.`,
    });
  }
}

/** The items of a list with their positions; those which an earlier operation made have none. */
function itemLines({ manifest }: Target, value: unknown, where: Path, conditions: readonly Condition[]): string[] {
  const { parsed, document } = manifest;
  const list = at(value, ...where);
  return (Array.isArray(list) ? list : []).map((item: unknown, index) => {
    const words = describeItem(item, conditions, isPublic(value, where));
    if (!isSameItem(at(parsed.value, ...where, index), item)) return words;
    const { file, line, column } = positionAt(document, locate(parsed, [...where, index]).start);
    return `${words} (${file}:${line}:${column})`;
  });
}

function isSameItem(before: unknown, item: unknown): boolean {
  if (isObject(before) && isObject(item) && item.name !== undefined) return before.name === item.name;
  return isEqual(before, item);
}
