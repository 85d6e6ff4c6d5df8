import { listOf } from '../base/text.js';
import { at } from '../json/values.js';

/** What the pod template says besides its weights. */
export interface VerdictOptions {
  /** A required term keeps the pods on the labelled nodes. */
  required?: boolean;
  /** Zone labels count nothing for this template (`zoneSpreadIsOff`). */
  zoneSpreadOff?: boolean;
  /** All pods are created at once, in no fixed order. */
  parallel?: boolean;
}

/** What preferred weights are worth. */
export type Verdict = ReturnType<typeof placementVerdict>;

/**
 * Judges preferred weights by their smallest lead: what of kube-scheduler's other scores can outvote it, in points and
 * in words. `sums[i]` is the sum of the weights that match node i's label (`ordinalSums`).
 */
export function placementVerdict(sums: readonly number[], options: VerdictOptions = {}) {
  const all = leads(sums, options.required);
  const [smallest] = all.toSorted((a, b) => a.points - b.points);
  const points = smallest?.points ?? Number.POSITIVE_INFINITY;
  const opponents = OPPONENTS.filter((one) => !(one.id === 'spread' && options.zoneSpreadOff));
  const outvotedBy = opponents.filter((one) => one.points >= points);
  return {
    leads: all,
    /** The weakest place, the first of equals; undefined for no ordinals. */
    smallest,
    /** What can send a pod elsewhere on its own: it reaches the smallest lead (equal scores are drawn by lot). */
    outvotedBy,
    /** One or two sentences: the smallest lead, by how much it can be outvoted, and by what. */
    sentence: smallest === undefined ? 'There is no pod to place.' : sentence(smallest, outvotedBy),
    /** What is not in the sentence: two scores together, and what no preference can do. One sentence each. */
    caveats: [...together(points), ...caveats(options)],
  };
}

function sentence({ ordinal, rival, points }: Lead, outvotedBy: readonly Opponent[]): string {
  if (rival === 'none') return 'There is only one node each pod can go to.';
  const other = rival === 'unlabelled' ? 'a node without the label' : `pod ${rival}'s node`;
  if (points === 0) return `The weights do not prefer pod ${ordinal}'s own node to ${other}.`;
  if (points < 0) return `The weights prefer ${other} to pod ${ordinal}'s own node, by ${-points} points.`;
  const ahead = `At the weakest place pod ${ordinal}'s own node leads ${other} by ${points} points`;
  const load = outvotedBy.find((one) => one.id === 'load');
  const rest = outvotedBy.filter((one) => one.id !== 'load' && !(load && one.id === 'unstated-load'));
  const listed = listOf(rest.map((one) => `${one.words} (${one.points})`));
  if (load) {
    // With fit and balance weighed alike, load costs a point for each percentage point.
    const more = `${points} percentage points more of its CPU or memory requested are enough`;
    return `${ahead}, and load alone can weigh ${load.points} against it (${more})${listed && `; so can ${listed}`}.`;
  }
  const which = rest.some((one) => one.id === 'unstated-load') ? ' of pods that state their requests' : '';
  return `${ahead}, which no load${which} outvotes; ${listed} can.`;
}

/**
 * Where the lead beats load but not load and an image: an image scores from 23 MiB up to all points at 1000 MiB a
 * container (`pkg/scheduler/framework/plugins/imagelocality/image_locality.go`), a little less the fewer nodes hold it.
 */
function together(points: number): string[] {
  const above = points - mostPoints('load');
  if (above <= 0 || above > mostPoints('image')) return [];
  const mebibytes = Math.floor(23 + (977 * above) / mostPoints('image'));
  return [`Load and an image of ${mebibytes} MiB or more that only other nodes have can outvote it together.`];
}

/** Kubernetes v1.34.4: `numFeasibleNodesToFind` in `pkg/scheduler/schedule_one.go` for the 100 nodes. */
function caveats({ required, parallel }: VerdictOptions): string[] {
  const found = required
    ? ["A pod whose own node is cordoned takes a later pod's node where that is free, and stays there."]
    : [
        'A pod whose own node is cordoned, full or gone starts on any other machine instead of waiting.',
        'With more than 100 nodes the scheduler scores only some of them, so the own node may not be compared at all.',
      ];
  if (parallel)
    found.push('Pods created in parallel are scheduled in no fixed order, and each of them prefers node 0.');
  return found;
}

/**
 * Whether zone labels count nothing for pods of a template with these `topologySpreadConstraints` (the parsed value,
 * in whatever shape). Any constraint of its own switches off the scheduler's default ones, by hostname and zone
 * (`systemDefaultConstraints`, kubernetes v1.34.4, `pkg/scheduler/framework/plugins/podtopologyspread/plugin.go`), and
 * of its own only those with ScheduleAnyway score; by hostname they score alike on all nodes where host ports let the
 * pod go.
 */
export function zoneSpreadIsOff(constraints: unknown): boolean {
  if (!Array.isArray(constraints) || constraints.length === 0) return false;
  return constraints.every((one: unknown) => {
    return at(one, 'whenUnsatisfiable') === 'DoNotSchedule' || at(one, 'topologyKey') === 'kubernetes.io/hostname';
  });
}

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
