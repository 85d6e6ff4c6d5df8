import { nearestOf } from '../base/text.js';
import { fromBytes, toBytes } from '../redis-config/config-text.js';
import { allCategories, allCommands } from './knowledge.js';
import { entityOf, WORDS } from './words.js';

/** A word as a message may show it. */
interface Shown {
  /** The text in back quotes, or undefined where it must not be shown. */
  readonly text: string | undefined;
  /** What it was probably meant to be. */
  readonly meant?: string | undefined;
}

/**
 * A rule as a message may show it. What could be a password or part of one is never shown: passwords and hashes
 * become `>…` and `#…`; a word that is not a rule may be a password without its `>`, so it is shown only when it is plainly
 * a misspelt rule; what follows a clear-text password may be the rest of one with a space in it, so of that only a known
 * word or the first sign is shown and no guess is made, however near it is to a rule.
 */
export function showRule(op: string, followsPassword: boolean): Shown {
  const kind = op.charAt(0);
  const sign = `\`${kind}…\``;
  if (/^[><#!]/.test(op)) return { text: sign };
  const { entity } = entityOf(op) ?? {};
  if (entity !== undefined) return { text: `\`${entity}…\`` };
  const word = op.toLowerCase();
  if (WORDS.has(word)) return { text: quoted(op) };
  if (followsPassword) return { text: '+-~&%('.includes(kind) ? sign : undefined };
  const meant = meantRule(word);
  const hasShape = /^[+-]@?[\w.|:-]*$/.test(op) || /^[~&%]/.test(op) || /^[()]+$/.test(op);
  if (meant !== undefined || hasShape) return { text: quoted(op), meant };
  return { text: kind === '(' ? sign : undefined };
}

/** The rule a misspelt one is nearest to, if one is near. */
function meantRule(word: string): string | undefined {
  const [, prefix = '', name = ''] = /^([+-]@?)(.+)$/.exec(word) ?? [];
  const names = prefix.endsWith('@') ? allCategories() : allCommands();
  const meant = prefix ? nearest(name, names) : nearest(word, WORDS.keys());
  return meant === undefined ? undefined : prefix + meant;
}

/** Two edits turn most short words into another one. */
function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const others = [...candidates].filter((candidate) => candidate !== word);
  return nearestOf(word, others, word.length > 6 ? 2 : 1);
}

/** Characters that look like a space or a quote on a web page and are neither to Redis. */
const SPACE = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/;
const QUOTE = /[\u2018-\u201f]/;

/** Names the lookalike in a rule or name with its code, if there is one: `a space that is not an ordinary one (U+00A0)`. */
export function lookalike(bytes: string): string | undefined {
  const text = fromBytes(bytes);
  const found = SPACE.exec(text) ?? QUOTE.exec(text);
  if (!found) return undefined;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `${SPACE.test(found[0]) ? 'a space that is not an ordinary one' : 'a typographic quote'} (U+${code})`;
}

/** A user's name in back quotes, up to a space: what follows one was not meant as a part of the name. */
export function showName(name: string): string {
  return quoted(toBytes(fromBytes(name).replace(/\s.*$/s, '…')));
}

/**
 * A word that is not a directive, with the directive that it was probably meant to be, or the character that makes it another
 * word. Only a misspelt directive is shown: a word at the start of a line may be the rest of a password.
 *
 * @returns `hint`: empty, or the end of the sentence
 */
export function showDirective(bytes: string, known: ReadonlySet<string>): Shown & { hint: string } {
  const odd = lookalike(bytes);
  const name = fromBytes(bytes).toLowerCase();
  if (odd !== undefined) {
    const meant = name.split(SPACE).find((word) => known.has(word));
    return { text: 'the first word', hint: ` (it holds ${odd}, which Redis takes for a letter)`, meant };
  }
  const meant = nearest(name, known);
  if (meant === undefined) return { text: 'the first word', hint: '' };
  return { text: quoted(bytes), hint: `, did you mean \`${meant}\`?`, meant };
}

const MAX_SHOWN = 60;

/** Shown up to the first character that begins a password rule: wrong quotes or spaces may have glued one on. */
function quoted(bytes: string): string {
  const text = fromBytes(bytes)
    .replace(/([><#!]).+$/s, '$1…')
    // Control and format characters must not reach a terminal.
    .replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return `\`${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}\``;
}
