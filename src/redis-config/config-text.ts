import { type Split, splitArgs } from './tokens.js';

/** One directive of a Redis configuration text. */
export interface Directive {
  /** Lower case: Redis compares directive names without regard to case. */
  readonly name: string;
  /** Line in the text, from 0. */
  readonly lineIndex: number;
  /** The arguments, the name first; columns are those of the whole line, leading blanks included. */
  readonly args: Split;
}

/**
 * The lines of a configuration text whose directive is one of `names` (lower case), in order.
 *
 * Lines are found as `loadServerConfigFromString` in Redis' `config.c` finds them: split at `\n` only, trimmed of
 * blanks, tabs, `\r` and `\n`; blank lines and those that start with `#` are skipped. A line that cannot be split
 * because of its quotes still counts as long as its name can be read. Linear in the text; a line that cannot hold one
 * of the names is not split, since the chart's text has 2,300 lines and few of them matter.
 */
export function findDirectives(text: string, names: ReadonlySet<string>): Directive[] {
  const mayHold = candidates(names);
  const found: Directive[] = [];
  LINE_START.lastIndex = 0;
  // An expression finds the lines that are no comment; a loop over all of them would be optimized in the middle of the run.
  for (let match = LINE_START.exec(text); match; match = LINE_START.exec(text)) {
    const start = match.index + (match[0].startsWith('\n') ? 1 : 0);
    const lineBreak = text.indexOf('\n', start);
    const line = text.slice(start, lineBreak === -1 ? text.length : lineBreak);
    if (!mayHold.test(line)) continue;
    const args = splitArgs(line);
    const name = args.tokens[0]?.value.toLowerCase();
    if (name !== undefined && names.has(name)) found.push({ name, lineIndex: lineOf(text, start), args });
  }
  return found;
}

/** The beginning of a line that is neither blank nor a comment. */
const LINE_START = /(?:^|\n)[ \t\r]*[^ \t\r\n#]/g;

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;

/**
 * Lines that may hold one of the names: those that begin with it, those whose first word has a quote somewhere, and those
 * that begin with \v or \f, which are blanks to the splitting but not to the trimming.
 */
function candidates(names: ReadonlySet<string>): RegExp {
  const known = CANDIDATES.get(names) ?? new RegExp(START.replace('NAMES', [...names].join('|')), 'i');
  CANDIDATES.set(names, known);
  return known;
}

const CANDIDATES = new WeakMap<ReadonlySet<string>, RegExp>();
const START = String.raw`^[ \t\r]*(?:(?:NAMES)(?:[ \t\r\0"']|$)|[^ \t\r"']*["']|[\v\f])`;
