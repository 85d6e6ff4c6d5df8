import { distance } from 'fastest-levenshtein';

/** `; did you mean …?` for the nearest known word, or the list of all. */
export function nearest(word: string, known: readonly string[]): string {
  return didYouMean(word, known) || (known.length > 0 ? `; there are: ${known.join(', ')}` : '');
}

/** `; did you mean …?`, or nothing where no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = nearestOf(word, known, Math.max(1, Math.floor(word.length / 3)));
  return best === undefined ? '' : `; did you mean ${best}?`;
}

/** The first of the known words that is nearest to a word, whatever their case, if it is within so many edits. */
export function nearestOf(word: string, known: Iterable<string>, edits: number): string | undefined {
  let best: { candidate: string; apart: number } | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > edits) continue;
    const apart = distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart <= edits && apart < (best?.apart ?? Number.POSITIVE_INFINITY)) best = { candidate, apart };
  }
  return best?.candidate;
}
