import stringWidth from 'string-width';
import { inert, visible } from '../base/visible.js';

/** A source line to show and the marks below it, both starting in the same column of the terminal. */
interface Excerpt {
  text: string;
  marks: string;
}

/** One grapheme as it is shown; `offset` counts UTF-16 code units from the start of the line. */
interface Cell {
  text: string;
  width: number;
  offset: number;
}

const TAB = '    ';

/**
 * Code units looked at on each side of the place. More than any excerpt shows, and few enough that a line of 90 kB
 * (Helm 4 writes a whole redis-default.conf as one double-quoted line) costs nothing for each of its findings.
 */
const REACH = 250;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function cellsOf(line: string, from: number, to: number): Cell[] {
  return Array.from(graphemes.segment(line.slice(from, to)), ({ segment, index }) => {
    const text = segment === '\t' ? TAB : visible(segment);
    return { text, width: stringWidth(text), offset: from + index };
  });
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** The first of the cells, as many as fit into `width`. */
function fitting(cells: readonly Cell[], width: number): Cell[] {
  let used = 0;
  return cells.filter((cell) => {
    used += cell.width;
    return used <= width;
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
  const line = source.replace(/[\r\n]+$/u, '').trimEnd();
  const start = Math.min(column - 1, line.length);
  const end = Math.max(endColumn === undefined ? line.length : endColumn - 1, start + 1);
  const from = Math.max(0, start - REACH);
  const to = Math.min(line.length, start + REACH);
  const cells = cellsOf(line, from, to);

  const place = start < line.length ? cells.findLastIndex(({ offset }) => offset <= start) : cells.length;
  const [before, rest] = [cells.slice(0, place), cells.slice(place)];
  const marked = rest.filter(({ offset }) => offset < end);
  const need = Math.min(Math.max(widthOf(marked), 1), width);

  const whole = from === 0 && widthOf(before) + need < width;
  const lead = Math.max(0, Math.min(Math.floor(width / 3), width - need - 2));
  const shown = whole ? before : fitting(before.toReversed(), lead).reverse();
  const prefix = shown.length < before.length || from > 0 ? '…' : '';
  const used = prefix.length + widthOf(shown);

  const complete = to === line.length && used + widthOf(rest) <= width;
  const kept = complete ? rest : fitting(rest, width - used - 1);
  const marks = widthOf(kept.slice(0, marked.length));
  return {
    text: inert(prefix + [...shown, ...kept].map(({ text }) => text).join('') + (complete ? '' : '…')),
    marks: ' '.repeat(used) + '^'.repeat(Math.max(marks, 1)),
  };
}
