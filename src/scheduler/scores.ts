/** Every plugin scores a node from 0 to this (kube-scheduler framework, `MaxNodeScore`). */
export const MAX_NODE_SCORE = 100;

/**
 * What a node's normalised score of each plugin is multiplied with before the products are added: the default profile of
 * kube-scheduler 1.34 (`getDefaultPlugins` in `pkg/scheduler/apis/config/v1/default_plugins.go` of kubernetes v1.34.4).
 */
export const SCORE_WEIGHTS = {
  TaintToleration: 3,
  NodeAffinity: 2,
  NodeResourcesFit: 1,
  NodeResourcesBalancedAllocation: 1,
  PodTopologySpread: 2,
  InterPodAffinity: 2,
  ImageLocality: 1,
} as const;

/** The score plugins of kube-scheduler that a preferred node affinity competes with. */
export type ScorePlugin = keyof typeof SCORE_WEIGHTS;

/** Something other than node affinity by which two nodes differ. */
export interface Opponent {
  id: 'load' | 'unstated-load' | 'image' | 'spread' | 'pod-affinity' | 'taint';
  /** As the middle of a sentence: "… can outvote it". */
  words: string;
  /** The most points it can put between two nodes that both can take the pod. */
  points: number;
}

/**
 * The most that each opponent weighs.
 *
 * `load`: for nodes of which the shares f and g of CPU and memory are requested, fit (LeastAllocated) gives
 * 100·(1 − (f+g)/2) and balance 100·(1 − |f−g|/2). With weights 1 and 1 that is 200 − 100·max(f, g): what counts is
 * the fuller of the two, and an empty node leads a full one by 100.
 *
 * `unstated-load`: fit counts 100m and 200 MiB for a container that states no requests, balance counts nothing, so
 * there the two are independent: fit falls to 0 while balance falls to 50.
 *
 * The rest can reach a plugin's whole range: an image of 1000 MiB a container on all nodes but one, all pods in one
 * zone and another empty, another workload's preferred pod affinity, a PreferNoSchedule taint on one node.
 */
export const OPPONENTS: readonly Opponent[] = [
  { id: 'load', words: 'the load of pods that state their requests', points: MAX_NODE_SCORE },
  { id: 'unstated-load', words: 'load with pods that state none', points: 1.5 * MAX_NODE_SCORE },
  { id: 'image', words: 'images on other nodes', points: MAX_NODE_SCORE * SCORE_WEIGHTS.ImageLocality },
  { id: 'spread', words: 'zone labels', points: MAX_NODE_SCORE * SCORE_WEIGHTS.PodTopologySpread },
  {
    id: 'pod-affinity',
    words: "other workloads' pod affinity",
    points: MAX_NODE_SCORE * SCORE_WEIGHTS.InterPodAffinity,
  },
  { id: 'taint', words: 'a PreferNoSchedule taint', points: MAX_NODE_SCORE * SCORE_WEIGHTS.TaintToleration },
];

/** The most points that an opponent weighs. */
export function mostPoints(id: Opponent['id']): number {
  return OPPONENTS.find((one) => one.id === id)?.points ?? 0;
}

/**
 * What NodeAffinity makes of a node's sum of matching weights: floor(100 × sum / largest sum among the nodes that are
 * still feasible), and 0 where no node has any (`DefaultNormalizeScore`, kubernetes v1.34.4,
 * `pkg/scheduler/framework/plugins/helper/normalize_score.go`).
 */
export function normalizedAffinity(sum: number, largest: number): number {
  return largest === 0 ? 0 : Math.floor((MAX_NODE_SCORE * sum) / largest);
}

/** How far an ordinal's own node is ahead when its pod is scheduled. */
export interface Lead {
  ordinal: number;
  /** The node that comes next: of a later ordinal, one without the label, or no other can take the pod. */
  rival: number | 'unlabelled' | 'none';
  /** Points of the total score, 0..200; negative where the rival is preferred. */
  points: number;
}

/**
 * The lead of every ordinal's own node over the best of the nodes that remain, in points of the scheduler's total.
 *
 * `sums[i]` is the sum of the weights of all preferred terms that node i's label matches. Pods come in ordinal order
 * (OrderedReady) and host ports keep two of them off one node, so pod i chooses among the nodes i.. and, without a
 * required term that keeps the pods on the labelled nodes, the unlabelled ones, whose sum is 0. All nodes are alike in every
 * other score.
 */
export function leads(sums: readonly number[], required = false): Lead[] {
  return sums.map((own, ordinal) => {
    const later = sums.slice(ordinal + 1);
    const most = Math.max(...later);
    const isLater = later.length > 0 && (required || most >= 0);
    if (!isLater && required) return { ordinal, rival: 'none', points: Number.POSITIVE_INFINITY };
    const sum = isLater ? most : 0;
    const [ownScore, score] = [own, sum].map((one) => normalizedAffinity(one, Math.max(own, sum)));
    const points = SCORE_WEIGHTS.NodeAffinity * ((ownScore ?? 0) - (score ?? 0));
    return { ordinal, rival: isLater ? ordinal + 1 + later.indexOf(most) : 'unlabelled', points };
  });
}
