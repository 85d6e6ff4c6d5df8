/** One step of a path: a key (or list index, or `-`), or a selector of list items. */
export interface Segment {
  /** The key; a selector as it is written, brackets included: on a mapping it is a key like any other. */
  key: string;
  /** Of a selector: what an item has to fulfil, all of it. */
  conditions?: readonly Condition[];
  /** `[*]`: each such item is meant; else exactly one is. */
  each?: boolean;
}

/** What `[ports/[name=tcp-redis]/containerPort=6379]` asks of an item. */
export interface Condition {
  /** From the item down; empty for the item itself. */
  path: readonly Segment[];
  /** The scalar there as text; undefined asks only that there is something. */
  equals: string | undefined;
}

/** A path that cannot be read; `offset` counts from 0 in its text. */
export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError';
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Reads an RFC 6901 pointer whose steps may select list items: `[name=tcp-redis]`, with several conditions
 * `[name=tcp-redis,protocol=TCP]`, with a path into the item `[valueFrom/secretKeyRef/key=password]`, of scalars
 * `[=--verbose]`, by what is there `[ports/[name=tcp-redis]]`, all of them `[*]`, or all of a kind `[*,protocol=TCP]`.
 * A value may hold `/` and `]`; in double quotes it may hold anything, with JSON's escapes. `~1` is `/` and `~0`
 * `~` as RFC 6901 has it, and `~2` for the `[` with which a key begins that is not there yet.
 *
 * @throws PathSyntaxError
 */
export function parsePath(text: string): Segment[] {
  if (text === '') return [];
  const reader = new PathReader(text);
  if (!reader.read(/\//y)) throw reader.fault('a path begins with `/` (RFC 6901)');
  const segments = reader.path(/[^/]*/y);
  if (reader.read(/$/y) === undefined) {
    throw reader.fault('after a selector comes `/` or the end; a value with `]` is written in double quotes');
  }
  return segments;
}

const QUOTED = /"(?:[^"\\]|\\.)*"/y;
/** A key in a condition. */
const CONDITION_KEY = /[^/=,\]]*/y;
/** A value holds a `]` where nothing follows that may follow the end of a selector. */
const VALUE = /(?:[^,\]]|\](?![/\],=]|$))*/y;
const ESCAPES: Readonly<Record<string, string>> = { '~0': '~', '~1': '/', '~2': '[' };

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** What a sticky expression finds here, if it does; then it is read. */
  read(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Keys and selectors with `/` between them. */
  path(key: RegExp): Segment[] {
    const segments: Segment[] = [];
    do segments.push(this.#text[this.#at] === '[' ? this.#selector() : { key: this.#word(key, key === CONDITION_KEY) });
    while (this.read(/\//y));
    return segments;
  }

  #selector(): Segment {
    const start = this.#at++;
    const each = this.read(/\*(?=[,\]])/y) !== undefined;
    const conditions = each && !this.read(/,/y) ? [] : this.#conditions();
    if (!this.read(/\]/y)) throw this.fault('a selector ends with `]`', start);
    return { key: this.#text.slice(start, this.#at), conditions, each };
  }

  #conditions(): Condition[] {
    const conditions: Condition[] = [];
    do {
      const start = this.#at;
      const path = this.#text[start] === '=' ? [] : this.path(CONDITION_KEY);
      const equals = this.read(/=/y) ? this.#word(VALUE, true) : undefined;
      if (start === this.#at) throw this.fault('a condition is missing, for example name=tcp-redis');
      conditions.push({ path, equals });
    } while (this.read(/,/y));
    return conditions;
  }

  /** A key or value, with RFC 6901's escapes resolved, or in double quotes with those of JSON. */
  #word(expression: RegExp, mayBeQuoted: boolean): string {
    const start = this.#at;
    if (mayBeQuoted && this.#text[start] === '"') {
      const quoted = this.read(QUOTED);
      if (quoted === undefined) throw this.fault('this double quote is never closed');
      try {
        return String(JSON.parse(quoted));
      } catch {
        throw this.fault("between double quotes JSON's escapes count: `\\\\` for a backslash", start);
      }
    }
    const source = this.read(expression) ?? '';
    const stray = source.search(/~(?![012])/);
    if (stray !== -1) throw this.fault('`~` is written `~0`', start + stray);
    return source.replace(/~[012]/g, (escaped) => ESCAPES[escaped] ?? escaped);
  }

  fault(message: string, offset = this.#at): PathSyntaxError {
    return new PathSyntaxError(message, offset);
  }
}
