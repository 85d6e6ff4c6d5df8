import jsonpatch, { type Operation } from 'fast-json-patch';
import type { SelectingOperation } from '../../generated/types.js';
import { at, copyOf, isEqual, type Path, pointer } from '../../json/values.js';
import { harmlessInManifest } from '../../kubernetes/manifest.js';
import { parsePath } from './path.js';
import { Misfit, resolve } from './resolve.js';

/**
 * An operation whose paths may select, as RFC 6902 operations on a value as it is now; a `test` that holds becomes none.
 * Places in a list come last first, so that none moves another. Where a mapping or list on the way is missing, it is added
 * with the value in it.
 *
 * @throws Misfit where a path leads nowhere or a `test` fails
 */
export function concrete(value: unknown, operation: SelectingOperation): Operation[] {
  const { op, value: given } = operation;
  if (op === 'move' || op === 'copy') return [transfer(value, op, operation)];
  const places = placesOf(value, operation).toReversed();
  if (op === 'test') {
    for (const { path } of places) mustEqual(at(value, ...path), given, path);
    return [];
  }
  return places.map(({ path, missing }) =>
    op === 'remove' ? { op, path: pointer(...path) } : { op, path: pointer(...path), value: nested(missing, given) },
  );
}

function placesOf(value: unknown, { op, path, optional, parents }: SelectingOperation) {
  try {
    return resolve(value, parsePath(path), op === 'add', parents);
  } catch (error) {
    if (optional && error instanceof Misfit && error.isAbsent) return [];
    throw error;
  }
}

function nested(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight((inner, key) => (key === '-' ? [inner] : { [key]: inner }), value);
}

/** RFC 6902 reads the `path` of a move when the value has already left its old place. */
function transfer(value: unknown, op: 'move' | 'copy', { from = '', path }: SelectingOperation): Operation {
  const [source] = resolve(value, parsePath(from));
  const left: Operation = { op: 'remove', path: pointer(...(source?.path ?? [])) };
  const rest = op === 'copy' ? value : jsonpatch.applyOperation(copyOf(value), left).newDocument;
  const [target] = resolve(rest, parsePath(path), true);
  return { op, from: left.path, path: pointer(...(target?.path ?? [])) };
}

function mustEqual(found: unknown, wanted: unknown, place: Path): void {
  if (isEqual(found, wanted)) return;
  const shown = isPublic(place) && isScalar(found) && isScalar(wanted);
  const message = shown ? `the value is ${short(found)}, not ${short(wanted)}` : 'the value is another';
  throw new Misfit(message, place);
}

/** Whether what is at a path may be shown in a message. */
export const isPublic = (path: Path): boolean => harmlessInManifest(path) === 'in';

export const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** A scalar on one line, at most 60 characters of it. */
export function short(value: unknown): string {
  const text = typeof value === 'string' && !/[\n"]/.test(value) ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
