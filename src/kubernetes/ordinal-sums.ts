import { itemsAt } from '../json/at.js';
import type { JsonObject } from '../json/values.js';
import { type OrdinalLabel, ordinalValue, PREFERRED } from './node-affinity.js';
import { meets, requirementsIn } from './requirements.js';

/** A preferred term that speaks of the ordinal label. */
export interface OrdinalTerm {
  /** Its place in `preferredDuringSchedulingIgnoredDuringExecution`. */
  index: number;
  weight: number;
  /** The ordinals whose node it prefers. */
  ordinals: number[];
  /** Values it asks for that belong to no ordinal below the replicas. */
  strays: string[];
}

/** What preferred terms give to the node of each ordinal. */
export interface OrdinalSums {
  /** For each ordinal the sum of the weights of the terms that match its node's label. */
  sums: number[];
  /** The terms with the ordinal label, in their order. */
  terms: OrdinalTerm[];
}

/**
 * Reads back what the preferred terms of a pod template give to each ordinal's node.
 *
 * Terms are matched as the scheduler does it (all matchExpressions of a term must hold, weights add up); conditions on
 * other labels are taken to hold on the labelled nodes, since the manifest does not say.
 *
 * @param nodeAffinity in whatever shape it has: absent, null and malformed parts count as nothing
 */
export function ordinalSums(nodeAffinity: unknown, label: OrdinalLabel, replicas: number): OrdinalSums {
  const values = Array.from({ length: replicas }, (_, ordinal) => ordinalValue(label.pattern, ordinal));
  const terms = itemsAt(nodeAffinity, PREFERRED).flatMap(({ item, index }) => ordinalTerm(index, item, label, values));
  const sums = values.map(() => 0);
  for (const { ordinals, weight } of terms) for (const one of ordinals) sums[one] = (sums[one] ?? 0) + weight;
  return { sums, terms };
}

function ordinalTerm(index: number, term: JsonObject, { key }: OrdinalLabel, values: readonly string[]): OrdinalTerm[] {
  const own = requirementsIn(term.preference).filter((one) => one.key === key);
  if (own.length === 0) return [];
  const known = new Set(values);
  const asked = own.filter(({ operator }) => operator === 'In').flatMap((one) => one.values);
  return [
    {
      index,
      weight: typeof term.weight === 'number' ? term.weight : 0,
      ordinals: values.flatMap((value, ordinal) => (own.every((one) => meets({ [key]: value }, one)) ? [ordinal] : [])),
      strays: asked.filter((value) => !known.has(value)),
    },
  ];
}
