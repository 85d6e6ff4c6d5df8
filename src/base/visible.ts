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

/**
 * The same text on one line, as something to look at and no more: line breaks and tabs become one space, unprintable
 * characters visible. Everything of other people's data that goes into a message passes through here.
 */
export function oneLine(text: string): string {
  return inert(visible(text.replace(/\s*[\r\n\u0085\u2028\u2029]\s*/gu, ' ').replaceAll('\t', ' ')));
}

/**
 * The same line with look-alikes where a CI would read a command in it: GitHub's runner takes `::name::` at the start
 * and `##[name]` anywhere (`ActionCommand.cs` of actions/runner), Azure Pipelines `##vso[…]`.
 */
export function inert(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\u2236').replace(/##(?=\w*\[)/g, '#\u266f');
}
