/** The score plugins of kube-scheduler that a preferred node affinity competes with. */
export type ScorePlugin =
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodeResourcesFit'
  | 'NodeResourcesBalancedAllocation'
  | 'PodTopologySpread'
  | 'InterPodAffinity'
  | 'ImageLocality';

/** What a node's normalised score (0..100) of each plugin is multiplied with before the products are added. */
export type ScoreWeights = Readonly<Record<ScorePlugin, number>>;

/** Every plugin scores a node from 0 to this (kube-scheduler framework, `MaxNodeScore`). */
export const MAX_NODE_SCORE = 100;

/**
 * The default profile of kube-scheduler 1.34: `getDefaultPlugins` in `pkg/scheduler/apis/config/v1/default_plugins.go`
 * of kubernetes v1.34.4.
 */
export const DEFAULT_SCORE_WEIGHTS: ScoreWeights = {
  TaintToleration: 3,
  NodeAffinity: 2,
  NodeResourcesFit: 1,
  NodeResourcesBalancedAllocation: 1,
  PodTopologySpread: 2,
  InterPodAffinity: 2,
  ImageLocality: 1,
};

/** Something other than node affinity by which two nodes differ. */
export interface Opponent {
  id: 'load' | 'unstated-load' | 'image' | 'spread' | 'pod-affinity' | 'taint';
  /** As the middle of a sentence: "… can outvote it". */
  words: string;
  /** The most points it can put between two nodes that both can take the pod. */
  points: (weights: ScoreWeights) => number;
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
  {
    id: 'load',
    words: 'the load of pods that state their requests',
    points: ({ NodeResourcesFit: fit, NodeResourcesBalancedAllocation: balance }) =>
      MAX_NODE_SCORE * Math.max(fit, (fit + balance) / 2),
  },
  {
    id: 'unstated-load',
    words: 'load with pods that state none',
    points: ({ NodeResourcesFit: fit, NodeResourcesBalancedAllocation: balance }) =>
      MAX_NODE_SCORE * (fit + balance / 2),
  },
  { id: 'image', words: 'images on other nodes', points: (w) => MAX_NODE_SCORE * w.ImageLocality },
  { id: 'spread', words: 'zone labels', points: (w) => MAX_NODE_SCORE * w.PodTopologySpread },
  { id: 'pod-affinity', words: "other workloads' pod affinity", points: (w) => MAX_NODE_SCORE * w.InterPodAffinity },
  { id: 'taint', words: 'a PreferNoSchedule taint', points: (w) => MAX_NODE_SCORE * w.TaintToleration },
];
