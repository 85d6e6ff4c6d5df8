import { type Split, splitArgs } from './tokens.js';

/** One line of a Redis configuration text that is neither empty nor a comment. */
export interface Directive {
  /** Lower case: Redis compares directive names without regard to case. Empty where a quote in the name is never closed. */
  readonly name: string;
  /** Line in the text, from 0. */
  readonly lineIndex: number;
  /** The arguments, the name first; columns are those of the whole line, leading spaces included. */
  readonly args: Split;
}

/**
 * The directives of a configuration text, in order.
 *
 * Lines are found as `loadServerConfigFromString` in Redis' `config.c` finds them: split at `\n` only, trimmed of
 * spaces, tabs, `\r` and `\n`; empty lines and those that start with `#` are skipped.
 */
export function directivesIn(text: string): Directive[] {
  return text.split('\n').flatMap((line, lineIndex) => {
    if (!CONTENT.test(line)) return [];
    const args = splitArgs(line);
    const name = args.tokens[0]?.value.toLowerCase();
    return name === undefined && args.fault === undefined ? [] : [{ name: name ?? '', lineIndex, args }];
  });
}

/** A line that holds more than spaces and is not a comment. */
const CONTENT = /^[ \t\r]*[^ \t\r#]/;
