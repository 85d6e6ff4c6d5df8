import { isObject, type JsonObject } from '../json/values.js';
import { readValue } from '../yaml/read/parse.js';

/** The keys that say which object a manifest is. */
const HEAD_KEYS = new Set(['apiVersion', 'kind', 'metadata']);

/** What begins at the margin: a key, or nothing that can be one (a comment, `---`, an item of a list), or anything else. */
const MARGIN = /^(?:([A-Za-z]\w*):(?=[ \r]|$)|#|-(?=[ \r]|$)|---(?=[ \r]|$)|([^ \r\n]))/gm;

/**
 * A manifest's `apiVersion`, `kind` and `metadata`, without reading what stands between and below them, often thousands
 * of lines of configuration.
 *
 * This is what Kubernetes reads: an entry of the document begins with its key at the margin, and none of the three keys is
 * there twice. A line of a quoted text may begin at the margin, too; where it looks like one of the keys, that key is there
 * a second time.
 *
 * @returns undefined where the lines at the margin do not tell: then the whole document has to be read
 */
export function headOf(text: string): JsonObject | undefined {
  const seen = new Set<string>();
  const parts: string[] = [];
  let start: number | undefined;
  for (const { 1: key, 2: other, index } of text.matchAll(MARGIN)) {
    if (other !== undefined || (key !== undefined && seen.has(key))) return undefined;
    if (key === undefined) continue;
    if (start !== undefined) parts.push(text.slice(start, index));
    start = HEAD_KEYS.has(key) ? index : undefined;
    if (start !== undefined) seen.add(key);
  }
  if (start !== undefined) parts.push(text.slice(start));
  // Kubernetes' reader takes these for line breaks, too.
  if (/\r(?!\n)|[\x85\u2028\u2029]/.test(text)) return undefined;
  const value = readValue(parts.join(''));
  return isObject(value) ? value : undefined;
}
