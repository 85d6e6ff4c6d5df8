import { isNode, isPair, isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { JsonObject } from '../json.js';
import { keyedPairs, mapChanges, sequenceChanges } from './changes.js';
import { contentEnd, type Editing, keyStart, pairEnd, range } from './editing.js';
import { reconcile } from './reconcile.js';
import { type FlowStyle, flowText } from './render.js';
import { replaceValue, type Slot } from './replace.js';

interface Span {
  start: number;
  end: number;
}

/** A flow mapping `{a: 1}` or JSON: new keys come behind the last that stays. */
export function reconcileFlowMap(
  editing: Editing,
  slot: Slot,
  map: YAMLMap,
  before: JsonObject,
  after: JsonObject,
): void {
  const pairs = keyedPairs(map);
  const { removed, added } = mapChanges(pairs, before, after);
  if (pairs.length !== map.items.length || removed.length === pairs.length) {
    return replaceValue(editing, slot, map, after);
  }
  const style = flowStyle(editing, map);
  const gone = new Set(pairs.flatMap((pair, index) => (removed.includes(pair) ? [index] : [])));
  const spans = pairs.map(({ pair }) => ({ start: keyStart(pair, editing), end: pairEnd(pair, editing) }));
  const effective = new Map(pairs.map(({ key, pair }) => [key, pair]));
  for (const [key, pair] of effective) {
    if (!Object.hasOwn(after, key)) continue;
    reconcile(editing, { in: 'flow', style, pair }, isNode(pair.value) ? pair.value : null, before[key], after[key]);
  }
  const last = spans.findLastIndex((_, index) => !gone.has(index));
  const texts = Object.entries(added).map(([key, value]) => flowText({ [key]: value }, style).slice(1, -1));
  insertBehind(editing, spans, last, texts, style);
  removeSpans(editing, spans, gone);
}

/** A flow sequence `[a, b]` or JSON. */
export function reconcileFlowSequence(
  editing: Editing,
  slot: Slot,
  sequence: YAMLSeq,
  before: readonly unknown[],
  after: readonly unknown[],
): void {
  const { edited, removed, inserted } = sequenceChanges(before, after);
  const style = flowStyle(editing, sequence);
  if (removed.size === before.length || sequence.items.some(isPair) || inserted.some((run) => removed.has(run.after))) {
    return replaceValue(editing, slot, sequence, after);
  }
  const spans = sequence.items.map((item) => spanOf(item, editing));
  for (const [from, to] of edited) {
    const item = sequence.items[from];
    reconcile(editing, { in: 'flow', style }, isNode(item) ? item : null, before[from], after[to]);
  }
  const like = sequence.items.find((item) => isScalar(item));
  for (const run of inserted) {
    const texts = run.items.map((item) => flowText(item, style, like));
    if (run.after === -1) insertBefore(editing, spans, texts, style);
    else insertBehind(editing, spans, run.after, texts, style);
  }
  removeSpans(editing, spans, removed);
}

function spanOf(item: unknown, editing: Editing): Span {
  if (!isNode(item)) throw editing.impossible(0);
  return { start: range(item)[0], end: contentEnd(item, editing) };
}

/** As JSON where the keys, or else the strings, are double-quoted; compact where no blank follows a comma or colon. */
function flowStyle(editing: Editing, collection: YAMLMap | YAMLSeq): FlowStyle {
  if (!isJson(collection)) return 'yaml';
  return /[:,]\s/.test(editing.text.slice(range(collection)[0], range(collection)[1])) ? 'json' : 'compact-json';
}

function isJson(collection: YAMLMap | YAMLSeq): boolean {
  const nodes = collection.items.flatMap((item): Node[] => {
    const node = isPair(item) ? (item as Pair).key : item;
    return isNode(node) ? [node] : [];
  });
  const texts = nodes.filter((node) => isScalar(node) && typeof node.value === 'string');
  return texts.length > 0
    ? texts.every((node) => isScalar(node) && node.type === 'QUOTE_DOUBLE')
    : nodes.some((node) => (node as YAMLMap).flow === true && isJson(node as YAMLMap));
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
