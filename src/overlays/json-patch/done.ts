import type { SelectingOperation } from '../../generated/types.js';
import { at, type Path } from '../../json/at.js';
import { isEqual, isObject, type JsonObject } from '../../json/values.js';
import { Misfit } from './misfit.js';
import { isSelector, parsePath, type Segment } from './path.js';
import { resolve } from './resolve.js';

/** Stands where an undone operation has removed the knowledge of what was there before. */
const UNKNOWN = Symbol('unknown');

/**
 * Whether a value can be what the operations made of some other value: they are undone, the last one first, and each
 * must have left its trace. So a patch that was carried out is not carried out again, though RFC 6902 says of nearly no
 * operation that it may. A patch that only removes leaves no trace: what it looks for must be there.
 */
export function isDone(value: unknown, operations: readonly SelectingOperation[]): boolean {
  if (!operations.some(({ op }) => op !== 'remove' && op !== 'test')) return false;
  const state: unknown = structuredClone(value);
  try {
    return operations.toReversed().every((operation) => UNDO[operation.op](state, operation));
  } catch (error) {
    if (error instanceof Misfit) return false;
    throw error;
  }
}

/** Undoes an operation in a state; false where its trace is missing. */
type Undo = (state: unknown, operation: SelectingOperation) => boolean;

const UNDO: Readonly<Record<SelectingOperation['op'], Undo>> = {
  add: undoAdd,
  replace: undoReplace,
  remove: undoRemove,
  move: undoMove,
  copy: undoCopy,
  test: holds,
};

function undoAdd(state: unknown, { path, value }: SelectingOperation): boolean {
  const { segments, before } = asItIsNow(parsePath(path), value);
  return traces(state, segments).every(({ parent, step }) => {
    if (!Array.isArray(parent)) return forget(parent, step, value, before);
    // An item added before a selected one stands there now; one added at the end may have got others behind it.
    const index = step === '-' ? parent.findLastIndex((item) => isTrace(item, value)) : Number(step) - selected(path);
    if (index < 0 || !isTrace(parent[index], value)) return false;
    parent.splice(index, 1);
    return true;
  });
}

const selected = (path: string): number => (isSelector(parsePath(path).at(-1) ?? { key: '' }) ? 1 : 0);

function undoReplace(state: unknown, { path, value }: SelectingOperation): boolean {
  const { segments, before } = asItIsNow(parsePath(path), value);
  return traces(state, segments).every(({ parent, step }) => forget(parent, step, value, before));
}

/** A path that selects an item by the very key which it sets: now that key has the new value, before it had the old one. */
function asItIsNow(segments: readonly Segment[], value: unknown): { segments: readonly Segment[]; before: unknown } {
  const [item, last] = segments.slice(-2);
  if (!item || !last || !isSelector(item) || isSelector(last)) return { segments, before: UNKNOWN };
  const own = item.conditions.find(
    ({ path }) => path.length === 1 && path[0] && !isSelector(path[0]) && path[0].key === last.key,
  );
  if (own?.equals === undefined) return { segments, before: UNKNOWN };
  const conditions = item.conditions.map((one) => (one === own ? { ...one, equals: String(value) } : one));
  return { segments: [...segments.slice(0, -2), { ...item, conditions }, last], before: own.equals };
}

/** A key that was removed is not there; of a list item there is no trace either way. */
function undoRemove(state: unknown, { path }: SelectingOperation): boolean {
  const segments = parsePath(path);
  const last = segments.pop();
  if (last === undefined) return false;
  return resolve(state, segments).every((place) => {
    const parent = at(state, ...place);
    if (isSelector(last)) return isAbsent(() => resolve(parent, [last]));
    if (!isObject(parent)) return Array.isArray(parent);
    if (isThere(parent, last.key)) return false;
    Object.assign(parent, { [last.key]: UNKNOWN });
    return true;
  });
}

function undoMove(state: unknown, { from = '', path }: SelectingOperation): boolean {
  const [moved] = traces(state, parsePath(path));
  if (!moved || !isObject(moved.parent) || !Object.hasOwn(moved.parent, moved.step)) return false;
  const value = moved.parent[moved.step];
  moved.parent[moved.step] = UNKNOWN;
  const [source] = traces(state, parsePath(from));
  if (!source || !isObject(source.parent) || isThere(source.parent, source.step)) return false;
  source.parent[source.step] = value;
  return true;
}

function undoCopy(state: unknown, { from = '', path }: SelectingOperation): boolean {
  const [source = []] = resolve(state, parsePath(from));
  const value = at(state, ...source);
  return value !== undefined && undoAdd(state, { op: 'add', path, value });
}

function holds(state: unknown, { path, value }: SelectingOperation): boolean {
  return traces(state, parsePath(path)).every(({ parent, step }) => isTrace(at(parent, step), value));
}

interface Trace {
  parent: unknown;
  step: string | number;
}

/** Where a path leads, as what a value stands in and its place there, last first. */
function traces(state: unknown, segments: readonly Segment[]): Trace[] {
  return resolve(state, segments)
    .toReversed()
    .map((place) => ({ parent: at(state, ...place.slice(0, -1)), step: place.at(-1) ?? '' }));
}

/** Takes back what was set: that a value stands there is its trace; what stood there before is mostly not known. */
function forget(parent: unknown, step: string | number, value: unknown, before: unknown): boolean {
  if (!isTrace(at(parent, step), value)) return false;
  if (Array.isArray(parent)) parent[Number(step)] = before;
  else if (isObject(parent)) parent[step] = before;
  return true;
}

const isThere = (parent: JsonObject, key: string | number): boolean =>
  Object.hasOwn(parent, key) && parent[key] !== UNKNOWN;

function isAbsent(look: () => readonly Path[]): boolean {
  try {
    look();
    return false;
  } catch (error) {
    return error instanceof Misfit && error.reason === 'absent';
  }
}

/** Whether something is what an operation wrote; later ones may have added to a list item known by its name. */
function isTrace(found: unknown, wanted: unknown): boolean {
  if (isObject(found) && isObject(wanted) && wanted.name !== undefined && found.name === wanted.name) {
    return Object.keys(wanted).every((key) => isSame(found[key], wanted[key]));
  }
  return isSame(found, wanted);
}

/** Equal, as far as it is known. */
function isSame(found: unknown, wanted: unknown): boolean {
  if (found === UNKNOWN || wanted === UNKNOWN) return true;
  if (Array.isArray(found) && Array.isArray(wanted)) {
    return found.length === wanted.length && found.every((item, index) => isSame(item, wanted[index]));
  }
  if (!isObject(found) || !isObject(wanted)) return isEqual(found, wanted);
  const keys = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...keys].every((key) => isSame(found[key], wanted[key]));
}
