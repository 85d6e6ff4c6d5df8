import { at, isObject, type Path } from '../../json/values.js';
import type { Condition, Segment } from './path.js';

/** A place that a path means in a value, and keys below it that are missing. */
interface Place {
  path: Path;
  missing: readonly string[];
}

/** Why a path or an operation does not fit a value. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  /** The deepest place that is there. */
  readonly where: Path;
  /** Whether there is nothing of the kind; else there are several, or it is something else than the path says. */
  readonly isAbsent: boolean;
  /** The selector that does not find the one item it means: the items at `where` are worth listing. */
  readonly selector: Segment | undefined;

  constructor(message: string, where: Path, more: { isAbsent?: boolean; selector?: Segment } = {}) {
    super(message);
    this.where = where;
    this.isAbsent = more.isAbsent ?? false;
    this.selector = more.selector;
  }
}

/**
 * The places a path means in a value, in the value's order: one, or with `[*]` one for each item.
 *
 * @param last whether the last step may be missing: a key, an index right after a list's items, or `-` for a list's end
 * @param parents whether mappings and lists on the way may be (or be null), but no item that a selector means
 * @throws Misfit
 */
export function resolve(value: unknown, segments: readonly Segment[], last = false, parents = false): Place[] {
  const from = (path: Path, [segment, ...rest]: readonly Segment[]): Place[] => {
    if (!segment) return [{ path, missing: [] }];
    const here = at(value, ...path);
    if (segment.conditions) return select(here, segment, path).flatMap((step) => from([...path, step], rest));
    const below = parents && !rest.some(({ conditions }) => conditions);
    if (below && (here ?? null) === null) return [{ path, missing: [segment, ...rest].map(({ key }) => key) }];
    const step = stepOf(here, segment.key, path);
    const isBeyond = Array.isArray(here) && typeof step === 'number' && step > here.length;
    const mayMiss = rest.length > 0 ? below : last && !isBeyond;
    if (!mayMiss && at(here, step) === undefined) throw absent(here, step, path);
    return from([...path, step], rest);
  };
  return from([], segments);
}

/** What a selector finds: the items that are meant, or more or fewer than that. */
function select(here: unknown, segment: Segment, where: Path): (string | number)[] {
  const { key, each } = segment;
  const found = stepsFrom(here, segment);
  if (found.length === 1 || (each && found.length > 0)) return found;
  if (!Array.isArray(here))
    throw new Misfit(`${key} picks from a list, and this is ${nature(here)}`, where, { isAbsent: true });
  const what = found.length === 0 ? 'nothing' : `${found.length} items where one is meant`;
  throw new Misfit(`${key} finds ${what}`, where, { isAbsent: found.length === 0, selector: segment });
}

/** All values at a path; none where it leads nowhere. */
export function valuesAt(value: unknown, path: readonly Segment[]): unknown[] {
  return path.reduce<unknown[]>(
    (values, segment) => values.flatMap((one) => stepsFrom(one, segment).map((step) => at(one, step))),
    [value],
  );
}

/** The steps a segment means here: its key, where something is there, or the indexes of the items it selects. */
function stepsFrom(here: unknown, { key, conditions }: Segment): (string | number)[] {
  if (!conditions || isObject(here)) return at(here, key) === undefined ? [] : [key];
  if (!Array.isArray(here)) return [];
  return here.flatMap((item: unknown, index) => (conditions.every((one) => fulfils(item, one)) ? [index] : []));
}

/** Scalars are compared as they are written in YAML: `containerPort=6379` is the number. */
function fulfils(item: unknown, { path, equals }: Condition): boolean {
  const isCollection = (value: unknown): boolean => Array.isArray(value) || isObject(value);
  return valuesAt(item, path).some((one) => equals === undefined || (!isCollection(one) && String(one) === equals));
}

/** A key as a step from here: a list has indexes, written as RFC 6901 says, and `-` for its end. */
function stepOf(here: unknown, key: string, where: Path): string | number {
  if (isObject(here)) return key;
  if (!Array.isArray(here)) throw absent(here, key, where);
  if (key === '-') return key;
  if (/^(0|[1-9]\d*)$/.test(key)) return Number(key);
  throw new Misfit(`${key} is not a place in a list: write an index, a selector as [name=${key}], or -`, where);
}

/** A key or index that is not there; the message says what is. */
function absent(here: unknown, step: string | number, where: Path): Misfit {
  return new Misfit(`there is no ${step}, this is ${nature(here)}`, where, { isAbsent: true });
}

function nature(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isObject(value) ? `a mapping of ${Object.keys(value).join(', ') || 'nothing'}` : 'a scalar';
}
