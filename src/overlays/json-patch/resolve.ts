import { at, type Path } from '../../json/at.js';
import { isObject } from '../../json/values.js';
import { absent, Misfit, nature } from './misfit.js';
import { type Condition, isSelector, type Segment, type SelectorSegment } from './path.js';

/**
 * The places a path means in a value, in the value's order: one, or with `[*]` one for each item. All but the last step
 * must be there; the last one may be a key that is not, an index, or `-` for a list's end.
 *
 * @throws Misfit
 */
export function resolve(value: unknown, segments: readonly Segment[]): Path[] {
  let places: Path[] = [[]];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    places = places.flatMap((place) => {
      const here = at(value, ...place);
      if (isSelector(segment)) return select(here, segment, place).map((step) => [...place, step]);
      const step = stepOf(here, segment.key, place);
      if (!last && at(here, step) === undefined) throw absent(here, step, place);
      return [[...place, step]];
    });
  }
  return places;
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

/** Whether an item fulfils all conditions. */
function fulfils(item: unknown, conditions: readonly Condition[]): boolean {
  return conditions.every(({ path, equals }) => {
    const found = valuesAt(item, path);
    return equals === undefined ? found.length > 0 : found.some((one) => isScalarText(one, equals));
  });
}

/** Scalars are compared as they are written in YAML: `containerPort=6379` is the number. */
function isScalarText(value: unknown, text: string): boolean {
  return (typeof value !== 'object' || value === null) && String(value) === text;
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
export function stepOf(here: unknown, key: string, where: Path): string | number {
  if (isObject(here)) return key;
  if (!Array.isArray(here)) throw absent(here, key, where);
  if (key === '-') return key;
  if (/^(0|[1-9]\d*)$/.test(key)) return Number(key);
  throw new Misfit('unfit', `${key} is no place in a list: write an index, a selector as [name=${key}], or -`, where);
}
