import type { Node, Pair } from '../read/tree.js';
import type { Editing, Observed } from './editing.js';
import { type BlockStyle, plainLines, plainScalar } from './plain-lines.js';
import { printedFlow, printedInline, printedLines } from './printed.js';

/** Where block lines are to stand: their first column, and the offset behind which the document goes on. */
export interface BlockPlace {
  column: number;
  behind: number;
}

/** Block lines for a mapping or sequence, written as the collections nearby; every line ends with the document's break. */
export function blockLines(editing: Editing, value: object, { column, behind }: BlockPlace): string {
  const style = styleNear(editing, behind);
  const lines = plainLines(value, style) ?? printedLines(value, style, looseLineFollows(editing, behind));
  const margin = ' '.repeat(column);
  return lines.map((line) => (line === '' ? '' : margin + line) + editing.eol).join('');
}

/** An indented comment or a line of blanks behind a block scalar would become its text. */
function looseLineFollows(editing: Editing, offset: number): boolean {
  return /^(?:\r?\n)*[ \t]+(?:#|\r?\n|$)/.test(editing.text.slice(editing.nextLine(offset)));
}

/** A scalar or an empty collection on one line, in the quoting style of the scalar it replaces if that can hold it. */
export function inlineText(value: unknown, like?: Node | null): string {
  const scalar = like?.kind === 'scalar' ? like : undefined;
  const quoted = scalar !== undefined && scalar.style !== 'PLAIN';
  return (quoted ? undefined : plainScalar(value)) ?? printedInline(value, scalar);
}

/** How a flow collection is written: with plain keys, as JSON with blanks, or as JSON without any. */
export type FlowStyle = 'yaml' | 'json' | 'compact-json';

/** A value inside a flow collection, on one line. */
export function flowText(value: unknown, style: FlowStyle, like?: Node | null): string {
  // The printer would spread a text of several lines over several lines; JSON is flow style, too.
  if (style === 'compact-json' || JSON.stringify(value).includes('\\n')) return jsonText(value);
  return printedFlow(value, style === 'json', like?.kind === 'scalar' ? like : undefined);
}

/** JSON on one line which is the same string in YAML, where a few more characters count as line breaks. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The style of the block collections nearest before `offset`, else of the first after it. */
function styleNear(editing: Editing, offset: number): BlockStyle {
  if (!editing.styles) {
    editing.styles = { steps: [], sequences: [] };
    observeStyles(editing, editing.root, editing.styles);
  }
  const { steps, sequences } = editing.styles;
  return { step: nearest(steps, offset)?.value ?? 2, indentSequences: (nearest(sequences, offset)?.value ?? 0) > 0 };
}

function nearest(observed: readonly Observed[], offset: number): Observed | undefined {
  return observed.findLast((one) => one.offset <= offset) ?? observed[0];
}

type Styles = NonNullable<Editing['styles']>;

function observeStyles(editing: Editing, node: Node | null, styles: Styles): void {
  if (node?.kind === 'sequence') for (const item of node.items) observeStyles(editing, item, styles);
  if (node?.kind !== 'map') return;
  for (const pair of node.pairs) {
    observePair(editing, pair, styles);
    observeStyles(editing, pair.value, styles);
  }
}

function observePair(editing: Editing, { key, value }: Pair, { steps, sequences }: Styles): void {
  if (key?.kind !== 'scalar' || (value?.kind !== 'map' && value?.kind !== 'sequence') || value.flow) return;
  const indent = editing.column(value.start) - editing.column(key.start);
  if (value.kind === 'sequence') sequences.push({ offset: value.start, value: indent });
  else if (indent > 0) steps.push({ offset: value.start, value: indent });
}
