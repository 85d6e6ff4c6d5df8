import { at, type Path } from '../../json/at.js';
import { isObject } from '../../json/values.js';
import { type Condition, isSelector, keyOf, type Segment, type SelectorSegment } from './path.js';

/** A place that a path means in a value, and keys below it that are missing. */
interface Place {
  path: Path;
  missing: readonly string[];
}

/** What of a path may be missing; without it nothing. */
interface MayMiss {
  /** The last step: a key, an index right after a list's items, or `-` for a list's end. */
  last?: boolean;
  /** Mappings and lists on the way (or they are null), but no item that a selector means. */
  parents?: boolean | undefined;
}

/**
 * The places a path means in a value, in the value's order: one, or with `[*]` one for each item.
 *
 * @throws Misfit
 */
export function resolve(value: unknown, segments: readonly Segment[], { last, parents }: MayMiss = {}): Place[] {
  const from = (path: Path, [segment, ...rest]: readonly Segment[]): Place[] => {
    if (!segment) return [{ path, missing: [] }];
    const here = at(value, ...path);
    if (isSelector(segment)) return select(here, segment, path).flatMap((step) => from([...path, step], rest));
    const below = parents && !rest.some(isSelector);
    if (below && (here === undefined || here === null)) return [{ path, missing: [segment, ...rest].map(keyOf) }];
    const step = stepOf(here, segment.key, path);
    const isBeyond = Array.isArray(here) && typeof step === 'number' && step > here.length;
    const mayMiss = rest.length > 0 ? below : last && !isBeyond;
    if (!mayMiss && at(here, step) === undefined) throw absent(here, step, path);
    return from([...path, step], rest);
  };
  return from([], segments);
}

/** The items of a list a selector means, as indexes; on a mapping it is a key like any other. */
function select(here: unknown, segment: SelectorSegment, where: Path): (string | number)[] {
  if (isObject(here) && Object.hasOwn(here, segment.text)) return [segment.text];
  if (!Array.isArray(here)) {
    throw new Misfit('absent', `${segment.text} picks from a list, and this is ${nature(here)}`, where);
  }
  const found = here.flatMap((item: unknown, index) => (fulfils(item, segment.conditions) ? [index] : []));
  if (found.length === 1 || (segment.each && found.length > 0)) return found;
  throw found.length === 0
    ? new Misfit('absent', `${segment.text} finds nothing`, where, segment)
    : new Misfit('several', `${segment.text} finds ${found.length} items where one is meant`, where, segment);
}

/** Scalars are compared as they are written in YAML: `containerPort=6379` is the number. */
function fulfils(item: unknown, conditions: readonly Condition[]): boolean {
  return conditions.every(({ path, equals }) =>
    valuesAt(item, path).some((found) => equals === undefined || (!isCollection(found) && String(found) === equals)),
  );
}

/** All values at a path; none where it leads nowhere. */
export function valuesAt(item: unknown, path: readonly Segment[]): unknown[] {
  let values: unknown[] = [item];
  for (const segment of path) {
    values = values.flatMap((value) => {
      if (!isSelector(segment)) return at(value, segment.key) === undefined ? [] : [at(value, segment.key)];
      return Array.isArray(value) ? value.filter((one) => fulfils(one, segment.conditions)) : [];
    });
  }
  return values;
}

/** A key as a step from here: a list has indexes, written as RFC 6901 says, and `-` for its end. */
function stepOf(here: unknown, key: string, where: Path): string | number {
  if (isObject(here)) return key;
  if (!Array.isArray(here)) throw absent(here, key, where);
  if (key === '-') return key;
  if (/^(0|[1-9]\d*)$/.test(key)) return Number(key);
  throw new Misfit(
    'unfit',
    `${key} is not a place in a list: write an index, a selector as [name=${key}], or -`,
    where,
  );
}

/**
 * - `absent`: there is nothing of the kind
 * - `several`: a selector finds more than the one that is meant
 * - `unfit`: the path goes through something else than it says, or a `test` fails
 */
type MisfitReason = 'absent' | 'several' | 'unfit';

/** Why a path or an operation does not fit a value. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  readonly reason: MisfitReason;
  /** The deepest place that is there. */
  readonly where: Path;
  /** The selector that does not find the one item it means: the items at `where` are worth listing. */
  readonly selector: SelectorSegment | undefined;

  constructor(reason: MisfitReason, message: string, where: Path, selector?: SelectorSegment) {
    super(message);
    this.reason = reason;
    this.where = where;
    this.selector = selector;
  }
}

/** A key or index that is not there; the message says what is. */
function absent(here: unknown, step: string | number, where: Path): Misfit {
  if (Array.isArray(here)) {
    return new Misfit('absent', `there is no item ${step}, the list has ${here.length || 'none'}`, where);
  }
  if (!isObject(here)) return new Misfit('absent', `there is no ${step}, this is ${nature(here)}`, where);
  const keys = Object.keys(here).join(', ');
  return new Misfit('absent', `there is no ${step}; there ${keys === '' ? 'is nothing' : `are: ${keys}`}`, where);
}

function nature(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'a mapping' : 'a scalar';
}

const isCollection = (value: unknown): boolean => Array.isArray(value) || isObject(value);
