/** A name or label value with `*` for any characters and `[0-9]` for one of a set, as the shell has them. */
export function matchesGlob(pattern: string, text: string): boolean {
  if (!/[*[]/.test(pattern)) return pattern === text;
  const expression = pattern.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 's').test(text);
}

/** The longest part of a pattern that must stand in a text as it is. */
export function literalPart(pattern: string): string {
  const parts = pattern.split(/\[[^\]]*\]|\*/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
