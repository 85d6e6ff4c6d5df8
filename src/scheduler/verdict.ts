import { listOf } from '../base/text.js';
import { at } from '../json/values.js';
import { type Lead, leads, mostPoints, OPPONENTS, type Opponent } from './scores.js';

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
