import type { JsonObject } from '../../json/values.js';
import type { MapNode, Node, SequenceNode } from '../read/tree.js';
import { keyedPairs, mapChanges, sequenceChanges } from './differences.js';
import { contentEnd, type Editing, keyStart, pairEnd } from './editing.js';
import type { Reconcile } from './replace.js';
import { replaceValue, type Slot } from './replace.js';
import { type FlowStyle, flowText } from './write.js';

interface Span {
  start: number;
  end: number;
}

/** A flow mapping `{a: 1}` or JSON: new keys come after the last that stays. */
export function reconcileFlowMap(
  editing: Editing,
  reconcile: Reconcile,
  slot: Slot,
  map: MapNode,
  before: JsonObject,
  after: JsonObject,
): void {
  const pairs = keyedPairs(map);
  const { removed, added } = mapChanges(pairs, before, after);
  if (pairs.length !== map.pairs.length || removed.length === pairs.length) {
    return replaceValue(editing, slot, map, after);
  }
  const style = flowStyle(editing, map);
  const gone = new Set(pairs.flatMap((pair, index) => (removed.includes(pair) ? [index] : [])));
  const spans = pairs.map(({ pair }) => ({ start: keyStart(editing, pair), end: pairEnd(editing, pair) }));
  const effective = new Map(pairs.map(({ key, pair }) => [key, pair]));
  for (const [key, pair] of effective) {
    if (!Object.hasOwn(after, key)) continue;
    reconcile(editing, { in: 'flow', style, pair }, pair.value, before[key], after[key]);
  }
  const last = spans.findLastIndex((_, index) => !gone.has(index));
  const texts = Object.entries(added).map(([key, value]) => flowText({ [key]: value }, style).slice(1, -1));
  insertBehind(editing, spans, last, texts, style);
  removeSpans(editing, spans, gone);
}

/** A flow sequence `[a, b]` or JSON. */
export function reconcileFlowSequence(
  editing: Editing,
  reconcile: Reconcile,
  slot: Slot,
  sequence: SequenceNode,
  before: unknown[],
  after: unknown[],
): void {
  const { edited, removed, inserted } = sequenceChanges(before, after);
  const style = flowStyle(editing, sequence);
  if (
    removed.size === before.length ||
    sequence.items.some(({ kind }) => kind === 'pair') ||
    inserted.some((run) => removed.has(run.after))
  ) {
    return replaceValue(editing, slot, sequence, after);
  }
  const spans = sequence.items.map((item) => spanOf(editing, item));
  for (const [from, to] of edited) {
    reconcile(editing, { in: 'flow', style }, sequence.items[from] ?? null, before[from], after[to]);
  }
  const like = sequence.items.find((item) => item.kind === 'scalar');
  for (const run of inserted) {
    const texts = run.items.map((item) => flowText(item, style, like));
    if (run.after === -1) insertBefore(editing, spans, texts, style);
    else insertBehind(editing, spans, run.after, texts, style);
  }
  removeSpans(editing, spans, removed);
}

function spanOf(editing: Editing, item: Node): Span {
  return { start: item.start, end: contentEnd(editing, item) };
}

/** As JSON where the keys, or else the strings, are double-quoted; compact where no blank follows a comma or colon. */
function flowStyle(editing: Editing, collection: MapNode | SequenceNode): FlowStyle {
  if (!isJson(collection)) return 'yaml';
  return /[:,]\s/.test(editing.text.slice(collection.start, collection.end)) ? 'json' : 'compact-json';
}

function isJson(collection: MapNode | SequenceNode): boolean {
  const nodes = collection.kind === 'map' ? collection.pairs.map(({ key }) => key) : collection.items;
  const texts = nodes.flatMap((node) => (node?.kind === 'scalar' && typeof node.value === 'string' ? [node] : []));
  return texts.length > 0
    ? texts.every(({ style }) => style === 'double-quoted')
    : nodes.some((node) => (node?.kind === 'map' || node?.kind === 'sequence') && node.flow && isJson(node));
}

function insertBehind(
  editing: Editing,
  spans: readonly Span[],
  index: number,
  texts: readonly string[],
  style: FlowStyle,
): void {
  const span = spans[index];
  if (!span || texts.length === 0) return;
  const lead = separator(editing, span, style);
  editing.replace(span.end, span.end, texts.map((text) => `,${lead}${text}`).join(''));
}

function insertBefore(editing: Editing, spans: readonly Span[], texts: readonly string[], style: FlowStyle): void {
  const [first] = spans;
  if (!first) return;
  const lead = separator(editing, first, style);
  editing.replace(first.start, first.start, texts.map((text) => `${text},${lead}`).join(''));
}

/** Items that stand on lines of their own are continued on lines of their own. */
function separator(editing: Editing, span: Span, style: FlowStyle): string {
  if (!editing.startsLine(span.start)) return style === 'compact-json' ? '' : ' ';
  return editing.eol + editing.text.slice(editing.lineStart(span.start), span.start);
}

/** Each run of removed items goes with the comma that follows it, the last run with the comma before it. */
function removeSpans(editing: Editing, spans: readonly Span[], removed: ReadonlySet<number>): void {
  for (let index = 0; index < spans.length; index++) {
    if (!removed.has(index)) continue;
    let last = index;
    while (removed.has(last + 1)) last++;
    const next = spans[last + 1];
    const previous = spans[index - 1];
    if (next) editing.replace(spans[index]?.start ?? 0, next.start, '');
    else if (previous) editing.replace(previous.end, spans[last]?.end ?? 0, '');
    index = last;
  }
}
