import { isObject, type JsonObject } from '../json/values.js';
import { readPlain } from '../yaml/read/lines/plain.js';

/**
 * The text of a manifest's `apiVersion`, `kind` and `metadata` where they stand first, as templates write them: what
 * follows, often thousands of lines of configuration, need not be read to know what it is. A key that comes twice would
 * count the second time to Kubernetes: no template writes those twice.
 *
 * @returns undefined where the document begins in another way
 */
export function headOf(bytes: Buffer): string | undefined {
  for (const size of HEAD_BYTES) {
    const text = bytes.toString('utf8', 0, size);
    HEAD.lastIndex = 0;
    const isCut = bytes.length > size;
    if (HEAD.test(text) && (HEAD.lastIndex < text.length || !isCut)) return text.slice(0, HEAD.lastIndex);
    if (!isCut) return undefined;
  }
  return undefined;
}

/** The kind that a head says; undefined where it is written in another way. */
export function kindIn(head: string): string | undefined {
  return KIND.exec(head)?.[1];
}

/** A head's value; undefined where it is not plain. */
export function readHead(head: string): JsonObject | undefined {
  const value = readPlain(head)?.value;
  return isObject(value) ? value : undefined;
}

/** Hardly any is longer than the first of these. */
const HEAD_BYTES = [1024, 16_384];

/** Comments, the two keys in any order, then `metadata` with all lines that are not at the margin. */
const HEAD =
  /(?:---[ \r]*\n)?(?:#[^\n]*\n|\r?\n)*(?:(?:apiVersion|kind): [^\n]*\n){2}metadata:\r?\n(?:[ #][^\n]*\n|\r?\n)*(?=[^ #\r\n]|$)/y;

const KIND = /\nkind: (\w+)\r?\n/;
