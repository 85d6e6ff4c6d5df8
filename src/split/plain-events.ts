import { EVENT_ID, type Event, parseEvents, SCALAR_STYLE } from 'js-yaml';

/** Shorter documents gain nothing. */
const LONG = 16 * 1024;

/**
 * The events of a document. js-yaml looks at every character, and nine tenths of what Helm renders here are the text of
 * one configuration file: of literal block scalars js-yaml is shown the first line, and the offsets are set right.
 *
 * @throws YAMLException as js-yaml's parser does
 */
export function plainEvents(text: string): Event[] {
  if (text.length < LONG) return parseEvents(text, {});
  const { shortened, cuts } = withoutBodies(text);
  const events = parseEvents(shortened, {});
  return setOffsetsRight(events, cuts) ? events : parseEvents(text, {});
}

/** Lines taken out of what looks like a literal block scalar. */
interface Cut {
  /** Where they were, as an offset into the shortened text. */
  at: number;
  length: number;
  /** Columns by which the block's text is indented. */
  indent: number;
}

/** `|` at the end of a line. */
const HEADER = /\|[+-]?[ \t]*\r?\n/g;
const NOT_BLANK = /[^ \r\n]/g;

function withoutBodies(text: string): { shortened: string; cuts: Cut[] } {
  const cuts: Cut[] = [];
  const kept: string[] = [];
  let from = 0;
  let length = 0;
  HEADER.lastIndex = 0;
  while (HEADER.test(text)) {
    NOT_BLANK.lastIndex = HEADER.lastIndex;
    const first = NOT_BLANK.exec(text)?.index ?? text.length;
    const indent = first - (text.lastIndexOf('\n', first - 1) + 1);
    const firstEnd = endOfLine(text, first);
    const end = indent > 0 ? endOfBody(text, firstEnd, indent) : firstEnd;
    HEADER.lastIndex = firstEnd;
    if (end <= firstEnd) continue;
    kept.push(text.slice(from, firstEnd));
    length += firstEnd - from;
    cuts.push({ at: length, length: end - firstEnd, indent });
    HEADER.lastIndex = end;
    from = end;
  }
  kept.push(text.slice(from));
  return { shortened: kept.join(''), cuts };
}

/** The end of the last line that is not blank before the first line that is less indented. */
function endOfBody(text: string, offset: number, indent: number): number {
  const lessIndented = new RegExp(`\\n {0,${indent - 1}}[^ \\r\\n]`, 'g');
  lessIndented.lastIndex = offset;
  let end = lessIndented.exec(text)?.index ?? text.length;
  while (end > offset && BLANK.has(text.charAt(end - 1))) end--;
  return endOfLine(text, end);
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

const BLANK = new Set([' ', '\n', '\r']);

/** Sets the offsets of values right; false where lines were taken out of something else than a literal block scalar. */
function setOffsetsRight(events: readonly Event[], cuts: readonly Cut[]): boolean {
  let shift = 0;
  let next = 0;
  for (const event of events) {
    const cut = cuts[next];
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
      if (cut && cut.at < event.start) return false;
      event.start += shift;
    } else if (event.type === EVENT_ID.SCALAR && event.valueStart >= 0) {
      const isCut = cut !== undefined && cut.at <= event.valueEnd;
      if (isCut && (event.style !== SCALAR_STYLE.LITERAL_BLOCK || event.indent !== cut.indent)) return false;
      if (isCut && cut.at < event.valueStart) return false;
      event.valueStart += shift;
      if (isCut) {
        shift += cut.length;
        next++;
      }
      event.valueEnd += shift;
    }
  }
  return next === cuts.length;
}
