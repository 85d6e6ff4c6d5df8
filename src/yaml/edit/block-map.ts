import type { JsonObject } from '../../json/values.js';
import type { MapNode } from '../read/tree.js';
import { type KeyedPair, keyedPairs, mapChanges } from './differences.js';
import { type Editing, keyStart, pairEnd } from './editing.js';
import type { Reconcile } from './replace.js';
import { replaceValue, type Slot } from './replace.js';

/** A block mapping: values are followed down, new keys come after the last one, removed pairs go with their lines. */
export function reconcileMap(
  editing: Editing,
  reconcile: Reconcile,
  slot: Slot,
  map: MapNode,
  before: JsonObject,
  after: JsonObject,
): void {
  const pairs = keyedPairs(map);
  const { removed, added } = mapChanges(pairs, before, after);
  const last = pairs.at(-1);
  if (!last || removed.length === pairs.length) return replaceValue(editing, slot, map, after);
  removePairs(editing, pairs, new Set(removed));
  const effective = new Map(pairs.map(({ key, pair }) => [key, pair]));
  for (const [key, pair] of effective) {
    if (!Object.hasOwn(after, key)) continue;
    reconcile(editing, { in: 'block-map', pair }, pair.value, before[key], after[key]);
  }
  if (Object.keys(added).length === 0) return;
  const start = keyStart(editing, last.pair);
  const end = pairEnd(editing, last.pair);
  const lines = editing.blockLines(added, { column: editing.column(start), after: end });
  editing.insertLines(editing.nextLine(end), lines);
}

function removePairs(editing: Editing, pairs: readonly KeyedPair[], removed: ReadonlySet<KeyedPair>): void {
  const first = pairs[0];
  const survivor = pairs.findIndex((pair) => !removed.has(pair));
  const onDash = first !== undefined && !editing.startsLine(keyStart(editing, first.pair));
  const leading = onDash ? pairs.slice(0, survivor) : [];
  const heir = pairs[survivor];
  const end = leading.at(-1);
  if (first && heir && end) removeBehindDash(editing, first, end, heir);
  for (const one of pairs.slice(leading.length)) {
    if (!removed.has(one)) continue;
    editing.replace(editing.lineStart(keyStart(editing, one.pair)), editing.nextLine(pairEnd(editing, one.pair)), '');
  }
}

/** The first pairs of a mapping that begins after a dash: the next pair moves up to it, unless a comment is between. */
function removeBehindDash(editing: Editing, first: KeyedPair, last: KeyedPair, heir: KeyedPair): void {
  const start = keyStart(editing, first.pair);
  const end = pairEnd(editing, last.pair);
  const next = keyStart(editing, heir.pair);
  const commented = editing.text.slice(editing.nextLine(end), next).trim() !== '';
  editing.replace(start, commented ? end : next, '');
}
