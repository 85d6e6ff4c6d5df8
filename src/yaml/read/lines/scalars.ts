import type { ScalarNode } from '../tree.js';
import { type Cursor, NOT_PLAIN } from './cursor.js';

/** One line without `: ` and ` #`, which would end it. */
const PLAIN = /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=\S))(?:[^\s:]+|:(?=\S)| +(?=[^\s#]))*/y;
/** The same in brackets and braces, whose own characters end it. */
const PLAIN_IN_FLOW =
  /(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=[^\s,[\]{}]))(?:[^\s:,[\]{}]+|:(?=[^\s,[\]{}])| +(?=[^\s:#,[\]{}]))*/y;
/** Quoted on one line, with the escapes that JSON has as well. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are left to `yaml`.
const DOUBLE = /"[^"\\\x00-\x1f\x7f-\x9f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f\x7f-\x9f]*)*"/y;
const SINGLE = /'[^'\r\n]*(?:''[^'\r\n]*)*'/y;

/** A scalar on one line. */
export function readScalar(cursor: Cursor, inFlow: boolean): ScalarNode {
  const start = cursor.at;
  switch (cursor.text[start]) {
    case '"': {
      const source = cursor.take(DOUBLE);
      const value = source.includes('\\') ? JSON.parse(source) : source.slice(1, -1);
      return { kind: 'scalar', style: 'QUOTE_DOUBLE', value, start, end: cursor.at };
    }
    case "'": {
      const source = cursor.take(SINGLE).slice(1, -1);
      const value = source.includes("'") ? source.replaceAll("''", "'") : source;
      return { kind: 'scalar', style: 'QUOTE_SINGLE', value, start, end: cursor.at };
    }
    default: {
      const source = cursor.take(inFlow ? PLAIN_IN_FLOW : PLAIN);
      return { kind: 'scalar', style: 'PLAIN', value: resolved(source), start, end: cursor.at };
    }
  }
}

/**
 * What a plain scalar means to Kubernetes: YAML 1.1 without base 60 and dates (see ../kubernetes-yaml.ts). Numbers
 * written in a rare way are left to `yaml`.
 */
function resolved(source: string): unknown {
  if (!MAY_BE_OTHER.test(source)) return source;
  const word = WORDS.get(source);
  if (word !== undefined) return word;
  if (NUMBER.test(source)) return Number(source);
  if (OCTAL.test(source)) return Number.parseInt(source, 8);
  if (A_STRING.test(source)) return source;
  throw NOT_PLAIN;
}

/** Numbers by their beginning, words as a whole. */
const MAY_BE_OTHER = /^(?:[-+.0-9~]|(?:null|true|false|yes|no|on|off|y|n|e[-+]?[0-9]+)$)/i;
const NUMBER = /^(?:0|-?[1-9][0-9]{0,14}|-?[1-9][0-9]{0,5}\.[0-9]{1,9}|0\.[0-9]{1,9})$/;
const OCTAL = /^0[0-7]{1,9}$/;
/** A character that no number has, an option (`-c`, `--flag`), more than one dot (`10.0.0.4`), or a checksum's digits. */
const A_STRING =
  /[^-+.:_0-9A-Fa-fINOXinox~]|^-(?:-|[A-DF-Za-df-z]|[A-Za-z]{2})|\..*\.|^(?!0[xXbB])[0-9][0-9A-Fa-f]*[A-DFa-df]/;

const spelled = (word: string): string[] => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)];
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['true', 'yes', 'on'].flatMap(spelled).map((word) => [word, true] as const),
  ...['false', 'no', 'off'].flatMap(spelled).map((word) => [word, false] as const),
  ...spelled('null').map((word) => [word, null] as const),
  ['~', null],
  ['y', true],
  ['Y', true],
  ['n', false],
  ['N', false],
]);
