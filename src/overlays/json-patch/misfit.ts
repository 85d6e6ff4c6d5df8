import type { Path } from '../../json/at.js';
import { isObject } from '../../json/values.js';
import type { SelectorSegment } from './path.js';

/**
 * - `absent`: there is nothing of the kind
 * - `several`: a selector finds more than the one that is meant
 * - `unfit`: the path goes through something else than it says, or a `test` fails
 */
export type MisfitReason = 'absent' | 'several' | 'unfit';

/** Why a path or an operation does not fit a value. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  readonly reason: MisfitReason;
  /** The deepest place that is there. */
  readonly where: Path;
  /** The selector that does not find the one item it means: the items at `where` are worth telling. */
  readonly selector: SelectorSegment | undefined;

  constructor(reason: MisfitReason, message: string, where: Path, selector?: SelectorSegment) {
    super(message);
    this.reason = reason;
    this.where = where;
    this.selector = selector;
  }
}

/** A key or index that is not there; the message tells what is. */
export function absent(here: unknown, step: string | number, where: Path): Misfit {
  if (Array.isArray(here)) {
    return new Misfit('absent', `there is no item ${step}, the list has ${here.length || 'none'}`, where);
  }
  if (!isObject(here)) return new Misfit('absent', `there is no ${step}, this is ${nature(here)}`, where);
  const keys = Object.keys(here).join(', ');
  return new Misfit('absent', `there is no ${step}; there ${keys === '' ? 'is nothing' : `are: ${keys}`}`, where);
}

export function nature(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'a mapping' : 'a scalar';
}
