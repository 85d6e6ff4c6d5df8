import { type JsonObject, setOwn } from '../../json/values.js';
import { keyName, resolvePlain } from './resolve.js';
import { endOfQuoted, readBlockScalar, readFlowScalar } from './scalars.js';
import type { Source } from './source.js';
import type { MapNode, Node, Pair, ScalarNode, ScalarStyle, SequenceNode } from './tree.js';

/** A line that is not in the common form: the document is read token by token instead, which also finds its mistakes. */
export class Uncommon extends Error {}

/** The rest of a line with its comment, lines that are empty or a comment, and the indentation of the next line. */
const GAP = /(?: *(?:#[^\n]*)?(?:\n|$))+( *)/y;
const KEY = /(?:([A-Za-z_][\w./-]*)|"([^"\\\n]*)"|'([^'\n]*)'):(?= |\n|$)/y;
const DASH = /-(?= |\n|$)/y;
const SPACES = / */y;
const PLAIN_BEGINS = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:]\S)/;
/** An entry of a flow collection that is a word or a text, with its key. */
const FLOW_ENTRY = /( *)(?:([A-Za-z_][\w.-]*)(: +))?(?:([\w./][\w./-]*)|"([^"\\\n]*)")( *)([,}\]])/y;
const FLOW_EMPTY = /(?:\{ *\}|\[ *\])/y;
/** Below the bounds of the general reader, which judges what comes near them. */
const COMMON_KEY = 1000;
const COMMON_LEVELS = 100;

/** Where a value begins, where its line does, and the column of the block collection it belongs to. */
export interface ValuePlace {
  at: number;
  lineStart: number;
  column: number;
}

/** Reads a flow collection, which may go on for lines. */
type ReadFlow = (place: ValuePlace) => Node;

/**
 * Reads a document in the form that nearly all of every chart is written in: block collections of one entry a line, plain
 * and quoted scalars that end on their line, block scalars. It reads a line with one expression, where the tokens of the
 * general reader are found character by character. What it returns is what the general reader returns: a test holds it.
 *
 * @throws Uncommon for anything else
 */
export function readLines(source: Source, readFlow: ReadFlow): Node | null {
  return new Lines(source, readFlow).root();
}

class Lines {
  readonly #source: Source;
  readonly #text: string;
  readonly #readFlow: ReadFlow;
  /** The first character of the line that is read next, and its column; -1 at the end of the text. */
  #at = 0;
  #column = 0;
  #levels = 0;

  constructor(source: Source, readFlow: ReadFlow) {
    this.#source = source;
    this.#text = source.text;
    this.#readFlow = readFlow;
  }

