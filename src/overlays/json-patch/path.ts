import { at, isObject, type Path } from '../../json/values.js';

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

/**
 * Reads an RFC 6901 pointer whose steps may select list items: `[name=tcp-redis]`, with several conditions
 * `[name=tcp-redis,protocol=TCP]`, with a path into the item `[valueFrom/secretKeyRef/key=password]`, of scalars
 * `[=--verbose]`, by what is there `[ports/[name=tcp-redis]]`, all of them `[*]`, or all of a kind `[*,protocol=TCP]`.
 * A value may hold `/` and `]`; in double quotes it may hold anything, with JSON's escapes. `~1` is `/` and `~0`
 * `~` as RFC 6901 has it, and `~2` for the `[` with which a key begins that is not there yet.
 *
 * @throws SyntaxError, which names the character
 */
export function parsePath(text: string): Segment[] {
  if (text === '') return [];
  const reader = new PathReader(text);
  if (!reader.read(/\//y)) throw reader.fault('a path begins with `/` (RFC 6901)');
  const segments = reader.path(KEY);
  if (reader.read(/$/y) === undefined) {
    throw reader.fault('after a selector comes `/` or the end; a value with `]` is written in double quotes');
  }
  return segments;
}

const KEY = /[^/]*/y;
const CONDITION_KEY = /[^/=,\]]*/y;
/** A value holds a `]` where nothing follows that may follow the end of a selector. */
const VALUE = /(?:[^,\]]|\](?![/\],=]|$))*/y;
const QUOTED = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
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
    do segments.push(this.#text[this.#at] === '[' ? this.#selector() : { key: this.#word(key) });
    while (this.read(/\//y));
    return segments;
  }

  #selector(): Segment {
    const start = this.#at++;
    const each = this.read(/\*(?=[,\]])/y) !== undefined;
    const conditions = each ? [] : [this.#condition()];
    while (this.read(/,/y)) conditions.push(this.#condition());
    if (!this.read(/\]/y)) throw this.fault('a selector ends with `]`', start);
    return { key: this.#text.slice(start, this.#at), conditions, each };
  }

  #condition(): Condition {
    const start = this.#at;
    const path = this.#text[start] === '=' ? [] : this.path(CONDITION_KEY);
    const equals = this.read(/=/y) ? this.#word(VALUE) : undefined;
    if (start === this.#at) throw this.fault('a condition is missing, for example name=tcp-redis');
    return { path, equals };
  }

  /** A key or value, with RFC 6901's escapes resolved; in a selector also in double quotes, with those of JSON. */
  #word(expression: RegExp): string {
    const start = this.#at;
    if (expression !== KEY && this.#text[start] === '"') {
      const quoted = this.read(QUOTED);
      if (quoted !== undefined) return String(JSON.parse(quoted));
      throw this.fault("this double quote is never closed; JSON's escapes count after it, `\\\\` for a backslash");
    }
    const source = this.read(expression) ?? '';
    const stray = source.search(/~(?![012])/);
    if (stray !== -1) throw this.fault('`~` is written `~0`', start + stray);
    return source.replace(/~[012]/g, (escaped) => ESCAPES[escaped] ?? escaped);
  }

  fault(message: string, offset = this.#at): SyntaxError {
    return new SyntaxError(`character ${offset + 1}: ${message}`);
  }
}

/** Why a path or an operation does not fit a value. */
export class Misfit extends Error {
  /** The deepest place that is there. */
  readonly where: Path;
  /** The selector that does not find the one item it means: the items at `where` are worth listing. */
  readonly selector: Segment | undefined;

  constructor(message: string, where: Path, selector?: Segment) {
    super(message);
    this.where = where;
    this.selector = selector;
  }
}

/**
 * The places a path means in a value, each with the keys below it that are missing, in the value's order: one, or with `[*]`
 * one for each item.
 *
 * @param last whether the last step may be missing: a key, an index right after a list's items, or `-` for a list's end
 * @param parents whether mappings and lists on the way may be (or be null), but no item that a selector means
 * @throws Misfit
 */
export function resolve(value: unknown, segments: readonly Segment[], last = false, parents = false) {
  const from = (path: Path, [segment, ...rest]: readonly Segment[]): { path: Path; missing: string[] }[] => {
    if (!segment) return [{ path, missing: [] }];
    const here = at(value, ...path);
    if (segment.conditions) return select(here, segment, path).flatMap((step) => from([...path, step], rest));
    const below = parents && !rest.some(({ conditions }) => conditions);
    if (below && (here ?? null) === null) return [{ path, missing: [segment, ...rest].map(({ key }) => key) }];
    const step = stepOf(here, segment.key, path);
    const isBeyond = Array.isArray(here) && typeof step === 'number' && step > here.length;
    const mayMiss = rest.length > 0 ? below : last && !isBeyond;
    if (!mayMiss && at(here, step) === undefined) throw absent(here, step, path);
    return from([...path, step], rest);
  };
  return from([], segments);
}

/** The steps to the items that a selector means. */
function select(here: unknown, segment: Segment, where: Path): Path {
  const { key, each } = segment;
  const found = stepsFrom(here, segment);
  if (found.length === 1 || (each && found.length > 0)) return found;
  if (!Array.isArray(here)) throw new Misfit(`${key} picks from a list, and this is ${nature(here)}`, where);
  const what = found.length === 0 ? 'nothing' : `${found.length} items where one is meant`;
  throw new Misfit(`${key} finds ${what}`, where, segment);
}

/** All values at a path; none where it leads nowhere. */
export function valuesAt(value: unknown, [segment, ...rest]: readonly Segment[]): unknown[] {
  if (!segment) return [value];
  return stepsFrom(value, segment).flatMap((step) => valuesAt(at(value, step), rest));
}

/** The steps a segment means here: its key, where something is there, or the indexes of the items it selects. */
function stepsFrom(here: unknown, { key, conditions }: Segment): Path {
  if (!conditions || isObject(here)) return at(here, key) === undefined ? [] : [key];
  if (!Array.isArray(here)) return [];
  return here.flatMap((item: unknown, index) => (conditions.every((one) => fulfils(item, one)) ? [index] : []));
}

/** Scalars are compared as they are written in YAML: `containerPort=6379` is the number. */
function fulfils(item: unknown, { path, equals }: Condition): boolean {
  const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;
  return valuesAt(item, path).some((one) => equals === undefined || (isScalar(one) && String(one) === equals));
}

/** A key as a step from here: a list has indexes, written as RFC 6901 says, and `-` for its end. */
function stepOf(here: unknown, key: string, where: Path): string | number {
  if (isObject(here)) return key;
  if (!Array.isArray(here)) throw absent(here, key, where);
  if (key === '-') return key;
  if (/^(0|[1-9]\d*)$/.test(key)) return Number(key);
  throw new Misfit(`${key} is not a place in a list: write an index, a selector as [name=${key}], or -`, where);
}

function absent(here: unknown, step: string | number, where: Path): Misfit {
  return new Misfit(`there is no ${step}, this is ${nature(here)}`, where);
}

function nature(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isObject(value) ? `a mapping of ${Object.keys(value).join(', ') || 'nothing'}` : 'a scalar';
}
