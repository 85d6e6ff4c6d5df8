import { type JsonObject, setOwn } from '../../../json/values.js';
import { keyText, type MapNode, type Node, type Pair, type ScalarNode, type SequenceNode } from '../tree.js';
import { readLiteral } from './block-scalar.js';
import { Cursor, NOT_PLAIN } from './cursor.js';
import { readFlow } from './flow.js';
import { readScalar } from './scalars.js';

/**
 * Reads what Helm renders, line by line: block collections of keys, of scalars on one line, of literal block scalars and
 * of flow collections on one line. In a fresh process this takes a twentieth of what `yaml` does.
 *
 * @returns undefined for every other document, and for each mistake: those are for `yaml`
 */
export function readPlain(text: string): Node | undefined {
  if (!looksPlain(text)) return undefined;
  try {
    return documentIn(new Cursor(text));
  } catch (error) {
    // What is nested more deeply than the stack is `yaml`'s to refuse.
    if (error === NOT_PLAIN || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Without lone carriage returns, `...` and byte order marks. */
function looksPlain(text: string): boolean {
  if (text.includes('\n...') || text.startsWith('...') || text.includes('\ufeff')) return false;
  return !text.includes('\r') || !/\r(?!\n)/.test(text);
}

const MARKER = /---(?: +#[^\n]*| *\r?)\n/y;
/** Nothing more on this line but blanks or a comment. */
const LINE_END = /(?: +#[^\n]*| *\r?)(?:\n|$)/y;
const DASH = /-(?: +(?=[^ #\r\n])|(?= *\r?\n| *$| +#))/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are left to `yaml`.
const KEY = /(?:[A-Za-z_][\w./-]{0,200}|"[^"\\\x00-\x1f\x7f-\x9f]{0,200}"|'[^'\r\n]{0,200}'):(?=[ \r\n]|$)/y;
const BLANKS = / */y;

function documentIn(cursor: Cursor): Node {
  cursor.nextLine();
  if (cursor.column === 0 && cursor.skip(MARKER)) cursor.nextLine();
  if (cursor.column !== 0) throw NOT_PLAIN;
  const root = blockNode(cursor, -1);
  if (!cursor.isAtEnd || root.kind === 'scalar') throw NOT_PLAIN;
  return root;
}

/** A node whose first token comes next; `column` is that of the key or dash it belongs to. */
function blockNode(cursor: Cursor, column: number): Node {
  if (cursor.sees(DASH)) return blockSequence(cursor);
  return cursor.sees(KEY) ? blockMap(cursor) : lineNode(cursor, column);
}

function blockMap(cursor: Cursor): MapNode {
  const { at: start, column } = cursor;
  const pairs: Pair[] = [];
  const value: JsonObject = {};
  do {
    const key = readKey(cursor);
    const node = valueBehindKey(cursor, column);
    pairs.push({ key, value: node });
    setOwn(value, keyText(key) ?? '', node.value);
  } while (isContinued(cursor, column));
  return { kind: 'map', flow: false, pairs, value, start, end: pairs.at(-1)?.value?.end ?? start };
}

/** A key that KEY has found here. */
function readKey(cursor: Cursor): ScalarNode {
  const key = readScalar(cursor, false);
  cursor.at++;
  return key;
}

/** What stands behind a key's colon or on the lines below it. */
function valueBehindKey(cursor: Cursor, column: number): Node {
  cursor.skip(BLANKS);
  const { at } = cursor;
  if (!cursor.skip(LINE_END)) return lineNode(cursor, column);
  cursor.nextLine();
  if (cursor.column > column) return blockNode(cursor, column);
  if (cursor.column === column && cursor.sees(DASH)) return blockSequence(cursor);
  return { kind: 'scalar', style: 'PLAIN', value: null, start: at, end: at };
}

function blockSequence(cursor: Cursor): SequenceNode {
  const { at: start, column } = cursor;
  const items: Node[] = [];
  do items.push(itemOf(cursor, column));
  while (cursor.column === column && cursor.sees(DASH));
  if (cursor.column > column) throw NOT_PLAIN;
  return {
    kind: 'sequence',
    flow: false,
    items,
    value: items.map(({ value }) => value),
    start,
    end: items.at(-1)?.end ?? start,
  };
}

function itemOf(cursor: Cursor, column: number): Node {
  const dash = cursor.at;
  cursor.skip(DASH);
  if (cursor.skip(LINE_END)) {
    cursor.nextLine();
    if (cursor.column <= column) throw NOT_PLAIN;
    return blockNode(cursor, column);
  }
  if (!cursor.sees(DASH) && !cursor.sees(KEY)) return lineNode(cursor, column);
  // A collection that begins behind the dash: its other lines stand below its first token.
  cursor.column = column + cursor.at - dash;
  return blockNode(cursor, column);
}

/** A scalar or a flow collection, and the end of its line; it must not go on below. */
function lineNode(cursor: Cursor, column: number): Node {
  const first = cursor.text[cursor.at];
  if (first === '|') {
    const literal = readLiteral(cursor, column);
    cursor.nextLine();
    return literal;
  }
  const node = first === '{' || first === '[' ? readFlow(cursor) : readScalar(cursor, false);
  if (!cursor.skip(LINE_END)) throw NOT_PLAIN;
  cursor.nextLine();
  if (cursor.column > column) throw NOT_PLAIN;
  return node;
}

/** Whether the next line is one more pair of a mapping. */
function isContinued(cursor: Cursor, column: number): boolean {
  if (cursor.column > column) throw NOT_PLAIN;
  return cursor.column === column && cursor.sees(KEY);
}
