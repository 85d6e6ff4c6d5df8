import stringWidth from 'string-width';
import { inert, visible } from '../base/text.js';

const CUT = '…';

/** Code units looked at on each side of the place: lines may have 90 kB (Helm 4 writes a whole redis-default.conf as one). */
const REACH = 250;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The graphemes of a text as they are shown, a tab as four spaces: where each ends in the text, and its columns. */
function cellsOf(text: string) {
  let right = 0;
  return Array.from(graphemes.segment(text), ({ segment, index }) => {
    const shown = segment === '\t' ? '    ' : visible(segment);
    const left = right;
    right += stringWidth(shown);
    return { shown, end: index + segment.length, left, right };
  });
}

/**
 * A source line cut to what a terminal shows, and at least one mark for the line below it.
 *
 * @param column where the place starts, from 1, in UTF-16 code units
 * @param endColumn where it ends, exclusive; `undefined` for the end of the line
 * @param width columns that the result may take, at least 8
 */
export function excerptOf(source: string, column: number, endColumn: number | undefined, width: number) {
  const line = source.trimEnd();
  const start = Math.min(column - 1, line.length);
  const length = Math.max((endColumn ? endColumn - 1 : line.length) - start, 1);
  const from = Math.max(start - REACH, 0);
  const before = (from > 0 ? CUT : '') + line.slice(from, start);
  const cells = cellsOf(before + line.slice(start, start + REACH) + (start + REACH < line.length ? CUT : ''));
  const total = cells.at(-1)?.right ?? 0;
  const place = cells.find(({ end }) => end > before.length)?.left ?? total;
  const marked = (cells.find(({ end }) => end >= before.length + length)?.right ?? total) - place;

  // From the start where the marks fit so, else with up to a third of the width before them.
  const lead = Math.max(Math.min(Math.floor(width / 3) + 1, width - marked - 1), 1);
  const left = place + marked < width ? 0 : Math.max(place - lead, 0);
  const [cutBefore, cutAfter] = [left > 0 ? CUT : '', total > left + width ? CUT : ''];
  const right = left + width - cutAfter.length;
  const shown = cells.filter((cell) => cell.left >= left + cutBefore.length && cell.right <= right);
  const indent = cutBefore.length + place - (shown[0]?.left ?? place);
  const marks = Math.max(Math.min(place + marked, shown.at(-1)?.right ?? 0) - place, 1);
  return {
    text: inert(cutBefore + shown.map((cell) => cell.shown).join('') + cutAfter),
    marks: ' '.repeat(indent) + '^'.repeat(marks),
  };
}