  root(): Node | null {
    const hasMarker = this.#text.startsWith('---');
    if (hasMarker || !/^[^ #\n]/.test(this.#text)) this.#nextLine(hasMarker ? 3 : 0);
    if (this.#column === -1) return null;
    const root = this.#collection();
    if (this.#column !== -1) throw new Uncommon();
    return root;
  }

  /** Goes on after a value, which has to be the last thing on its line. */
  #nextLine(end: number): void {
    const indentation = match(GAP, this.#text, end)?.[1];
    if (indentation === undefined) throw new Uncommon();
    this.#at = GAP.lastIndex;
    this.#column = this.#at < this.#text.length ? indentation.length : -1;
  }

  #collection(): Node {
    if (++this.#levels > COMMON_LEVELS) throw new Uncommon();
    const node = match(DASH, this.#text, this.#at) ? this.#sequence(this.#column) : this.#map(this.#column);
    this.#levels--;
    return node;
  }

  #sequence(column: number): SequenceNode {
    const start = this.#at;
    const items: Node[] = [];
    while (this.#column === column && match(DASH, this.#text, this.#at)) {
      items.push(this.#value(this.#at + 1, column, true));
    }
    const value = items.map((item) => item.value);
    return { kind: 'sequence', flow: false, items, value, start, end: items.at(-1)?.end ?? start };
  }

  #map(column: number): MapNode {
    const start = this.#at;
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    while (this.#column === column) {
      const found = match(KEY, this.#text, this.#at);
      if (!found) throw new Uncommon();
      const [{ length }, plain, double, single = ''] = found;
      if (length > COMMON_KEY) throw new Uncommon();
      const end = this.#at + length - 1;
      const style = plain !== undefined ? 'plain' : double !== undefined ? 'double-quoted' : 'single-quoted';
      const key = scalar(style, plain === undefined ? (double ?? single) : resolvePlain(plain), this.#at, end);
      pairs.push(this.#pair(key, plain ?? '', this.#value(end + 1, column, false), value));
    }
    return { kind: 'map', flow: false, pairs, value, start, end: pairs.at(-1)?.value.end ?? start };
  }

  /** What follows a colon or a dash of a collection at a column, on its line or on those below it. */
  #value(indicatorEnd: number, column: number, isItem: boolean): Node {
    match(SPACES, this.#text, indicatorEnd);
    const at = SPACES.lastIndex;
    if (!'\n#'.includes(this.#text[at] ?? '\n')) return this.#node(at, column, isItem);
    this.#nextLine(indicatorEnd);
    if (this.#column > column) return this.#node(this.#at, column, true);
    const isSequence = !isItem && this.#column === column && match(DASH, this.#text, this.#at);
    return isSequence ? this.#sequence(column) : scalar('plain', null, indicatorEnd, indicatorEnd);
  }

  /** @param isCollection whether a block collection may begin here */
  #node(at: number, column: number, isCollection: boolean): Node {
    if (isCollection && (match(DASH, this.#text, at) || match(KEY, this.#text, at))) {
      this.#column += at - this.#at;
      this.#at = at;
      return this.#collection();
    }
    switch (this.#text[at]) {
      case '|':
      case '>':
        return this.#blockScalar(at, column);
      case '"':
      case "'":
        return this.#quoted(at);
      case '{':
      case '[':
        return this.#ended(this.#flow(at) ?? this.#readFlow({ at, lineStart: this.#lineStart(at), column }));
      default:
        return this.#plain(at);
    }
  }

  /** A flow collection on one line with no other inside; undefined for the rest. */
  #flow(start: number): Node | undefined {
    const isMap = this.#text[start] === '{';
    const items: Node[] = [];
    const pairs: Pair[] = [];
    const value: JsonObject = {};
    const whole = (end: number): Node =>
      isMap
        ? { kind: 'map', flow: true, pairs, value, start, end }
        : { kind: 'sequence', flow: true, items, value: items.map((item) => item.value), start, end };
    if (match(FLOW_EMPTY, this.#text, start)) return whole(FLOW_EMPTY.lastIndex);
    for (let at = start + 1; ; at = FLOW_ENTRY.lastIndex) {
      const found = match(FLOW_ENTRY, this.#text, at);
      if (!found) return undefined;
      const [, space = '', word, colon = '', plain, quoted = '', , end] = found;
      const from = at + space.length + (word ?? '').length + colon.length;
      const style = plain === undefined ? 'double-quoted' : 'plain';
      const item = scalar(
        style,
        plain === undefined ? quoted : resolvePlain(plain),
        from,
        from + (plain?.length ?? quoted.length + 2),
      );
      if ((word !== undefined) !== isMap || isNoNumber(item.value)) return undefined;
      if (word === undefined) items.push(item);
      else
        pairs.push(
          this.#pair(
            scalar('plain', resolvePlain(word), at + space.length, at + space.length + word.length),
            word,
            item,
            value,
          ),
        );
      if (end !== ',') return end === (isMap ? '}' : ']') ? whole(FLOW_ENTRY.lastIndex) : undefined;
    }
  }

  #pair(key: ScalarNode, text: string, item: Node, into: JsonObject): Pair {
    const name = keyName(key.value, text);
    if (name === undefined) throw new Uncommon();
    setOwn(into, name, item.value);
    return { key, name, value: item };
  }

  #lineStart(at: number): number {
    return this.#text.lastIndexOf('\n', at) + 1;
  }

  #blockScalar(start: number, column: number): Node {
    const read = readBlockScalar(this.#source, start, { parent: column }, { value: '' }, uncommon);
    this.#nextLine(read.next === this.#text.length ? read.next : read.lineStart - 1);
    const style = this.#text[start] === '|' ? 'literal' : 'folded';
    return { kind: 'scalar', style, value: read.value, start, end: read.end, margin: read.margin };
  }

  #quoted(start: number): Node {
    const style = this.#text[start] === '"' ? 'double-quoted' : 'single-quoted';
    const end = endOfQuoted(this.#text, start);
    const lineBreak = this.#text.indexOf('\n', start);
    if (end === undefined || (lineBreak !== -1 && lineBreak < end)) throw new Uncommon();
    const { value } = readFlowScalar(this.#text, { style, start, end }, { value: '' }, uncommon);
    return this.#ended(scalar(style, value, start, end));
  }

  #plain(start: number): Node {
    const lineEnd = this.#source.lineEnd(start);
    const rest = this.#text.slice(start, lineEnd);
    const comment = rest.indexOf(' #');
    const written = (comment === -1 ? rest : rest.slice(0, comment)).replace(/ +$/, '');
    if (!PLAIN_BEGINS.test(rest) || /: |:$|\t/.test(written)) throw new Uncommon();
    const value = resolvePlain(written);
    if (isNoNumber(value)) throw new Uncommon();
    return this.#ended(scalar('plain', value, start, start + written.length));
  }

  #ended<T extends Node>(node: T): T {
    this.#nextLine(node.end);
    return node;
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const scalar = (style: ScalarStyle, value: unknown, start: number, end: number): ScalarNode => ({
  kind: 'scalar',
  style,
  value,
  start,
  end,
});

/** `.nan`, `.inf`: Kubernetes knows none. */
const isNoNumber = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

const uncommon = (): Error => new Uncommon();
