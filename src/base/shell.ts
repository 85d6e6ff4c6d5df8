/** A command line for a POSIX shell: words in single quotes where they need them. */
export function shellCommand(...words: string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
