import { failure } from '../../base/errors.js';
import { lineStarts } from '../../base/text.js';
import { type EntryChanges, hunksBetween, itemChanges } from '../../json/difference.js';
import { at, isEqual, isObject, type JsonObject } from '../../json/values.js';
import { readValue } from '../read/parse.js';
import { linesOf, type MapNode, type Node, type Parsed, type ScalarNode, type SequenceNode } from '../read/tree.js';
import { Editing, type Literals } from './editing.js';
import { entriesOf, insertEntry, ownPairs, removeEntries, replaceValue, type Slot } from './slot.js';
import { flowStyle, jsonText } from './write.js';

/**
 * Makes a document read as another value, by the smallest text edits: the difference between its value and the other is
 * written as its neighbours are written, and every other byte stays. The result is parsed again and must read so.
 *
 * @returns the new text; the very same text where the values are equal
 * @throws HostportError `edit` where the text would not read as the value says, for example inside an aliased node
 */
export function edit(parsed: Parsed, wanted: unknown): string {
  const { document, value } = parsed;
  if (isEqual(value, wanted)) return document.text;
  for (const literals of ['any', 'kept', 'none'] as const) {
    const text = edited(parsed, wanted, literals);
    if (isEqual(readValue(text), wanted)) return text;
  }
  throw failure('reads-otherwise', {}, { position: { file: document.file, line: document.firstLine } });
}

function edited(parsed: Parsed, wanted: unknown, literals: Literals): string {
  const editing = new Editing(parsed, literals);
  const { length } = editing.text;
  const node: Node = parsed.root ?? { kind: 'scalar', style: 'plain', value: null, start: length, end: length };
  const { start, end } = node;
  editValue(editing, { node, start, style: flowStyle(editing.text.slice(start, end)) }, wanted);
  return editing.result();
}

/**
 * Collects the edits by which what stands at a place reads as wanted. What is equal is not touched; what differs is
 * followed down as far as both sides have the same shape, and written again from there.
 */
function editValue(editing: Editing, slot: Slot, wanted: unknown): void {
  const { node } = slot;
  if (isEqual(node.value, wanted)) return;
  let isEdited = false;
  if (node.kind === 'map' && isObject(node.value) && isObject(wanted)) {
    isEdited = editEntries(editing, slot, node, keyChanges(node, node.value, wanted), wanted);
  } else if (node.kind === 'sequence' && Array.isArray(node.value) && Array.isArray(wanted)) {
    isEdited = editEntries(editing, slot, node, itemChanges(node.value, wanted), wanted);
  } else if (node.kind === 'scalar' && typeof node.value === 'string' && typeof wanted === 'string') {
    isEdited = editText(editing, node, node.value, wanted);
  }
  if (!isEdited) replaceValue(editing, slot, wanted);
}

/** New keys come last; of equal ones the last counts, and the others stay. */
function keyChanges(map: MapNode, before: JsonObject, wanted: JsonObject): EntryChanges<string> {
  const keys = ownPairs(map).map(({ name }) => name);
  const last = new Map(keys.map((key, index) => [key, index]));
  const isMerged = (key: string): boolean => Object.hasOwn(before, key) && isEqual(before[key], wanted[key]);
  const added = Object.keys(wanted).filter((key) => !last.has(key) && !isMerged(key));
  return {
    kept: [...last].filter(([key]) => Object.hasOwn(wanted, key)).map(([key, index]) => [index, key]),
    removed: [...keys.keys()].filter((index) => !Object.hasOwn(wanted, keys[index] ?? '')),
    added: added.map((key) => [keys.length - 1, key]),
  };
}

/** Entries that stay are followed down, others go and come. Returns false where nothing stays or not all can be edited. */
function editEntries(
  editing: Editing,
  slot: Slot,
  collection: MapNode | SequenceNode,
  { kept, removed, added }: EntryChanges<string | number>,
  wanted: object,
): boolean {
  const entries = entriesOf(editing, collection, slot.style);
  const isPartial = entries.length < (collection.kind === 'map' ? collection.pairs : collection.items).length;
  if (removed.length === entries.length || (collection.flow && isPartial)) return false;
  const gone = new Set(removed);
  for (const [from, to] of kept) {
    const entry = entries[from];
    if (entry) editValue(editing, entry, at(wanted, to));
  }
  for (const [after, to] of added) {
    const value = at(wanted, to);
    insertEntry(editing, entries, gone, after, typeof to === 'string' ? { [to]: value } : [value]);
  }
  removeEntries(editing, entries, gone);
  return true;
}

/**
 * Edits a text inside its scalar, so that the lines which stay keep their bytes: a literal, or a double-quoted text on one
 * line, as Helm 4 writes one in which a line ends with a space.
 * Returns false where the scalar's style cannot hold the new text: then the whole scalar is written again.
 */
export function editText(editing: Editing, node: ScalarNode, before: string, wanted: string): boolean {
  if (!fits(editing, node, before, wanted)) return false;
  const isLiteral = node.style === 'literal';
  const end = isLiteral ? editing.nextLine(editing.contentEnd(node)) : node.end - 1;
  const starts = isLiteral ? lineStarts(editing.text, node.start, end) : linesOf(editing.text, node);
  if (!starts) return false;
  const [old, fresh] = [linesOfText(before, isLiteral), linesOfText(wanted, isLiteral)];
  for (const { from, fromEnd, to, toEnd } of hunksBetween(old, fresh)) {
    const added = fresh.slice(to, toEnd);
    const text = isLiteral ? editing.lines(added, node.margin) : jsonText(added.join('')).slice(1, -1);
    editing.replace(starts[from] ?? end, starts[fromEnd] ?? end, text);
  }
  return true;
}

/** Between quotes with the break that ends each, so that put together they are the text; of a literal without. */
function linesOfText(text: string, isLiteral: boolean): string[] {
  return isLiteral ? text.slice(0, text.endsWith('\n') ? -1 : undefined).split('\n') : text.split(/(?<=\n)/);
}

/** Whether a scalar of this style can be edited, and hold another text under the same header. */
function fits({ text, literals }: Editing, { style, start }: ScalarNode, before: string, wanted: string): boolean {
  if (style !== 'literal' || literals === 'none') return style === 'double-quoted';
  // The breaks at the end are a matter of the header; with `+` all but the last of them are lines like others.
  const keeps = /^[|][1-9]?\+/.test(text.slice(start, start + 3));
  return before.endsWith('\n') === wanted.endsWith('\n') && (keeps || !wanted.endsWith('\n\n'));
}
