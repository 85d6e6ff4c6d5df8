import { isDeepStrictEqual } from 'node:util';
import { at, POD, pointer, replicasOf } from '../chart/statefulset.js';
import type { Operation } from '../edit/patch.js';
import { isObject, type JsonObject } from '../edit/reconcile.js';
import type { NodeAffinityParameters } from '../generated/types.js';
import { type Change, refused, type Target } from './transform.js';

const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const AFFINITY = [...POD, 'affinity'] as const;
/** Kubernetes takes weights of 1 to 100 (core/v1 PreferredSchedulingTerm). */
const HIGHEST_WEIGHT = 100;

/** One preferred nodeAffinity term for each ordinal, weights falling from the number of replicas to 1. */
export function nodeAffinity(target: Target, parameters: NodeAffinityParameters): Change {
  const { key = 'redis-pod-name', value: pattern = 'redis-cluster-{ordinal}' } = parameters;
  const replicas = replicasOf(target.value);
  if (replicas > HIGHEST_WEIGHT) {
    const message = `${replicas} replicas need weights of ${replicas} to 1, and Kubernetes allows 1 to ${HIGHEST_WEIGHT}`;
    throw refused(
      target,
      ['spec', 'replicas'],
      message,
      'Use at most 100 replicas, or turn overlays.node-affinity off.',
    );
  }
  const terms = Array.from({ length: replicas }, (_, ordinal) => ({
    weight: replicas - ordinal,
    preference: {
      matchExpressions: [{ key, operator: 'In', values: [pattern.replaceAll('{ordinal}', String(ordinal))] }],
    },
  }));
  return { operations: preferTerms(target.value, terms, (term) => isOrdinalTerm(term, key, pattern)) };
}

/** Puts the terms in the place of those of an earlier run, else behind the user's own. */
function preferTerms(statefulSet: JsonObject, terms: JsonObject[], isOurs: (term: unknown) => boolean): Operation[] {
  const affinity = at(statefulSet, ...AFFINITY);
  if (!isObject(affinity)) return [set(affinity, AFFINITY, { nodeAffinity: { [PREFERRED]: terms } })];
  const path = [...AFFINITY, 'nodeAffinity'];
  const node = affinity.nodeAffinity;
  if (!isObject(node)) return [set(node, path, { [PREFERRED]: terms })];
  const before = node[PREFERRED];
  if (!Array.isArray(before)) return [set(before, [...path, PREFERRED], terms)];
  const first = before.findIndex(isOurs);
  const others = before.filter((term) => !isOurs(term));
  const place = first === -1 ? others.length : before.slice(0, first).filter((term) => !isOurs(term)).length;
  const after = [...others.slice(0, place), ...terms, ...others.slice(place)];
  return isDeepStrictEqual(before, after) ? [] : [{ op: 'replace', path: pointer(...path, PREFERRED), value: after }];
}

function set(before: unknown, path: readonly (string | number)[], value: unknown): Operation {
  return { op: before === undefined ? 'add' : 'replace', path: pointer(...path), value };
}

/** A term of ours: one expression on our key, whose one value is the pattern with some ordinal. */
function isOrdinalTerm(term: unknown, key: string, pattern: string): boolean {
  const preference = at(term, 'preference');
  if (!isObject(preference) || Object.keys(preference).some((name) => name !== 'matchExpressions')) return false;
  const expressions = preference.matchExpressions;
  if (!Array.isArray(expressions) || expressions.length !== 1) return false;
  const values = at(expressions, 0, 'values');
  if (at(expressions, 0, 'key') !== key || at(expressions, 0, 'operator') !== 'In') return false;
  if (!Array.isArray(values) || values.length !== 1) return false;
  const [head = '', tail = ''] = pattern.split('{ordinal}');
  const text = String(values[0]);
  return (
    text.startsWith(head) && text.endsWith(tail) && /^\d+$/.test(text.slice(head.length, text.length - tail.length))
  );
}
