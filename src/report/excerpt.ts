import stringWidth from 'string-width';
import { inert, visible } from '../base/text.js';

/** A source line to show and the marks below it, both starting in the same column of the terminal. */
interface Excerpt {
  text: string;
  marks: string;
}

const TAB = '    ';

/**
 * Code units looked at on each side of the place. More than any excerpt shows, and few enough that a line of 90 kB
 * (Helm 4 writes a whole redis-default.conf as one double-quoted line) costs nothing for each of its findings.
 */
const REACH = 250;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The graphemes of a part of a line as they are shown: where in the line, and the columns in which they begin and end. */
function cellsOf(line: string, from: number, to: number) {
  let right = 0;
  return Array.from(graphemes.segment(line.slice(from, to)), ({ segment, index }) => {
    const text = segment === '\t' ? TAB : visible(segment);
    const left = right;
    right += stringWidth(text);
    return { text, offset: from + index, left, right };
  });
}

/**
 * Cuts a source line to what a terminal shows and marks a place in it.
 *
 * @param source the line, with or without its line break
 * @param column where the place starts, from 1, in UTF-16 code units
 * @param endColumn where it ends, exclusive; `undefined` for the end of the line
 * @param width columns of the terminal the result may take, at least 8
 * @returns wide characters counted as two columns and tabs as four, what is cut off replaced by `…`; at least one mark
 */
export function excerptOf(source: string, column: number, endColumn: number | undefined, width: number): Excerpt {
  const line = source.trimEnd();
  const start = Math.min(column - 1, line.length);
  const end = Math.max(endColumn === undefined ? line.length : endColumn - 1, start + 1);
  const from = Math.max(0, start - REACH);
  const to = Math.min(line.length, start + REACH);
  const cells = cellsOf(line, from, to);
  const total = cells.at(-1)?.right ?? 0;

  const place = start < line.length ? (cells.findLast(({ offset }) => offset <= start)?.left ?? 0) : total;
  const marked = Math.max((cells.findLast(({ offset }) => offset < end)?.right ?? 0) - place, 1);
  const need = Math.min(marked, width);
  const isWhole = from === 0 && place + need < width;
  const lead = isWhole ? place : Math.max(0, Math.min(Math.floor(width / 3), width - need - 2));
  const first = cells.find(({ left }) => left >= place - lead)?.left ?? place;
  const prefix = first > 0 || from > 0 ? '…' : '';
  const before = prefix.length + place - first;

  const isComplete = to === line.length && before + total - place <= width;
  const last = place + width - before - (isComplete ? 0 : 1);
  const shown = cells.filter(({ left, right }) => left >= first && right <= last);
  const marks = Math.min(marked, (shown.at(-1)?.right ?? place) - place);
  return {
    text: inert(prefix + shown.map(({ text }) => text).join('') + (isComplete ? '' : '…')),
    marks: ' '.repeat(before) + '^'.repeat(Math.max(marks, 1)),
  };
}
