/** A run of equal elements, or a hunk: `before[beforeStart..beforeEnd)` became `after[afterStart..afterEnd)`. */
export interface Hunk {
  beforeStart: number;
  beforeEnd: number;
  afterStart: number;
  afterEnd: number;
}

/** Beyond this many differences the middle is taken as one hunk: the search is quadratic in them. */
const MOST_DIFFERENCES = 400;

/**
 * The smallest set of hunks which turns `before` into `after` (Myers' greedy algorithm, O((n+m)·differences)),
 * in order, none adjacent to another.
 */
export function align<T>(before: readonly T[], after: readonly T[], equal: (a: T, b: T) => boolean): Hunk[] {
  let prefix = 0;
  const shorter = Math.min(before.length, after.length);
  while (prefix < shorter && same(before, prefix, after, prefix, equal)) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && same(before, before.length - 1 - suffix, after, after.length - 1 - suffix, equal))
    suffix++;
  const a = before.slice(prefix, before.length - suffix);
  const b = after.slice(prefix, after.length - suffix);
  if (a.length === 0 && b.length === 0) return [];
  const whole = { beforeStart: 0, beforeEnd: a.length, afterStart: 0, afterEnd: b.length };
  const hunks = a.length === 0 || b.length === 0 ? [whole] : (shortestEdit(a, b, equal) ?? [whole]);
  return hunks.map((hunk) => ({
    beforeStart: hunk.beforeStart + prefix,
    beforeEnd: hunk.beforeEnd + prefix,
    afterStart: hunk.afterStart + prefix,
    afterEnd: hunk.afterEnd + prefix,
  }));
}

function same<T>(a: readonly T[], i: number, b: readonly T[], j: number, equal: (a: T, b: T) => boolean): boolean {
  return equal(a[i] as T, b[j] as T);
}

function shortestEdit<T>(a: readonly T[], b: readonly T[], equal: (a: T, b: T) => boolean): Hunk[] | undefined {
  const offset = a.length + b.length + 1;
  const furthest = new Int32Array(2 * offset + 1);
  const trace: Int32Array[] = [];
  const most = Math.min(MOST_DIFFERENCES, a.length + b.length);
  for (let d = 0; d <= most; d++) {
    trace.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(furthest, offset + k - 1) < at(furthest, offset + k + 1));
      let x = down ? at(furthest, offset + k + 1) : at(furthest, offset + k - 1) + 1;
      while (x < a.length && x - k < b.length && same(a, x, b, x - k, equal)) x++;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;
}

const at = (array: Int32Array, index: number): number => array[index] ?? 0;

/** From the end to the beginning along the furthest points; steps that touch are put into one hunk. */
function walkBack(trace: readonly Int32Array[], beforeLength: number, afterLength: number): Hunk[] {
  const hunks: Hunk[] = [];
  let x = beforeLength;
  let y = afterLength;
  for (let d = trace.length - 1; d > 0; d--) {
    const row = trace[d] ?? new Int32Array();
    const reach = (diagonal: number): number => at(row, diagonal + d + 1);
    const k = x - y;
    const down = k === -d || (k !== d && reach(k - 1) < reach(k + 1));
    const fromX = down ? reach(k + 1) : reach(k - 1);
    const fromY = fromX - (down ? k + 1 : k - 1);
    const toX = down ? fromX : fromX + 1;
    const toY = down ? fromY + 1 : fromY;
    const last = hunks.at(-1);
    if (last && last.beforeStart === toX && last.afterStart === toY) {
      last.beforeStart = fromX;
      last.afterStart = fromY;
    } else {
      hunks.push({ beforeStart: fromX, beforeEnd: toX, afterStart: fromY, afterEnd: toY });
    }
    x = fromX;
    y = fromY;
  }
  return hunks.reverse();
}
