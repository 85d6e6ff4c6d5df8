import { distance } from 'fastest-levenshtein';

/** `; did you mean …?` for the nearest known word, or the list of all. */
export function nearest(word: string, known: readonly string[]): string {
  return didYouMean(word, known) || (known.length > 0 ? `; there are: ${known.join(', ')}` : '');
}

/** `; did you mean …?`, or nothing where no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, apart: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.apart - b.apart);
  return best && best.apart <= Math.max(1, Math.floor(word.length / 3)) ? `; did you mean ${best.candidate}?` : '';
}
