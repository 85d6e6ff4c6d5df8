/**
 * What a terminal would act on instead of showing it: escape sequences, and the controls that reorder text
 * (a manifest is other people's text, and a report must not be rewritten by it). ZWJ stays, emoji need it.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

const CONTROL_PICTURES = 0x2400;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
}

/** The same text with every unprintable character as one visible one: `␛`, `␀`, else `�`. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, picture);
}

/** The same text on one line: line breaks and tabs become one blank, unprintable characters visible. */
export function oneLine(text: string): string {
  return visible(text.replace(/\s*[\r\n\u2028\u2029]\s*/gu, ' ').replaceAll('\t', ' '));
}
