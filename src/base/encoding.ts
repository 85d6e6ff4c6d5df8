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
