import jsonpatch from 'fast-json-patch';
import { failure, HostportError } from '../../base/errors.js';
import type { Complaint } from '../../config/validate.js';
import type { JsonPatchParameters, SelectingOperation } from '../../generated/types.js';
import { isSameItem } from '../../json/difference.js';
import { at, copyOf, isDeeper, isEqual, isObject, listAt, type Path, pointer } from '../../json/values.js';
import type { Manifest } from '../../kubernetes/manifest.js';
import { MOST_LEVELS } from '../../yaml/read/reader.js';
import type { Change, Target } from '../transforms/transform.js';
import { concrete, isPublic, isScalar, short } from './concrete.js';
import { PathSyntaxError, parsePath, type Segment } from './path.js';
import { Misfit, valuesAt } from './resolve.js';

/**
 * A user's own RFC 6902 operations, whose paths may select list items (path.ts), carried out in order, `unless` there is
 * nothing to do.
 *
 * @throws HostportError `match` for a selector that does not find the one item it means, with the items there are;
 *   `refused` for a path that is not there and for a `test` that fails
 */
export function jsonPatch(target: Target, { operations, unless }: JsonPatchParameters): Change {
  const found = unless ? valuesAt(target.value, parsePath(unless.path)) : [];
  if (found.some((one) => unless?.value === undefined || isEqual(one, unless.value))) return { value: target.value };
  const value = operations.reduce((before: unknown, operation, index) => {
    try {
      return applied(before, operation);
    } catch (error) {
      throw error instanceof Misfit
        ? unfit(target, before, `${index + 1} (${operation.op} ${operation.path})`, error)
        : error;
    }
  }, target.value);
  if (isObject(value)) return { value };
  const { title, start } = target.manifest;
  throw failure('no-object-left', { title }, { position: start });
}

/** What is put in is a copy: what is in a document twice is not one object. */
function applied(value: unknown, operation: SelectingOperation): unknown {
  const { newDocument } = jsonpatch.applyPatch(copyOf(value), concrete(value, operation));
  if (!isDeeper(newDocument, MOST_LEVELS)) return newDocument;
  throw new Misfit(`the value would be nested more than ${MOST_LEVELS} levels deep`, []);
}

/** What is wrong with the paths, before there is a document. */
export function pathComplaints({ operations, unless }: JsonPatchParameters): Complaint[] {
  const paths = operations.flatMap(({ op, path, from = '' }, index) => [
    { op, key: 'path', text: path, place: ['operations', index, 'path'] },
    { op, key: 'from', text: from, place: ['operations', index, 'from'] },
  ]);
  const condition = { op: 'test', key: 'unless', text: unless?.path ?? '', place: ['unless', 'path'] } as const;
  return [...paths, condition].flatMap(({ op, key, text, place }) => {
    const fault = pathFault(text, op);
    return fault === undefined ? [] : [{ path: place, message: `${key} ${text}${fault}` }];
  });
}

function pathFault(text: string, op: SelectingOperation['op']): string | undefined {
  try {
    const segments = parsePath(text);
    const each = segments.findIndex((segment) => segment.each);
    if (each !== -1 && (op === 'move' || op === 'copy')) {
      return `: ${op} takes one value to one place, so [*] has no meaning`;
    }
    if (each !== -1 && each === segments.length - 1 && op === 'add') {
      return ': add takes one place in a list; - is its end';
    }
    // fast-json-patch does not touch an object's prototype, and throws.
    const [, banned] =
      /\/(__proto__|constructor\/prototype)(?:\/|$)/.exec(`/${segments.map(({ key }) => key).join('/')}`) ?? [];
    return banned && `: ${banned} is not a key of a manifest`;
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error;
    return `, character ${error.offset + 1}: ${error.message}`;
  }
}

function unfit({ overlay, manifest }: Target, value: unknown, operation: string, misfit: Misfit): HostportError {
  const { message, where, selector } = misfit;
  const list = selector
    ? listAt(value, ...where).map((item, index) => itemLine(manifest, item, [...where, index], selector))
    : [];
  const those = list.length > 0 ? `; there ${list.length === 1 ? 'is' : 'are'}:` : '';
  const words = `in ${pointer(...where) || 'the document'}: ${message}${those}`;
  const text = `${manifest.title}: overlay ${overlay}, operation ${operation}: ${words}`;
  return new HostportError(selector ? 'match' : 'refused', text, {
    list,
    position: manifest.positionOf(where),
    remedy: `Fix the operation, or turn the overlay off with overlays.${overlay}: false.`,
  });
}

/** An item of a list: what a selector asks of it, its name, and its position; one that an earlier operation made has none. */
function itemLine(manifest: Manifest, item: unknown, place: Path, { conditions = [] }: Segment): string {
  const asked = conditions.map(({ path }) => path.map(({ key }) => key));
  const facts = [...asked, [], ['name']].flatMap((keys) => {
    const value = at(item, ...keys);
    const isShown = isScalar(value) && (keys.join() === 'name' || isPublic([...place, ...keys]));
    return isShown ? [keys.length > 0 ? `${keys.join('/')}=${short(value)}` : short(value)] : [];
  });
  const keys = isObject(item) ? `an item with ${Object.keys(item).join(', ') || 'nothing'}` : 'a value';
  const words = [...new Set(facts)].join(', ') || keys;
  if (!isSameItem(at(manifest.parsed.value, ...place), item)) return words;
  const { file, line, column } = manifest.positionOf(place);
  return `${words} (${file}:${line}:${column})`;
}
