import jsonpatch, { type Operation } from 'fast-json-patch';
import type { SelectingOperation } from '../../generated/types.js';
import { at, type Path, pointer } from '../../json/at.js';
import { copyOf, isEqual } from '../../json/values.js';
import { isSelector, parsePath } from './path.js';
import { absent, Misfit, resolve, stepOf } from './resolve.js';
import { isPublic, isScalar, short } from './show.js';

/**
 * An operation whose paths may select, as RFC 6902 operations on a value as it is now; a `test` that holds becomes none.
 * Places in a list come last first, so that none moves another.
 *
 * @throws Misfit where a path leads nowhere or a `test` fails
 */
export function concrete(value: unknown, operation: SelectingOperation): Operation[] {
  const { op } = operation;
  if (op === 'move' || op === 'copy') return [transfer(value, op, operation)];
  if (op === 'add' && operation.parents) return addWithParents(value, operation);
  const places = placesOf(value, operation).toReversed();
  switch (op) {
    case 'test':
      for (const place of places) mustEqual(value, place, operation.value);
      return [];
    case 'add':
      return places.map((place) => ({ op, path: pointer(...addable(value, place)), value: operation.value }));
    case 'replace':
      return places.map((place) => ({ op, path: pointer(...existing(value, place)), value: operation.value }));
    case 'remove':
      return places.map((place) => ({ op, path: pointer(...existing(value, place)) }));
  }
}

function placesOf(value: unknown, { path, optional }: SelectingOperation): Path[] {
  try {
    const places = resolve(value, parsePath(path));
    return optional ? places.map((place) => existing(value, place)) : places;
  } catch (error) {
    if (optional && error instanceof Misfit && error.reason === 'absent') return [];
    throw error;
  }
}

/** Where a mapping or list on the way is missing (or null), it is added with the value in it. */
function addWithParents(value: unknown, { path, value: added }: SelectingOperation): Operation[] {
  const segments = parsePath(path);
  const selected = segments.findLastIndex(isSelector) + 1;
  const keys = segments.slice(selected).flatMap((segment) => (isSelector(segment) ? [] : [segment.key]));
  return resolve(value, segments.slice(0, selected))
    .toReversed()
    .map((base) => {
      let place = base;
      for (const [index, key] of keys.entries()) {
        const here = at(value, ...place);
        if (here === undefined || here === null) {
          return { op: 'add', path: pointer(...place), value: nested(keys.slice(index), added) };
        }
        place = [...place, stepOf(here, key, place)];
      }
      return { op: 'add', path: pointer(...addable(value, place)), value: added };
    });
}

function nested(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight((inner, key) => (key === '-' ? [inner] : { [key]: inner }), value);
}

/** RFC 6902 reads the `path` of a move when the value has already left its old place. */
function transfer(value: unknown, op: 'move' | 'copy', { from = '', path }: SelectingOperation): Operation {
  const only = (root: unknown, text: string): Path => resolve(root, parsePath(text))[0] ?? [];
  const source = existing(value, only(value, from));
  const left: Operation = { op: 'remove', path: pointer(...source) };
  const rest = op === 'copy' ? value : jsonpatch.applyOperation(copyOf(value), left).newDocument;
  return { op, from: pointer(...source), path: pointer(...addable(rest, only(rest, path))) };
}

function existing(value: unknown, place: Path): Path {
  const where = place.slice(0, -1);
  const step = place.at(-1);
  if (step !== undefined && at(value, ...place) === undefined) throw absent(at(value, ...where), step, where);
  return place;
}

function addable(value: unknown, place: Path): Path {
  const where = place.slice(0, -1);
  const list = at(value, ...where);
  const step = place.at(-1);
  if (Array.isArray(list) && typeof step === 'number' && step > list.length) throw absent(list, step, where);
  return place;
}

function mustEqual(value: unknown, place: Path, wanted: unknown): void {
  const found = at(value, ...existing(value, place));
  if (isEqual(found, wanted)) return;
  const shown = isPublic(place) && isScalar(found) && isScalar(wanted);
  const message = shown ? `the value is ${short(found)}, not ${short(wanted)}` : 'the value is another';
  throw new Misfit('unfit', message, place);
}
