import { isEqual, isObject } from '../../json/values.js';
import type { Node } from '../read/tree.js';
import { reconcileMap } from './block-map.js';
import { reconcileSequence } from './block-sequence.js';
import type { Editing } from './editing.js';
import { reconcileFlowMap, reconcileFlowSequence } from './flow.js';
import { replaceValue, type Slot } from './replace.js';
import { editString } from './string.js';

/**
 * Collects the smallest text edits by which the node that reads as `before` reads as `after`.
 * What is equal is not touched; what differs is followed down as far as both sides have the same shape.
 */
export function reconcile(editing: Editing, slot: Slot, node: Node | null, before: unknown, after: unknown): void {
  if (isEqual(before, after)) return;
  if (node?.kind === 'map' && isObject(before) && isObject(after) && Object.keys(after).length > 0) {
    return node.flow
      ? reconcileFlowMap(editing, reconcile, slot, node, before, after)
      : reconcileMap(editing, reconcile, slot, node, before, after);
  }
  if (node?.kind === 'sequence' && Array.isArray(before) && Array.isArray(after) && after.length > 0) {
    return node.flow
      ? reconcileFlowSequence(editing, reconcile, slot, node, before, after)
      : reconcileSequence(editing, reconcile, slot, node, before, after);
  }
  if (node?.kind === 'scalar' && typeof before === 'string' && typeof after === 'string') {
    if (editString(editing, node, before, after)) return;
  }
  replaceValue(editing, slot, node, after);
}
