import { isUtf8 } from 'node:buffer';

/**
 * What a plain scalar means to Kubernetes, whose reader is go-yaml 2: YAML 1.1 without base 60 and without dates. So
 * `0755` is 493 and `yes` is true, but `12:30` and `2026-01-01` are strings; Go's own numbers are numbers (`0o17`,
 * `0B1`, `08`, which is 8), and what Go's parser refuses is a string (`.`, `e1`, `1e400`).
 * Source: go-yaml 2.4, resolve.go.
 */
export function resolvePlain(text: string): unknown {
  if (!MAY_BE_OTHER.test(text)) return text;
  if (WORDS.has(text)) return WORDS.get(text);
  if (text.startsWith('.')) return FRACTION.test(text) ? finite(Number(text), text) : text;
  if (!/^[-+0-9]/.test(text)) return text;
  const digits = text.replaceAll('_', '');
  const integer = integerOf(digits);
  if (integer !== undefined) return Number(integer);
  return FLOAT.test(digits) ? finite(Number(digits), text) : text;
}

/** By its first character. */
const MAY_BE_OTHER = /^(?:[-+.0-9yYnNtTfFoO~]|$)/;
const FRACTION = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** A number that a float cannot hold is a string to Go. */
const finite = (number: number, text: string): unknown => (Number.isFinite(number) ? number : text);

/** As Go's strconv reads integers of any base: 64 bits, with a sign only where the sign's bit is free. */
function integerOf(digits: string): bigint | undefined {
  const [, sign = '', body = ''] = /^([-+]?)(.*)$/s.exec(digits) ?? [];
  const octal = /^0[oO]?([0-7]+)$/.exec(body)?.[1];
  if (octal === undefined && !/^(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0|[1-9][0-9]*)$/.test(body)) return undefined;
  const size = BigInt(octal === undefined ? body : `0o${octal}`);
  const most = sign === '' ? 2n ** 64n - 1n : sign === '-' ? 2n ** 63n : 2n ** 63n - 1n;
  return size > most ? undefined : sign === '-' ? -size : size;
}

const words = (all: string, value: unknown) => all.split(' ').map((word) => [word, value] as const);
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...words('y Y yes Yes YES on On ON true True TRUE', true),
  ...words('n N no No NO off Off OFF false False FALSE', false),
  ...words('null Null NULL ~', null),
  ['', null],
  ...words('.nan .NaN .NAN', Number.NaN),
  ...words('.inf .Inf .INF +.inf +.Inf +.INF', Infinity),
  ...words('-.inf -.Inf -.INF', -Infinity),
]);

/** A tag of YAML's own, and whether a plain scalar's meaning fits it. */
const FITS: Readonly<Record<string, (value: unknown, text: string) => boolean>> = {
  bool: (value) => typeof value === 'boolean',
  int: (value, text) => typeof value === 'number' && integerOf(text.replaceAll('_', '')) !== undefined,
  float: (value) => typeof value === 'number',
  null: (value) => value === null,
  timestamp: (_, text) => /^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/.test(text),
};

const YAML_TAG = 'tag:yaml.org,2002:';

/** What a scalar with a tag means; undefined where the tag does not fit it. Tags of others make a string of it. */
export function resolveTagged(tag: string, text: string): unknown {
  const name = tag.startsWith(YAML_TAG) ? tag.slice(YAML_TAG.length) : '';
  if (name === 'binary') return binary(text);
  const fits = FITS[name];
  if (!fits) return text;
  const value = resolvePlain(text);
  if (!fits(value, text)) return undefined;
  return name === 'timestamp' ? text : value;
}

function binary(text: string): string | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  const isBase64 = packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
  return isBase64 ? textOf(Buffer.from(packed, 'base64')) : undefined;
}

/** Bytes as Go writes them into JSON: U+FFFD for each byte that is no part of a character (encoding/json, `Marshal`). */
function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((count) => isUtf8(bytes.subarray(at, at + count)));
    text += length === undefined ? '\ufffd' : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

/**
 * A key as JSON has it: a plain `0755` is the key `493`, `yes` is `true`. Undefined for what cannot be a key: nothing at
 * all, a collection, an integer of 64 bits.
 */
export function keyName(value: unknown, text: string): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return undefined;
  const integer = integerOf(text.replaceAll('_', ''));
  if (integer !== undefined) return integer < 2n ** 63n ? String(integer) : undefined;
  return floatName(value);
}

/** Go prints such a key with the digits of a float of 32 bits, and from seven digits on with an exponent. */
function floatName(value: number): string {
  const narrow = Math.fround(value);
  if (Number.isNaN(narrow)) return '.nan';
  if (!Number.isFinite(narrow)) return narrow > 0 ? '.inf' : '-.inf';
  if (narrow === 0) return Object.is(narrow, -0) ? '-0' : '0';
  let digits = 1;
  while (Math.fround(Number(narrow.toPrecision(digits))) !== narrow) digits++;
  const short = Number(narrow.toPrecision(digits));
  const [mantissa = '', exponent = ''] = short.toExponential().split('e');
  if (Number(exponent) >= -4 && Number(exponent) < 6) return String(short);
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}
