import { Document, isMap, isScalar, isSeq, Scalar, stringify, visit } from 'yaml';
import type { Editing, Observed } from './editing.js';
import { type BlockStyle, plainLines, plainScalar } from './plain-lines.js';

const PRINT = {
  version: '1.2',
  // What is written must mean the same in YAML 1.1, which Kubernetes reads, and in 1.2.
  compat: 'yaml-1.1',
  lineWidth: 0,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const;

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

/** What `yaml` prints; `quoted` keeps texts of several lines out of block scalars. */
export function printedLines(value: object, style: BlockStyle, quoted: boolean): string[] {
  const tree = new Document(value, PRINT);
  visit(tree, {
    Scalar(_, scalar) {
      const text = scalar.value;
      if (typeof text === 'string' && (unfitForBlock(text) || (quoted && text.includes('\n')))) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  const lines = tree.toString({ ...PRINT, indent: style.step, indentSeq: style.indentSequences }).split('\n');
  lines.pop();
  return lines;
}

/** An indented comment or a line of blanks behind a block scalar would become its text. */
function looseLineFollows(editing: Editing, offset: number): boolean {
  return /^(?:\r?\n)*[ \t]+(?:#|\r?\n|$)/.test(editing.text.slice(editing.nextLine(offset)));
}

/**
 * Texts of several lines which only a quoted scalar carries safely: a first line that begins with a blank needs an
 * indentation indicator, blank lines at the end would take in those that follow, and some characters are line breaks
 * to one reader and none to another.
 */
export function unfitForBlock(text: string): boolean {
  return text.includes('\n') && (/^\s|\n\n$/.test(text) || UNFIT_CHARACTERS.test(text));
}

export const UNFIT_CHARACTERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/;

/** A scalar or an empty collection on one line, in the quoting style of the scalar it replaces if that can hold it. */
export function inlineText(value: unknown, like?: unknown): string {
  const quoted = isScalar(like) && like.type !== Scalar.PLAIN;
  return (quoted ? undefined : plainScalar(value)) ?? stringify([styled(value, like)], PRINT).slice('- '.length, -1);
}

/** How a flow collection is written: with plain keys, as JSON with blanks, or as JSON without any. */
export type FlowStyle = 'yaml' | 'json' | 'compact-json';

/** A value inside a flow collection, on one line. */
export function flowText(value: unknown, style: FlowStyle, like?: unknown): string {
  // The printer would spread a text of several lines over several lines; JSON is flow style, too.
  if (style === 'compact-json' || JSON.stringify(value).includes('\\n')) return jsonText(value);
  const quoted = { defaultKeyType: Scalar.QUOTE_DOUBLE, defaultStringType: Scalar.QUOTE_DOUBLE } as const;
  const flow = { ...PRINT, collectionStyle: 'flow', flowCollectionPadding: false } as const;
  const options = style === 'json' ? { ...flow, ...quoted } : flow;
  return stringify([styled(value, like)], options)
    .replace(/\n$/, '')
    .slice(1, -1);
}

function styled(value: unknown, like: unknown): unknown {
  if (typeof value !== 'string') return value;
  const scalar = new Scalar(value);
  if (value.includes('\n')) scalar.type = Scalar.QUOTE_DOUBLE;
  else if (isScalar(like) && typeof like.value === 'string' && like.type && FLOW_SCALARS.has(like.type))
    scalar.type = like.type;
  return scalar;
}

const FLOW_SCALARS = new Set<string | undefined>([Scalar.PLAIN, Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE]);

/** JSON on one line which is the same string in YAML, where a few more characters count as line breaks. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The style of the block collections nearest before `offset`, else of the first after it. */
function styleNear(editing: Editing, offset: number): BlockStyle {
  editing.styles ??= observeStyles(editing);
  const { steps, sequences } = editing.styles;
  return { step: nearest(steps, offset)?.value ?? 2, indentSequences: (nearest(sequences, offset)?.value ?? 0) > 0 };
}

function nearest(observed: readonly Observed[], offset: number): Observed | undefined {
  return observed.findLast((one) => one.offset <= offset) ?? observed[0];
}

function observeStyles(editing: Editing): { steps: Observed[]; sequences: Observed[] } {
  const steps: Observed[] = [];
  const sequences: Observed[] = [];
  visit(editing.tree, {
    Pair(_, pair) {
      const { key, value } = pair;
      if (!isScalar(key) || !key.range || !(isMap(value) || isSeq(value)) || value.flow || !value.range) return;
      const indent = editing.column(value.range[0]) - editing.column(key.range[0]);
      if (isSeq(value)) sequences.push({ offset: value.range[0], value: indent });
      else if (indent > 0) steps.push({ offset: value.range[0], value: indent });
    },
  });
  return { steps, sequences };
}
