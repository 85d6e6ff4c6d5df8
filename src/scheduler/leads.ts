import { DEFAULT_SCORE_WEIGHTS, MAX_NODE_SCORE, type ScoreWeights } from './scores.js';

/**
 * What NodeAffinity makes of a node's sum of matching weights: floor(100 × sum / largest sum among the nodes that are
 * still feasible), and 0 where no node has any (`DefaultNormalizeScore`, kubernetes v1.34.4,
 * `pkg/scheduler/framework/plugins/helper/normalize_score.go`).
 */
export function normalizedAffinity(sum: number, largest: number): number {
  return largest === 0 ? 0 : Math.floor((MAX_NODE_SCORE * sum) / largest);
}

/** The node that comes next: of a later ordinal, one without the label, or no other can take the pod. */
export type Rival = number | 'unlabelled' | 'none';

/** How far an ordinal's own node is ahead when its pod is scheduled. */
export interface Lead {
  ordinal: number;
  rival: Rival;
  /** Points of the total score, 0..200 with the default weights; negative where the rival is preferred. */
  points: number;
}

/** What decides which nodes can take a pod, and how their scores are weighed. */
export interface PlacementOptions {
  /** A required term keeps the pods on the labelled nodes. */
  required?: boolean;
  /** The scheduler's score weights; by default those of its default profile. */
  scoreWeights?: ScoreWeights;
}

/**
 * The lead of every ordinal's own node over the best of the nodes that remain, in points of the scheduler's total.
 *
 * `sums[i]` is the sum of the weights of all preferred terms that node i's label matches. Pods come in ordinal order
 * (OrderedReady) and host ports keep two of them off one node, so pod i chooses among the nodes i.. and, without a
 * required term, the unlabelled ones, whose sum is 0. All nodes are alike in every other score.
 */
export function leads(sums: readonly number[], options: PlacementOptions = {}): Lead[] {
  const weight = (options.scoreWeights ?? DEFAULT_SCORE_WEIGHTS).NodeAffinity;
  return sums.map((own, ordinal) => {
    const { rival, sum } = bestRival(sums, ordinal, options.required ?? false);
    if (rival === 'none') return { ordinal, rival, points: Number.POSITIVE_INFINITY };
    const largest = Math.max(own, sum);
    return { ordinal, rival, points: weight * (normalizedAffinity(own, largest) - normalizedAffinity(sum, largest)) };
  });
}

function bestRival(sums: readonly number[], ordinal: number, required: boolean): { rival: Rival; sum: number } {
  let best: { rival: Rival; sum: number } = required ? { rival: 'none', sum: -1 } : { rival: 'unlabelled', sum: 0 };
  for (const [other, sum] of sums.entries()) {
    if (other > ordinal && (sum > best.sum || (sum === best.sum && best.rival === 'unlabelled'))) {
      best = { rival: other, sum };
    }
  }
  return best;
}

/** The smallest of the leads, the first of equals; undefined for no ordinals. */
export function smallestLead(all: readonly Lead[]): Lead | undefined {
  return all.reduce<Lead | undefined>(
    (least, lead) => (least && least.points <= lead.points ? least : lead),
    undefined,
  );
}
