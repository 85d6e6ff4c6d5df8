import { at, type Path, pointer } from '../../json/at.js';
import type { ObjectPatch } from './patch.js';

/**
 * The same patch for a tool that sees an object again after its own change, as admission does at each `kubectl scale`: a
 * list whose items come or go is written whole, so that the second time changes nothing. What lies in such a list is part
 * of it, its guards too.
 */
export function repeatable(patch: ObjectPatch): ObjectPatch {
  const lists = patch.steps.flatMap(({ path, operation: { op } }) =>
    typeof path.at(-1) === 'number' && op !== 'replace' ? [path.slice(0, -1)] : [],
  );
  const listOf = (path: Path): Path | undefined =>
    lists.filter((list) => list.every((step, index) => path[index] === step)).sort((a, b) => a.length - b.length)[0];
  const written = new Set<string>();
  const steps = patch.steps.flatMap((step): typeof patch.steps => {
    const list = listOf(step.path);
    const guards = step.guards.filter(({ path }) => !listOf(path));
    if (!list) return [{ ...step, guards }];
    const path = pointer(...list);
    if (written.has(path)) return [];
    written.add(path);
    return [{ path: list, operation: { op: 'add', path, value: at(patch.value, ...list) }, guards }];
  });
  return { ...patch, steps };
}
