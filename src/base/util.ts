import { createHash } from 'node:crypto';

/** Items by a key of theirs, keys and items in their order. `Map.groupBy` begins with Node.js 21. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** What a table has under a name that other people chose: `constructor` is in no table. */
export function inTable<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A function that works its result out when it is first asked, and remembers it. */
export function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** SHA-256 in lower-case hex, of bytes or of a text's UTF-8. */
export function sha256Hex(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** First bytes of a text, with or without its byte order mark (YAML 1.2, 5.2), and the encoding's name for `iconv`. */
const SIGNS = [
  [/^(?:\xff\xfe\0\0|\0\0\xfe\xff)/, 'UTF-32'],
  [/^(?:\xff\xfe|\xfe\xff)/, 'UTF-16'],
  [/^\0\0\0[^\0]/, 'UTF-32BE'],
  [/^[^\0]\0\0\0/, 'UTF-32LE'],
  [/^\0[^\0]/, 'UTF-16BE'],
  [/^[^\0]\0/, 'UTF-16LE'],
] as const;

/** Which encoding of Unicode bytes are in that is not UTF-8; undefined for UTF-8 and for what is no text. */
export function otherEncoding(bytes: Buffer): string | undefined {
  const first = bytes.toString('latin1', 0, 4);
  return SIGNS.find(([sign]) => sign.test(first))?.[1];
}
