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
  const [old, fresh] = [`${before}\n`, `${after}\n`];
  const start = lineStart(old, commonStart(old, fresh));
  const common = commonEnd(old.slice(start), fresh.slice(start));
  const oldEnd = old.length - common;
  const freshEnd = fresh.length - common;
  return { start, before: linesOf(old.slice(start, oldEnd)), after: linesOf(fresh.slice(start, freshEnd)) };
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.slice(0, -1).split('\n'));

const lineStart = (text: string, offset: number): number => (offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);

function commonStart(a: string, b: string): number {
  return longest(Math.min(a.length, b.length), (from, to) => a.slice(from, to) === b.slice(from, to));
}

/** Length of the whole lines that both end with. */
function commonEnd(a: string, b: string): number {
  const length = longest(
    Math.min(a.length, b.length),
    (from, to) => a.slice(a.length - to, a.length - from) === b.slice(b.length - to, b.length - from),
  );
  if (isLineStart(a, a.length - length) && isLineStart(b, b.length - length)) return length;
  return a.length - (a.indexOf('\n', a.length - length) + 1);
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
