/** What two texts differ in: whole lines, between those they begin and those they end with. */
export interface ChangedLines {
  /** Offset in both texts of the first of these lines; behind the text where all its lines are the same. */
  start: number;
  before: string[];
  after: string[];
}

/**
 * The lines without which two texts are the same, found by comparing halves: a configuration file has thousands of lines,
 * and looking at each of them takes longer than the rest of the edit.
 */
export function changedLines(before: string, after: string): ChangedLines {
  const start = startOfChange(before, after);
  const [old, fresh] = [before.slice(start), after.slice(start)];
  const common = commonEnd(old, fresh);
  const linesOf = (text: string, rest: string): string[] => {
    const end = rest.length - common;
    if (start > text.length || (common > 0 && end === 0)) return [];
    return rest.slice(0, common > 0 ? end - 1 : end).split('\n');
  };
  return { start, before: linesOf(before, old), after: linesOf(after, fresh) };
}

/** Where the first line begins that is not the same; behind a text that ends before it. */
function startOfChange(before: string, after: string): number {
  const same = longest(
    Math.min(before.length, after.length),
    (from, to) => before.slice(from, to) === after.slice(from, to),
  );
  const isWhole = (text: string): boolean => same === text.length || text[same] === '\n';
  if (isWhole(before) && isWhole(after)) return same + 1;
  return same === 0 ? 0 : before.lastIndexOf('\n', same - 1) + 1;
}

/** Length of the whole lines that both end with; 0 for none. */
function commonEnd(a: string, b: string): number {
  const same = longest(
    Math.min(a.length, b.length),
    (from, to) => a.slice(a.length - to, a.length - from) === b.slice(b.length - to, b.length - from),
  );
  if (isLineStart(a, a.length - same) && isLineStart(b, b.length - same)) return same;
  const inside = a.indexOf('\n', a.length - same);
  return inside === -1 ? 0 : a.length - inside - 1;
}

const isLineStart = (text: string, offset: number): boolean => offset === 0 || text[offset - 1] === '\n';

/** The greatest length up to which all is the same, if what is longer is not. */
function longest(most: number, isSame: (from: number, to: number) => boolean): number {
  let [known, limit] = [0, most];
  while (known < limit) {
    const middle = Math.ceil((known + limit) / 2);
    if (isSame(known, middle)) known = middle;
    else limit = middle - 1;
  }
  return known;
}
