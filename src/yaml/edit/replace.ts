import { isBlockCollection, isBlockScalar, type Node, type Pair } from '../read/tree.js';
import { afterColon, contentEnd, type Editing, keyStart } from './editing.js';
import { type FlowStyle, flowText, inlineText } from './write.js';

/** The place a value stands in. */
export type Slot =
  | { in: 'document' }
  | { in: 'block-map'; pair: Pair }
  | { in: 'block-sequence'; dash: number }
  | { in: 'flow'; style: FlowStyle; pair?: Pair };

/** An entry of a collection as it is written: a pair, or an item, in block style with its dash. */
export interface WrittenEntry {
  node: Node;
  slot: Slot;
  start: () => number;
  end: () => number;
}

/** Writes a whole value again in its place; what stood there goes, comments inside it included. */
export function replaceValue(editing: Editing, slot: Slot, node: Node | null, value: unknown): void {
  if (slot.in === 'flow') return replaceInFlow(editing, slot, node, value);
  if (slot.in === 'document') return replaceDocument(editing, node, value);
  const indicator = slot.in === 'block-map' ? afterColon(editing, slot.pair) : slot.dash + 1;
  const from = node ? propertiesEnd(editing, node, indicator) : indicator;
  const to = node ? Math.max(from, contentEnd(editing, node)) : from;
  const line = editing.lineEnd(from);
  const { head, body } = rendering(editing, slot, node, value);
  if (node && node.start > line) {
    // The old value begins below: a comment after the indicator stays, one after the value's end goes with it.
    editing.replace(from, from, head);
    editing.replace(line, editing.lineEnd(to), body);
  } else if (isBlockCollection(node) || isBlockScalar(node)) {
    editing.replace(from, to, head + body);
  } else {
    // The old value stood on the indicator's line, perhaps with a comment after it: `{} # why`.
    editing.replace(from, to, head);
    const end = editing.lineEnd(to);
    editing.replace(end, end, body);
  }
}

/** What follows the indicator on its line, and the lines below, each led by a line break. */
interface Rendering {
  head: string;
  body: string;
}

function rendering(
  editing: Editing,
  slot: Extract<Slot, { in: 'block-map' | 'block-sequence' }>,
  node: Node | null,
  value: unknown,
): Rendering {
  const filled = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const text = typeof value === 'string' && value.includes('\n');
  if (!filled && !text) return { head: ` ${inlineText(value, node)}`, body: '' };
  const start = slot.in === 'block-map' ? keyStart(editing, slot.pair) : slot.dash;
  const column = editing.column(start);
  const wrapped = slot.in === 'block-map' ? { k: value } : [value];
  const indicator = column + (slot.in === 'block-map' ? 2 : 1);
  const after = node ? contentEnd(editing, node) : start;
  const lines = editing.blockLines(wrapped, { column, after }).slice(indicator, -editing.eol.length);
  const head = lines.split(editing.eol, 1)[0] ?? '';
  return { head, body: lines.slice(head.length) };
}

/** Offset after a node's tag and anchor, which stay where they are. */
function propertiesEnd(editing: Editing, node: Node, indicator: number): number {
  const properties = /^(?:[ \t]+[&!][^\s,[\]{}]*)+/.exec(editing.text.slice(indicator, node.start));
  return properties ? indicator + properties[0].length : indicator;
}

function replaceInFlow(editing: Editing, slot: Extract<Slot, { in: 'flow' }>, node: Node | null, value: unknown): void {
  const text = flowText(value, slot.style, node);
  if (node) {
    const { start, end } = node;
    if (start < end) return editing.replace(start, end, text);
  }
  if (!slot.pair) throw editing.impossible(node?.start ?? 0);
  const at = afterColon(editing, slot.pair);
  editing.replace(at, at, editing.text[at - 1] === ':' ? ` ${text}` : `: ${text}`);
}

function replaceDocument(editing: Editing, node: Node | null, value: unknown): void {
  const filled = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const after = node ? contentEnd(editing, node) : editing.text.length;
  const text = filled ? editing.blockLines(value, { column: 0, after }) : inlineText(value) + editing.eol;
  if (!node || node.start === node.end) return editing.insertLines(editing.text.length, text);
  const { start } = node;
  if (!editing.startsLine(start)) throw editing.impossible(start);
  editing.replace(editing.lineStart(start), after, text.slice(0, -editing.eol.length));
}
