import { nearestOf } from '../base/nearest.js';
import { fromBytes, toBytes } from '../redis-config/tokens.js';
import { allCategories, allCommands } from './commands.js';
import { entityMeaning } from './entities.js';
import { isUserRule, USER_WORDS } from './rules.js';
import { SELECTOR_WORDS } from './selector.js';

/**
 * A rule as a message may show it. What could be a password or part of one is never shown: passwords and hashes
 * become `>…` and `#…`; a word that is no rule may be a password without its `>`, so it is shown only when it is plainly
 * a misspelt rule; what follows a clear-text password may be the rest of one with a blank in it, so of that only a known
 * word or the first sign is shown and no guess is made, however near it is to a rule.
 */
export interface Shown {
  /** The text in back quotes, or undefined where it must not be shown. */
  readonly text: string | undefined;
  /** The rule it was probably meant to be. */
  readonly suggestion: string | undefined;
}

const MAX_SHOWN = 60;

export function showRule(op: string, followsPassword: boolean): Shown {
  const kind = op.charAt(0);
  if (isUserRule(op) && '><#!'.includes(kind)) return { text: `\`${kind}…\``, suggestion: undefined };
  if (entityMeaning(op) !== undefined)
    return { text: `\`${op.slice(0, op.indexOf(';') + 1)}…\``, suggestion: undefined };
  if (isKnownWord(op)) return { text: quoted(op), suggestion: undefined };
  if (followsPassword) return { text: '+-~&%('.includes(kind) ? `\`${kind}…\`` : undefined, suggestion: undefined };
  const suggestion = suggest(op);
  if (suggestion !== undefined) return { text: quoted(op), suggestion };
  const hasShape = /^[+-]@?[\w.|:-]*$/.test(op) || /^[~&%]/.test(op) || /^[()]+$/.test(op);
  return { text: hasShape ? quoted(op) : kind === '(' ? '`(…`' : undefined, suggestion: undefined };
}

/** Characters that look like a blank or a quote on a web page and are neither to Redis. */
const BLANKS = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/;
const LOOKALIKES: readonly { test: RegExp; is: string }[] = [
  { test: BLANKS, is: 'a blank that is no ordinary space' },
  { test: /[\u2018-\u201f]/, is: 'a typographic quote' },
];

/** Names the lookalike in a rule or name with its code, if there is one: `a blank that is no ordinary space (U+00A0)`. */
export function lookalike(bytes: string): string | undefined {
  const text = fromBytes(bytes);
  for (const { test, is } of LOOKALIKES) {
    const code = test.exec(text)?.[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    if (code !== undefined) return `${is} (U+${code})`;
  }
  return undefined;
}

/** A user's name in back quotes, up to a blank: what follows one was not meant as a part of the name. */
export function showName(name: string): string {
  return quoted(toBytes(fromBytes(name).replace(/\s.*$/s, '…')));
}

/**
 * A word that is no directive, with the directive that it was probably meant to be, or the character that makes it another
 * word. Only a misspelt directive is shown: a word at the start of a line may be the rest of a password.
 */
export function showDirective(bytes: string, known: ReadonlySet<string>): ShownDirective {
  const odd = lookalike(bytes);
  const name = fromBytes(bytes).toLowerCase();
  if (odd !== undefined) {
    const meant = name.split(BLANKS).find((word) => known.has(word));
    return { text: 'the first word', hint: ` (it holds ${odd}, which Redis takes for a letter)`, meant };
  }
  const meant = nearest(name, known);
  if (meant !== undefined) return { text: quoted(bytes), hint: `, did you mean \`${meant}\`?`, meant };
  return { text: 'the first word', hint: '', meant };
}

/** A word as a message may show it, and the directive that was meant. */
export interface ShownDirective {
  readonly text: string;
  /** Empty, or the end of the sentence. */
  readonly hint: string;
  readonly meant: string | undefined;
}

/** Whether a name holds a blank or a character that begins a password rule, so that it may have swallowed one. */
export function mayHoldPassword(name: string): boolean {
  return /[><#!\s]/.test(fromBytes(name));
}

/** Shown up to the first character that begins a password rule: wrong quotes or blanks may have glued one on. */
function quoted(bytes: string): string {
  const text = fromBytes(bytes)
    .replace(/([><#!]).+$/s, '$1…')
    // Control and format characters must not reach a terminal.
    .replace(/[\p{Cc}\p{Cf}]/gu, '?');
  return `\`${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}\``;
}

function isKnownWord(op: string): boolean {
  const word = op.toLowerCase();
  return USER_WORDS.has(word) || SELECTOR_WORDS.has(word);
}

/** The rule a misspelt one is nearest to, if one is near. */
function suggest(op: string): string | undefined {
  const word = op.toLowerCase();
  const category = /^([+-]@)(.+)$/.exec(word);
  if (category) return nearest(category[2] ?? '', allCategories(), category[1]);
  const command = /^([+-])(.+)$/.exec(word);
  if (command) return nearest(command[2] ?? '', allCommands(), command[1]);
  return nearest(word, [...USER_WORDS.keys(), ...SELECTOR_WORDS.keys()], '');
}

/** Two edits turn most short words into another one. */
function nearest(word: string, candidates: Iterable<string>, prefix = ''): string | undefined {
  const others = [...candidates].filter((candidate) => candidate !== word);
  const best = nearestOf(word, others, word.length > 6 ? 2 : 1);
  return best === undefined ? undefined : prefix + best;
}
