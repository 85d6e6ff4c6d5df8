import { listOf, podsInWords } from '../../../base/words.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import { type Checks, type Found, type ObjectRuleId, pairsOf } from '../check.js';
import { inPod, type LivePod, type LiveRelease, ofPods } from './release.js';

/** Pods on the nodes whose IPs others announce. */
export const PLACEMENT_CHECKS = {
  *'pods-swapped'(release) {
    for (const pair of swaps(release)) yield placeAgain(release, pair);
  },

  *'pod-on-wrong-node'(release) {
    const swapped = new Set(swaps(release).flat());
    const misplaced = release.pods.filter((pod) => pod.right === false && !swapped.has(pod));
    for (const chain of chains(misplaced)) yield { ...placeAgain(release, chain), answers: whoAnswers(release, chain) };
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

function swaps({ pods }: LiveRelease): (readonly [LivePod, LivePod])[] {
  const misplaced = pods.filter(({ right }) => right === false);
  return pairsOf(misplaced, (one, other) => one.pod?.nodeName === other.home);
}

/** Pods that are in each other's way belong together: one can only go home when the one there leaves. */
function chains(misplaced: readonly LivePod[]): LivePod[][] {
  const groups: LivePod[][] = [];
  for (const pod of misplaced) {
    const touching = groups.filter((group) =>
      group.some((one) => one.pod?.nodeName === pod.home || one.home === pod.pod?.nodeName),
    );
    const merged = [...touching.flat(), pod].sort((a, b) => a.ordinal - b.ordinal);
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return groups;
}

/** What answers at the IPs that are announced wrongly. */
function whoAnswers(release: LiveRelease, pods: readonly LivePod[]): string {
  return listOf(
    pods.map(({ announced, home }) => {
      const there = release.pods.filter(({ pod }) => pod?.nodeName === home && home !== undefined);
      const who = there.length > 0 ? podsInWords(ofPods(there).ordinals) : undefined;
      return who ? `at ${announced} answers ${who}` : `at ${announced} no pod of this release answers`;
    }),
  );
}

/**
 * Puts misplaced pods right: with persistence they are created again, together, so that each finds its own node free;
 * without, each running server is given the IP of the node it is on. Either way two that had each other's IP keep no
 * address of one another (measured with six servers of Redis 7.0.15): only the servers can say so, and CLUSTER MEET
 * repairs it. It is not advised here, since servers that never became a cluster must not meet before pod 0 creates it.
 */
function placeAgain(release: LiveRelease, pods: readonly LivePod[]): Found<'pods-swapped'> {
  const isOne = pods.length === 1;
  const askThen = isOne ? [] : (['askThen'] as const);
  const runs = pods.map(({ ordinal, announced, home, on }) => {
    return `pod ${ordinal} announces ${announced}${announced === home ? '' : ` (${home})`} but runs on ${on}`;
  });
  const about = { ...ofPods(pods), runs: runs.join(', ') };
  if (!release.dataSurvives) {
    const each = pods.map((one) => ({ inPod: inPod(release, one), hostIp: one.pod?.hostIp }));
    return { ...about, is: ['losesData', 'setInstead', ...askThen], each };
  }
  // A pod cannot go home to a node that takes none.
  const closed = release.nodes.filter(({ name }) => pods.some(({ home }) => home === name));
  const down = closed.filter(({ ready }) => !ready).map(({ name }) => name);
  const cordoned = closed.filter((node) => node.ready && node.cordoned).map(({ name }) => name);
  // Only a pin holds whatever the order; with weights pod 0 must choose before pod 1.
  const isSettled = isOne || release.placement.pin !== undefined || createsInOrder(release.statefulSet);
  const is = [
    ...(down.length > 0 ? (['bringBack'] as const) : []),
    ...(cordoned.length > 0 ? (['uncordon'] as const) : []),
    isOne ? 'deleteOne' : 'deleteTogether',
    ...(isSettled ? [] : (['swappedAgain'] as const)),
    ...(['localVolume', ...askThen] as const),
  ] as const;
  return { ...about, down, cordoned, is };
}
