import jsonpatch, { type Operation } from 'fast-json-patch';
import { failure, HostportError } from '../../base/errors.js';
import { listBelow } from '../../base/text.js';
import type { Complaint } from '../../config/validate.js';
import type { JsonPatchParameters, SelectingOperation } from '../../generated/types.js';
import { isSameItem } from '../../json/difference.js';
import { at, copyOf, isDeeper, isEqual, isObject, listAt, type Path, pointer } from '../../json/values.js';
import { harmlessInManifest, type Manifest } from '../../kubernetes/manifest.js';
import { MOST_LEVELS } from '../../yaml/read/parse.js';
import type { Change, Target } from '../transforms/transform.js';
import { Misfit, parsePath, resolve, type Segment, valuesAt } from './path.js';

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
      if (!(error instanceof Misfit)) throw error;
      throw unfit(target, before, `${index + 1} (${operation.op} ${operation.path})`, error);
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

/**
 * An operation whose paths may select, as RFC 6902 operations on a value as it is now; a `test` that holds becomes none.
 * Places in a list come last first, so that none moves another. Where a mapping or list on the way is missing, it is added
 * with the value in it.
 *
 * @throws Misfit where a path leads nowhere or a `test` fails
 */
export function concrete(value: unknown, operation: SelectingOperation): Operation[] {
  const { op, value: given, optional, parents } = operation;
  if (op === 'move' || op === 'copy') return [transfer(value, op, operation)];
  const segments = parsePath(operation.path);
  if (optional && valuesAt(value, segments).length === 0) return [];
  const places = resolve(value, segments, op === 'add', parents).toReversed();
  if (op === 'test') {
    for (const { path } of places) mustEqual(at(value, ...path), given, path);
    return [];
  }
  const nested = (keys: readonly string[]): unknown =>
    keys.reduceRight((inner, key) => (key === '-' ? [inner] : { [key]: inner }), given);
  return places.map(({ path, missing }) =>
    op === 'remove' ? { op, path: pointer(...path) } : { op, path: pointer(...path), value: nested(missing) },
  );
}

/** RFC 6902 reads the `path` of a move when the value has already left its old place. */
function transfer(value: unknown, op: 'move' | 'copy', { from = '', path }: SelectingOperation): Operation {
  const placeIn = (whole: unknown, text: string, last = false): string =>
    pointer(...(resolve(whole, parsePath(text), last)[0]?.path ?? []));
  const left: Operation = { op: 'remove', path: placeIn(value, from) };
  const rest = op === 'copy' ? value : jsonpatch.applyOperation(copyOf(value), left).newDocument;
  return { op, from: left.path, path: placeIn(rest, path, true) };
}

function mustEqual(found: unknown, wanted: unknown, place: Path): void {
  if (isEqual(found, wanted)) return;
  const [is, should] = isPublic(place) ? [found, wanted].map(scalarText) : [];
  throw new Misfit(is && should ? `the value is ${is}, not ${should}` : 'the value is another', place);
}

const isPublic = (path: Path): boolean => harmlessInManifest(path) === 'in';

/** A scalar on one line, at most 60 characters of it; undefined for anything else. */
function scalarText(value: unknown): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  const text = typeof value === 'string' && /^[^\n"]+$/.test(value) ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What is wrong with the paths, before there is a document. */
export function pathComplaints({ operations, unless }: JsonPatchParameters): Complaint[] {
  const paths = operations.flatMap(({ op, path, from }, index) =>
    Object.entries({ path, from }).map(([key, text]) => ({ op, key, text, place: ['operations', index, key] })),
  );
  const condition = { op: 'test', key: 'unless', text: unless?.path, place: ['unless', 'path'] } as const;
  return [...paths, condition].flatMap(({ op, key, text = '', place }) => {
    const fault = pathFault(text, op);
    return fault === undefined ? [] : [{ path: place, message: `${key} ${text}${fault}` }];
  });
}

function pathFault(text: string, op: SelectingOperation['op']): string | undefined {
  let segments: Segment[];
  try {
    segments = parsePath(text);
  } catch (error) {
    return `, ${(error as SyntaxError).message}`;
  }
  const hasEach = segments.some(({ each }) => each);
  if (hasEach && (op === 'move' || op === 'copy')) return `: ${op} takes one value to one place, so [*] has no meaning`;
  if (segments.at(-1)?.each && op === 'add') return ': add takes one place in a list; - is its end';
  // fast-json-patch does not touch an object's prototype, and throws.
  const keys = `/${segments.map(({ key }) => key).join('/')}`;
  const [, banned] = /\/(__proto__|constructor\/prototype)(?:\/|$)/.exec(keys) ?? [];
  return banned && `: ${banned} is not a key of a manifest`;
}

function unfit({ overlay, manifest }: Target, value: unknown, operation: string, misfit: Misfit): HostportError {
  const { message, where, selector } = misfit;
  const items = selector ? listAt(value, ...where) : [];
  const list = items.map((item, index) => itemLine(manifest, item, [...where, index], selector?.conditions));
  const words = `in ${pointer(...where) || 'the document'}: ${message}${listBelow(list)}`;
  const text = `${manifest.title}: overlay ${overlay}, operation ${operation}: ${words}`;
  const remedy = `Fix the operation, or turn the overlay off with overlays.${overlay}: false.`;
  return new HostportError(selector ? 'match' : 'refused', text, {
    list,
    position: manifest.positionOf(where),
    remedy,
  });
}

/** An item of a list: what a selector asks of it, its name, and its position; one that an earlier operation made has none. */
function itemLine(manifest: Manifest, item: unknown, place: Path, conditions: Segment['conditions'] = []): string {
  const asked = conditions.map(({ path }) => path.map(({ key }) => key));
  const facts = [...asked, [], ['name']].flatMap((keys) => {
    const name = keys.join('/');
    const text = name === 'name' || isPublic([...place, ...keys]) ? scalarText(at(item, ...keys)) : undefined;
    return text === undefined ? [] : [name ? `${name}=${text}` : text];
  });
  const keys = isObject(item) ? `an item with ${Object.keys(item).join(', ') || 'nothing'}` : 'a value';
  const words = [...new Set(facts)].join(', ') || keys;
  if (!isSameItem(at(manifest.parsed.value, ...place), item)) return words;
  const { file, line, column } = manifest.positionOf(place);
  return `${words} (${file}:${line}:${column})`;
}
