import { listOf } from '../base/words.js';
import { at } from '../json/at.js';
import { type Lead, leads, type PlacementOptions, type Rival, smallestLead } from './leads.js';
import { DEFAULT_SCORE_WEIGHTS, MAX_NODE_SCORE, OPPONENTS, type Opponent, type ScoreWeights } from './scores.js';

/** An opponent and the most points it can put between two nodes. */
interface Weighed {
  id: Opponent['id'];
  words: string;
  points: number;
}

/** What the pod template says besides its weights. */
export interface VerdictOptions extends PlacementOptions {
  /** Zone labels count nothing for this template (`zoneSpreadIsOff`). */
  zoneSpreadOff?: boolean;
  /** All pods are created at once, in no fixed order. */
  parallel?: boolean;
}

/** What preferred weights are worth. */
export type Verdict = Readonly<ReturnType<typeof placementVerdict>>;

/**
 * Judges preferred weights by their smallest lead: what of kube-scheduler's other scores can outvote it, in points and
 * in words. `sums[i]` is the sum of the weights that match node i's label (`ordinalSums`).
 */
export function placementVerdict(sums: readonly number[], options: VerdictOptions = {}) {
  const scoreWeights = options.scoreWeights ?? DEFAULT_SCORE_WEIGHTS;
  const all = leads(sums, options);
  const smallest = smallestLead(all);
  const points = smallest?.points ?? Number.POSITIVE_INFINITY;
  const opponents = OPPONENTS.filter((one) => !(one.id === 'spread' && options.zoneSpreadOff)).map(
    ({ id, words, points: most }): Weighed => ({ id, words, points: most(scoreWeights) }),
  );
  const outvotedBy = opponents.filter((one) => one.points >= points && one.points > 0);
  return {
    leads: all,
    /** The weakest place; undefined for no ordinals. */
    smallest,
    /** What can send a pod elsewhere on its own: it reaches the smallest lead (equal scores are drawn by lot). */
    outvotedBy,
    /** What cannot on its own. Two of them together may. */
    holdsAgainst: opponents.filter((one) => !outvotedBy.includes(one)),
    /** No load of pods that state their requests can outvote the weights, pods being created in ordinal order. */
    beatsLoad: !options.parallel && !outvotedBy.some((one) => one.id === 'load'),
    /** One or two sentences: the smallest lead, by how much it can be outvoted, and by what. */
    sentence: smallest === undefined ? 'There is no pod to place.' : sentence(smallest, outvotedBy, scoreWeights),
    /** What is not in the sentence: two scores together, and what no preference can do. One sentence each. */
    caveats: [...together(points, opponents, scoreWeights), ...caveats(options)],
  };
}

function sentence(smallest: Lead, outvotedBy: readonly Weighed[], scoreWeights: ScoreWeights): string {
  const { ordinal, rival, points } = smallest;
  if (rival === 'none') return 'There is only one node each pod can go to.';
  const ahead = `pod ${ordinal}'s own node leads ${nodeOf(rival)} by ${points} points`;
  if (points <= 0) {
    return points === 0
      ? `The weights do not prefer pod ${ordinal}'s own node to ${nodeOf(rival)}.`
      : `The weights prefer ${nodeOf(rival)} to pod ${ordinal}'s own node, by ${-points} points.`;
  }
  if (outvotedBy.length === 0) return `At the weakest place ${ahead}, and no other score can outvote that.`;
  const load = outvotedBy.find((one) => one.id === 'load');
  const rest = outvotedBy.filter((one) => one.id !== 'load' && !(load && one.id === 'unstated-load'));
  const listed = listOf(rest.map((one) => `${one.words} (${one.points})`));
  if (load === undefined) {
    const which = rest.some((one) => one.id === 'unstated-load') ? ' of pods that state their requests' : '';
    return `At the weakest place ${ahead}, which no load${which} outvotes; ${listed} can.`;
  }
  const others = rest.length === 0 ? '' : `; so can ${listed}`;
  return `At the weakest place ${ahead}, and load alone can weigh ${load.points} against it${fuller(points, scoreWeights)}${others}.`;
}

/** Lead in the unit of load: with fit and balance weighed alike, load costs that weight for each percentage point. */
function fuller(points: number, weights: ScoreWeights): string {
  const each = weights.NodeResourcesFit;
  if (each === 0 || each !== weights.NodeResourcesBalancedAllocation) return '';
  return ` (${Math.ceil(points / each)} percentage points more of its CPU or memory requested are enough)`;
}

function nodeOf(rival: Rival): string {
  return typeof rival === 'number' ? `pod ${rival}'s node` : 'a node without the label';
}

/**
 * Where the lead beats load but not load and an image: an image scores from 23 MiB up to all points at 1000 MiB a
 * container (`pkg/scheduler/framework/plugins/imagelocality/image_locality.go`), a little less the fewer nodes hold it.
 */
function together(points: number, opponents: readonly Weighed[], weights: ScoreWeights): string[] {
  const most = (id: Opponent['id']): number => opponents.find((one) => one.id === id)?.points ?? 0;
  const above = points - most('load');
  if (above <= 0 || above > most('image')) return [];
  const mebibytes = Math.floor(23 + (977 * above) / (MAX_NODE_SCORE * weights.ImageLocality));
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
