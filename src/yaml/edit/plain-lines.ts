/** How a document writes its block collections. */
export interface BlockStyle {
  /** Columns by which a mapping inside a mapping is indented. */
  step: number;
  /** Whether a sequence below a key is indented further than the key. */
  indentSequences: boolean;
}

/**
 * The block lines of a value whose keys and scalars all need no quotes; they are what `yaml` prints. Most of what
 * transforms insert is of this kind, and in a fresh process yaml's printer takes longer than all the rest of the edit.
 *
 * @returns undefined where something needs quotes or several lines, or is an empty collection
 */
export function plainLines(value: object, style: BlockStyle): string[] | undefined {
  const lines: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    const body = bodyOf(item, style);
    const head = Array.isArray(value) ? '' : plainScalar(key);
    if (!body || head === undefined) return undefined;
    if (head === '') lines.push(...body.lines.map((line, index) => (index === 0 ? '- ' : '  ') + line));
    else if (body.margin === undefined) lines.push(`${head}: ${body.lines[0]}`);
    else lines.push(`${head}:`, ...body.lines.map((line) => body.margin + line));
  }
  return lines.length > 0 ? lines : undefined;
}

/** An item's own lines; the margin they get below a key, or none where they stand on the key's line. */
function bodyOf(item: unknown, style: BlockStyle): { lines: string[]; margin?: string } | undefined {
  if (typeof item !== 'object' || item === null) {
    const text = plainScalar(item);
    return text === undefined ? undefined : { lines: [text] };
  }
  const lines = plainLines(item, style);
  const dashesBelowKey = Array.isArray(item) && !style.indentSequences && style.step >= 2;
  return lines && { lines, margin: ' '.repeat(dashesBelowKey ? style.step - 2 : style.step) };
}

/** A scalar that is the same plain text in YAML 1.1 and 1.2: no number, date, boolean or null in disguise. */
export function plainScalar(value: unknown): string | undefined {
  if (typeof value === 'string') return PLAIN.test(value) && !OTHER_MEANING.test(value) ? value : undefined;
  return (Number.isSafeInteger(value) && !Object.is(value, -0)) || typeof value === 'boolean' || value === null
    ? String(value)
    : undefined;
}

const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]*$/;
/** Also the numbers without digits before the exponent which yaml's YAML 1.1 sees. */
const OTHER_MEANING = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?[0-9]+)$/i;

/** What only a quoted scalar carries: line breaks to one reader and none to another, and what no reader shows. */
export const UNFIT_CHARACTERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/;
