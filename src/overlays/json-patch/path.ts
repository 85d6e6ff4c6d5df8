/** One step of a path: a key (or list index, or `-`), or a selector of list items. */
export type Segment = KeySegment | SelectorSegment;

export interface KeySegment {
  key: string;
}

export interface SelectorSegment {
  /** Conditions which an item has to fulfil, all of them. */
  conditions: readonly Condition[];
  /** `[*]`: each such item is meant; else exactly one is. */
  each: boolean;
  /** As it is written, brackets included: on a mapping it is a key like any other. */
  text: string;
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

export const isSelector = (segment: Segment): segment is SelectorSegment => 'conditions' in segment;

/**
 * Reads an RFC 6901 pointer whose steps may select list items: `[name=tcp-redis]`, with several conditions
 * `[name=tcp-redis,protocol=TCP]`, with a path into the item `[valueFrom/secretKeyRef/key=password]`, of scalars
 * `[=--verbose]`, by what is there `[ports/[name=tcp-redis]]`, all of them `[*]`, or all of a kind `[*,protocol=TCP]`.
 * A value may hold `/` and `]`; in double quotes it may hold anything, with JSON's escapes. `~1` stands for `/` and `~0`
 * for `~` as RFC 6901 has it, and `~2` for the `[` with which a key begins that is not there yet.
 *
 * @throws PathSyntaxError
 */
export function parsePath(text: string): Segment[] {
  if (text !== '' && !text.startsWith('/')) throw new PathSyntaxError('a path begins with `/` (RFC 6901)', 0);
  const reader = new PathReader(text);
  const segments: Segment[] = [];
  while (reader.take('/')) segments.push(reader.segment(''));
  reader.expectEnd();
  return segments;
}

/** Characters which may follow the `]` that ends a selector; any other makes it part of a value. */
const BEHIND_SELECTOR = new Set(['', '/', ']', ',', '=']);

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  expectEnd(): void {
    if (this.#at < this.#text.length) {
      throw this.#fault('behind a selector comes `/` or the end; a value with `]` stands in double quotes');
    }
  }

  /** @param stops characters beside `/` which end a key: those of the condition it stands in */
  segment(stops: string): Segment {
    return this.#text[this.#at] === '[' ? this.#selector() : { key: this.#key(stops) };
  }

  #selector(): SelectorSegment {
    const start = this.#at++;
    const each = this.#text[this.#at] === '*' && /[,\]]/.test(this.#text.charAt(this.#at + 1));
    if (each) this.#at++;
    const conditions = each && !this.take(',') ? [] : this.#conditions();
    if (!this.take(']')) throw this.#fault('a selector ends with `]`', start);
    return { conditions, each, text: this.#text.slice(start, this.#at) };
  }

  #conditions(): Condition[] {
    const conditions: Condition[] = [];
    do {
      const start = this.#at;
      const path: Segment[] = [];
      if (this.#text[this.#at] !== '=') {
        do path.push(this.segment('=,]'));
        while (this.take('/'));
      }
      const equals = this.take('=') ? this.#value() : undefined;
      if (start === this.#at) throw this.#fault('a condition is missing, for example name=tcp-redis');
      conditions.push({ path, equals });
    } while (this.take(','));
    return conditions;
  }

  #key(stops: string): string {
    if (stops !== '' && this.#text[this.#at] === '"') return this.#quoted();
    const start = this.#at;
    while (this.#at < this.#text.length && !`/${stops}`.includes(this.#text.charAt(this.#at))) this.#at++;
    return this.#unescaped(start);
  }

  #value(): string {
    if (this.#text[this.#at] === '"') return this.#quoted();
    const start = this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ',' && !this.#endsSelector()) this.#at++;
    return this.#unescaped(start);
  }

  #endsSelector(): boolean {
    return this.#text[this.#at] === ']' && BEHIND_SELECTOR.has(this.#text.charAt(this.#at + 1));
  }

  #quoted(): string {
    const [source] = /^"(?:[^"\\]|\\.)*"/.exec(this.#text.slice(this.#at)) ?? [];
    if (source === undefined) throw this.#fault('this double quote is never closed');
    try {
      const value = String(JSON.parse(source));
      this.#at += source.length;
      return value;
    } catch {
      throw this.#fault("between double quotes JSON's escapes count: `\\\\` for a backslash");
    }
  }

  /** From an offset to here, with RFC 6901's escapes resolved. */
  #unescaped(start: number): string {
    const source = this.#text.slice(start, this.#at);
    const stray = /~(?![012])/.exec(source);
    if (stray) throw this.#fault('`~` is written `~0`', start + stray.index);
    return source.replace(/~[012]/g, (escaped) => ESCAPES[escaped] ?? escaped);
  }

  #fault(message: string, offset = this.#at): PathSyntaxError {
    return new PathSyntaxError(message, offset);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '~0': '~', '~1': '/', '~2': '[' };
