/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  const [last = '', ...before] = [...words].reverse();
  return before.length === 0 ? last : `${before.reverse().join(', ')} and ${last}`;
}

/** `pod 1`, `pods 1 and 3`. */
export function podsInWords(ordinals: readonly number[]): string {
  return `pod${ordinals.length === 1 ? '' : 's'} ${listOf(ordinals.map(String))}`;
}

/** The same at the start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A text ending with a full stop. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
