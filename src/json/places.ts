import type { Path } from './values.js';

/** How a path lies to a set of places: at or in one of them, on the way to one, or elsewhere (undefined). */
export type Places = (path: Path) => 'in' | 'towards' | undefined;

/**
 * Places by patterns: steps with dots between them, `*` for any one step, `[]` for a list's index, `**` at the end for all that is
 * below.
 */
export function placesBy(patterns: readonly string[]): Places {
  const all = patterns.map((pattern) => pattern.split('.'));
  return (path) => {
    const fitting = all.filter((steps) =>
      path.every((step, index) => {
        const wanted = steps[index] ?? (steps.at(-1) === '**' ? '**' : undefined);
        if (wanted === '[]') return typeof step === 'number';
        return wanted === '*' || wanted === '**' || wanted === String(step);
      }),
    );
    if (fitting.some((steps) => steps.length <= path.length)) return 'in';
    return fitting.length > 0 ? 'towards' : undefined;
  };
}
