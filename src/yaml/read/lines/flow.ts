import { type JsonObject, setOwn } from '../../../json/values.js';
import { keyText, type MapNode, type Node, type Pair, type SequenceNode } from '../tree.js';
import { type Cursor, NOT_PLAIN } from './cursor.js';
import { readScalar } from './scalars.js';

const BLANKS = / */y;
const COMMA = / *, */y;
const COLON = / *:(?= ) */y;
/** Behind a quoted key no blank is needed. */
const ANY_COLON = / *: */y;

/** A collection in braces or brackets, or a scalar inside one, on one line. */
export function readFlow(cursor: Cursor): Node {
  if (cursor.text[cursor.at] === '{') return flowMap(cursor);
  return cursor.text[cursor.at] === '[' ? flowSequence(cursor) : readScalar(cursor, true);
}

function flowMap(cursor: Cursor): MapNode {
  const start = cursor.at;
  const pairs: Pair[] = [];
  const value: JsonObject = {};
  items(cursor, '}', () => {
    const key = readScalar(cursor, true);
    const isPlain = key.style === 'PLAIN';
    if ((isPlain && key.value === '<<') || !cursor.skip(isPlain ? COLON : ANY_COLON)) throw NOT_PLAIN;
    const node = readFlow(cursor);
    pairs.push({ key, value: node });
    setOwn(value, keyText(key) ?? '', node.value);
  });
  return { kind: 'map', flow: true, pairs, value, start, end: cursor.at };
}

function flowSequence(cursor: Cursor): SequenceNode {
  const start = cursor.at;
  const nodes: Node[] = [];
  items(cursor, ']', () => nodes.push(readFlow(cursor)));
  return { kind: 'sequence', flow: true, items: nodes, value: nodes.map(({ value }) => value), start, end: cursor.at };
}

function items(cursor: Cursor, end: string, read: () => void): void {
  cursor.at++;
  cursor.skip(BLANKS);
  if (cursor.text[cursor.at] !== end) {
    do read();
    while (cursor.skip(COMMA));
    cursor.skip(BLANKS);
  }
  if (cursor.text[cursor.at] !== end) throw NOT_PLAIN;
  cursor.at++;
}
