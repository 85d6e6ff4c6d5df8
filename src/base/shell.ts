/** A word for a POSIX shell, in single quotes where it needs them. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line for a POSIX shell. */
export function shellCommand(...words: string[]): string {
  return words.map(shellWord).join(' ');
}
