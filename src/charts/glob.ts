/** A name or label value with `*` for any characters and `[0-9]` for one of a set, as the shell has them. */
export function matchesGlob(pattern: string, text: string): boolean {
  if (!/[*[]/.test(pattern)) return pattern === text;
  const expression = pattern.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 's').test(text);
}
