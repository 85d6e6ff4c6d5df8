import { oneLine } from '../base/visible.js';

/** A cell: its text, and how it is painted, which takes no columns. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

/** Columns as wide as what is in them, as kubectl prints tables. */
export function table(head: readonly string[], cells: readonly (readonly Cell[])[]): string[] {
  const rows = cells.map((row) => row.map(({ text, paint }) => ({ text: oneLine(text), ...(paint && { paint }) })));
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (column < row.length - 1 ? (row[column]?.text.length ?? 0) : 0))),
  );
  const lines = [head.map((text): Cell => ({ text })), ...rows].map((row) =>
    row.map(({ text, paint = same }, column) => {
      const last = column === row.length - 1;
      return paint(text) + (last ? '' : ' '.repeat((widths[column] ?? 0) - text.length));
    }),
  );
  return lines.map((cells) => cells.join('   ').trimEnd());
}

const same = (text: string): string => text;
