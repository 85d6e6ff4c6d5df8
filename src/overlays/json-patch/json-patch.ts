import jsonpatch, { type Operation } from 'fast-json-patch';
import { failure, HostportError } from '../../base/errors.js';
import type { Complaint } from '../../config/validate.js';
import type { JsonPatchParameters, PatchCondition, SelectingOperation } from '../../generated/types.js';
import { at, listAt, type Path, pointer } from '../../json/at.js';
import { isSameItem } from '../../json/difference.js';
import { copyOf, isDeeper, isEqual, isObject } from '../../json/values.js';
import { MOST_LEVELS } from '../../yaml/read/tokens.js';
import type { Change, Target } from '../transforms/transform.js';
import { concrete } from './concrete.js';
import { type Condition, isSelector, PathSyntaxError, parsePath } from './path.js';
import { Misfit, valuesAt } from './resolve.js';
import { describeItem } from './show.js';

/**
 * A user's own RFC 6902 operations, whose paths may select list items (path.ts), carried out in order, `unless` there is
 * nothing to do.
 *
 * @throws HostportError `match` for a selector that does not find the one item it means, with the items there are;
 *   `refused` for a path that is not there and for a `test` that fails
 */
export function jsonPatch(target: Target, { operations, unless }: JsonPatchParameters): Change {
  if (unless && holds(target.value, unless)) return { value: target.value };
  let value: unknown = target.value;
  for (const [index, operation] of operations.entries()) {
    value = jsonpatch.applyPatch(copyOf(value), fitting(target, value, operation, index)).newDocument;
    if (isDeeper(value, MOST_LEVELS)) {
      throw unfit(target, operation, index, `the value would be nested more than ${MOST_LEVELS} levels deep`);
    }
  }
  if (isObject(value)) return { value };
  const { title, start } = target.manifest;
  throw failure('no-object-left', { title }, { position: start });
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
    // fast-json-patch does not touch an object's prototype, and throws.
    const keys = segments.map((segment) => (isSelector(segment) ? '' : `/${segment.key}`)).join('');
    const [, banned] = /\/(__proto__|constructor\/prototype)(?:\/|$)/.exec(keys) ?? [];
    return banned === undefined ? undefined : `${key} ${text}: ${banned} is no key of a manifest`;
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    return `${key} ${text}, character ${error.offset + 1}: ${error.message}`;
  }
}

/** An operation as RFC 6902 has it. Its value is a copy: what is in a document twice is no one object. */
function fitting(target: Target, value: unknown, operation: SelectingOperation, index: number): Operation[] {
  try {
    return copyOf(concrete(value, operation)) as Operation[];
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const { where, selector, message } = error;
    const items = selector ? itemLines(target, value, where, selector.conditions) : [];
    const list = items.length > 0 ? `; there ${items.length === 1 ? 'is' : 'are'}:` : '';
    const text = `in ${pointer(...where) || 'the document'}: ${message}${list}`;
    throw unfit(target, operation, index, text, { code: selector ? 'match' : 'refused', list: items, where });
  }
}

function unfit(
  { overlay, manifest }: Target,
  { op, path }: SelectingOperation,
  index: number,
  message: string,
  { code = 'refused', where = [], list }: { code?: 'match' | 'refused'; where?: Path; list?: readonly string[] } = {},
): HostportError {
  const text = `${manifest.title}: overlay ${overlay}, operation ${index + 1} (${op} ${path}): ${message}`;
  return new HostportError(code, text, {
    list,
    position: manifest.positionOf(where),
    remedy: `Fix the operation, or turn the overlay off with overlays.${overlay}: false.`,
  });
}

/** The items of a list with their positions; those which an earlier operation made have none. */
function itemLines({ manifest }: Target, value: unknown, where: Path, conditions: readonly Condition[]): string[] {
  return listAt(value, ...where).map((item, index) => {
    const place = [...where, index];
    const words = describeItem(item, place, conditions);
    if (!isSameItem(at(manifest.parsed.value, ...place), item)) return words;
    const { file, line, column } = manifest.positionOf(place);
    return `${words} (${file}:${line}:${column})`;
  });
}
