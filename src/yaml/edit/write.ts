import type { Node } from '../read/tree.js';

/** How a document writes its block collections. */
interface BlockStyle {
  /** Columns by which a mapping inside a mapping is indented. */
  step: number;
  /** Whether a sequence below a key is indented further than the key. */
  indentSequences: boolean;
  /** Whether texts of several lines may be literal block scalars. */
  literals: boolean;
}

/** How a flow collection is written: with plain words, as JSON with spaces, or as JSON without any. */
export type FlowStyle = 'yaml' | 'json' | 'compact-json';

/** A word, a path, an image or a quantity that every reader of YAML 1.1 and 1.2 takes for this text. */
const PLAIN = /^(?:[A-Za-z/][A-Za-z0-9_./-]*(?::[A-Za-z0-9_./-]+)?|[1-9][0-9]*[KMGT]i)$/;
/** Those that one of them takes for a boolean, for nothing or for a number. */
const OTHER_MEANING = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity|e[-+]?[0-9]+)$/i;

/** What only a double-quoted text carries: line breaks to one reader and none to another, and what no reader shows. */
const NEEDS_ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;

/** Whether a text can be written without escapes. */
const fitsLiteral = (text: string): boolean => !NEEDS_ESCAPES.test(text);

/** Whether a value is a mapping or a list with something in it: `{}` and `[]` stand on one line. */
export const isFilled = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** A value as JSON on one line, which is the same in YAML, where a few more characters have to be escaped. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A scalar or an empty collection on one line, quoted as the scalar it replaces is where that can hold it. */
export function inlineText(value: unknown, like?: Node): string {
  if (typeof value !== 'string') return Object.is(value, -0) ? '-0.0' : jsonText(value);
  const style = like?.kind === 'scalar' && typeof like.value === 'string' ? like.style : 'plain';
  if (style === 'single-quoted' && !/[\n\t]/.test(value) && fitsLiteral(value))
    return `'${value.replaceAll("'", "''")}'`;
  return style !== 'double-quoted' && PLAIN.test(value) && !OTHER_MEANING.test(value) ? value : jsonText(value);
}

/** How a flow collection is written: as JSON where a double quote comes first, compact where no space follows a comma or colon. */
export function flowStyle(text: string): FlowStyle {
  if (!/^[[{\s]+"/.test(text)) return 'yaml';
  return /[:,]\s/.test(text) ? 'json' : 'compact-json';
}

/** A value inside a flow collection, its texts quoted as the scalar beside it or before it is. */
export function flowText(value: unknown, style: FlowStyle, like?: Node): string {
  if (style === 'compact-json') return jsonText(value);
  if (typeof value !== 'object' || value === null) return style === 'json' ? jsonText(value) : inlineText(value, like);
  if (Array.isArray(value)) return `[${value.map((item) => flowText(item, style, like)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${flowText(key, style)}: ${flowText(item, style)}`);
  return `{${pairs.join(', ')}}`;
}

/** The block lines of a mapping or a sequence. */
export function blockLines(value: object, style: BlockStyle): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const { head, lines } = entry(item, style);
      // A collection begins on the line of its dash.
      const [first = '', ...rest] = head === '' ? lines : [head, ...indented(lines, style.step)];
      return [`- ${first}`, ...indented(rest, 2)];
    });
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const { head, lines } = entry(item, style);
    const step = Array.isArray(item) && !style.indentSequences ? 0 : style.step;
    return [`${inlineText(key)}:${head === '' ? '' : ` ${head}`}`, ...indented(lines, step)];
  });
}

/** What stands on the line of an item's key or dash, and the lines below it, at their own margin. */
function entry(item: unknown, style: BlockStyle): { head: string; lines: string[] } {
  if (typeof item === 'string' && style.literals && isLiteral(item)) {
    const lines = item.replace(/\n$/, '').split('\n');
    return { head: item.endsWith('\n') ? '|' : '|-', lines };
  }
  return isFilled(item) ? { head: '', lines: blockLines(item, style) } : { head: inlineText(item), lines: [] };
}

/**
 * A text of several lines which a literal carries safely: a first line that begins with a space would need an indentation
 * indicator, one that begins with a tab is refused by Go, and empty lines at the end would take in those that follow.
 */
const isLiteral = (text: string): boolean =>
  text.includes('\n') && !/^\s|\n\s*\n$|\n\s+$/.test(text) && fitsLiteral(text);

/** Empty ones stay empty. */
export const indented = (lines: readonly string[], columns: number): string[] =>
  lines.map((line) => (line === '' ? '' : ' '.repeat(columns) + line));
