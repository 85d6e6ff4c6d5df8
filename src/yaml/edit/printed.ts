import { Document, Scalar, stringify, visit } from 'yaml';
import type { ScalarNode, ScalarStyle } from '../read/tree.js';
import { type BlockStyle, UNFIT_CHARACTERS } from './plain-lines.js';

const PRINT = {
  version: '1.2',
  // What is written must mean the same in YAML 1.1, which Kubernetes reads, and in 1.2.
  compat: 'yaml-1.1',
  lineWidth: 0,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const;

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

/**
 * Texts of several lines which only a quoted scalar carries safely: a first line that begins with a blank needs an
 * indentation indicator, blank lines at the end would take in those that follow, and some characters are line breaks
 * to one reader and none to another.
 */
function unfitForBlock(text: string): boolean {
  return text.includes('\n') && (/^\s|\n\n$/.test(text) || UNFIT_CHARACTERS.test(text));
}

/** A scalar or an empty collection on one line, in the quoting style of a scalar if that can hold it. */
export function printedInline(value: unknown, like?: ScalarNode): string {
  return stringify([styled(value, like)], PRINT).slice('- '.length, -1);
}

/** A value inside a flow collection; `quoted` writes keys and texts as JSON does. */
export function printedFlow(value: unknown, quoted: boolean, like?: ScalarNode): string {
  const quotes = { defaultKeyType: Scalar.QUOTE_DOUBLE, defaultStringType: Scalar.QUOTE_DOUBLE } as const;
  const flow = { ...PRINT, collectionStyle: 'flow', flowCollectionPadding: false } as const;
  return stringify([styled(value, like)], quoted ? { ...flow, ...quotes } : flow)
    .replace(/\n$/, '')
    .slice(1, -1);
}

function styled(value: unknown, like: ScalarNode | undefined): unknown {
  if (typeof value !== 'string') return value;
  const scalar = new Scalar(value);
  if (value.includes('\n')) scalar.type = Scalar.QUOTE_DOUBLE;
  else if (typeof like?.value === 'string' && FLOW_SCALARS.has(like.style)) scalar.type = like.style;
  return scalar;
}

const FLOW_SCALARS = new Set<ScalarStyle>(['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE']);
