import { filled } from '../base/text.js';
import { planTexts } from '../generated/templates.js';
import { at } from '../json/values.js';

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

/**
 * What two nodes differ by besides node affinity, and the most points that it can put between two that both can take the pod.
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
export const OPPONENTS = {
  load: MAX_NODE_SCORE,
  'unstated-load': 1.5 * MAX_NODE_SCORE,
  image: MAX_NODE_SCORE * SCORE_WEIGHTS.ImageLocality,
  spread: MAX_NODE_SCORE * SCORE_WEIGHTS.PodTopologySpread,
  'pod-affinity': MAX_NODE_SCORE * SCORE_WEIGHTS.InterPodAffinity,
  taint: MAX_NODE_SCORE * SCORE_WEIGHTS.TaintToleration,
};

type Opponent = keyof typeof OPPONENTS;

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
    const next = isLater ? most : 0;
    const score = (sum: number): number => normalizedAffinity(sum, Math.max(own, next));
    const points = SCORE_WEIGHTS.NodeAffinity * (score(own) - score(next));
    return { ordinal, rival: isLater ? ordinal + 1 + later.indexOf(most) : 'unlabelled', points };
  });
}

/** What the pod template says besides its weights. */
export interface VerdictOptions {
  /** A required term keeps the pods on the labelled nodes. */
  required?: boolean;
  /** Zone labels count nothing for this template (`zoneSpreadIsOff`). */
  zoneSpreadOff?: boolean;
  /** All pods are created at once, in no fixed order. */
  parallel?: boolean;
}

export type Verdict = ReturnType<typeof placementVerdict>;

/**
 * Judges preferred weights by their smallest lead: what of kube-scheduler's other scores can outvote it, in points and
 * in words. `sums[i]` is the sum of the weights that match node i's label (`ordinalSums`).
 */
export function placementVerdict(sums: readonly number[], options: VerdictOptions = {}) {
  const all = leads(sums, options.required);
  const [smallest] = all.toSorted((a, b) => a.points - b.points);
  const points = smallest?.points ?? Number.POSITIVE_INFINITY;
  const opponents = (Object.keys(OPPONENTS) as Opponent[]).filter((id) => id !== 'spread' || !options.zoneSpreadOff);
  const outvotedBy = opponents.filter((id) => OPPONENTS[id] >= points);
  return {
    leads: all,
    /** The weakest place, the first of equals; undefined for no ordinals. */
    smallest,
    /** What can send a pod elsewhere on its own: it reaches the smallest lead (equal scores are drawn by lot). */
    outvotedBy,
    /** One or two sentences: the smallest lead, by how much it can be outvoted, and by what. */
    sentence: smallest ? sentence(smallest, outvotedBy) : planTexts.verdict['no-pod'],
    /** What is not in the sentence: two scores together, and what no preference can do. One sentence each. */
    caveats: [...together(points), ...caveats(options)],
  };
}

function sentence({ ordinal, rival, points }: Lead, outvotedBy: readonly Opponent[]): string {
  const { verdict, opponents } = planTexts;
  if (rival === 'none') return verdict['one-node'];
  const other = filled(verdict[rival === 'unlabelled' ? rival : 'node'], { rival });
  if (points <= 0) return filled(verdict[points < 0 ? 'less' : 'equal'], { ordinal, other, points: -points });
  // With fit and balance weighed alike, load costs a point for each percentage point.
  const isLoad = outvotedBy.includes('load');
  const rest = isLoad ? outvotedBy.filter((id) => id !== 'load' && id !== 'unstated-load') : outvotedBy;
  const others = rest.length > 0 ? rest.map((id) => `${opponents[id]} (${OPPONENTS[id]})`) : undefined;
  const byOthers = outvotedBy.includes('unstated-load') ? 'unstated' : 'others';
  return filled(verdict[isLoad ? 'load' : byOthers], { ordinal, other, points, load: OPPONENTS.load, others });
}

/**
 * Where the lead beats load but not load and an image: an image scores from 23 MiB up to all points at 1000 MiB a
 * container (`pkg/scheduler/framework/plugins/imagelocality/image_locality.go`), a little less the fewer nodes hold it.
 */
function together(points: number): string[] {
  const above = points - OPPONENTS.load;
  if (above <= 0 || above > OPPONENTS.image) return [];
  const mebibytes = Math.floor(23 + (977 * above) / OPPONENTS.image);
  return [filled(planTexts.verdict.image, { mebibytes })];
}

/** Kubernetes v1.34.4: `numFeasibleNodesToFind` in `pkg/scheduler/schedule_one.go` for the 100 nodes. */
function caveats({ required, parallel }: VerdictOptions): string[] {
  const { cordoned, elsewhere, sampled, unordered } = planTexts.caveats;
  return [...(required ? [cordoned] : [elsewhere, sampled]), ...(parallel ? [unordered] : [])];
}

/**
 * Whether zone labels count nothing for pods of a template with these `topologySpreadConstraints` (the parsed value,
 * in whatever shape). Any constraint of its own switches off the scheduler's default ones, by hostname and zone
 * (`systemDefaultConstraints`, kubernetes v1.34.4, `pkg/scheduler/framework/plugins/podtopologyspread/plugin.go`), and
 * of its own only those with ScheduleAnyway score; by hostname they score alike on all nodes where host ports let the
 * pod go.
 */
export function zoneSpreadIsOff(constraints: unknown): boolean {
  const scoresAlike = (one: unknown): boolean =>
    at(one, 'whenUnsatisfiable') === 'DoNotSchedule' || at(one, 'topologyKey') === 'kubernetes.io/hostname';
  return Array.isArray(constraints) && constraints.length > 0 && constraints.every(scoresAlike);
}
