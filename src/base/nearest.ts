import { distance } from 'fastest-levenshtein';

/** `; did you mean …?` for the nearest known word, or the list of all. */
export function nearest(word: string, known: readonly string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, apart: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.apart - b.apart);
  if (best && best.apart <= Math.max(1, Math.floor(word.length / 3))) return `; did you mean ${best.candidate}?`;
  return known.length > 0 ? `; there are: ${known.join(', ')}` : '';
}
