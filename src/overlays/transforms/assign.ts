import { at, type Path, pointer } from '../../json/at.js';
import { isEqual } from '../../json/values.js';
import type { Operation } from '../../yaml/edit/patch.js';

/**
 * The operation by which a value stands at a path, with the mappings above it where they are missing or null; none
 * where it stands there already. `undefined` takes away what is there.
 */
export function assign(root: unknown, path: Path, value: unknown): Operation[] {
  const before = at(root, ...path);
  if (isEqual(before, value)) return [];
  if (value === undefined) return [{ op: 'remove', path: pointer(...path) }];
  let depth = path.length - 1;
  while (depth > 0 && !isContainer(at(root, ...path.slice(0, depth)))) depth--;
  const place = path.slice(0, depth + 1);
  const wrapped = path.slice(depth + 1).reduceRight((inner: unknown, step) => ({ [step]: inner }), value);
  return [{ op: at(root, ...place) === undefined ? 'add' : 'replace', path: pointer(...place), value: wrapped }];
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
