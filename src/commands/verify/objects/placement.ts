import { filled, listOf, podsInWords } from '../../../base/words.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import { type Checks, type Diagnosis, type ObjectRuleId, pairsOf, type Remedy } from '../check.js';
import { deletePods, inPod } from './commands.js';
import { type LivePod, type LiveRelease, nodeTitle, ordinalsOf } from './release.js';

/** Pods on the nodes whose IPs others announce. */
export const PLACEMENT_CHECKS = {
  *'pods-swapped'(release, remedy) {
    for (const pair of swaps(release)) {
      const [one, other] = pair;
      const message =
        `pods ${one.ordinal} and ${other.ordinal} are swapped: ${announcesAndRuns(release, one)}, ` +
        `${announcesAndRuns(release, other)}; who asks for the keys of one reaches the other`;
      yield { message, ...placeAgain(release, pair, remedy) };
    }
  },

  *'pod-on-wrong-node'(release, remedy) {
    const swapped = new Set(swaps(release).flat());
    const misplaced = release.pods.filter((pod) => pod.right === false && !swapped.has(pod));
    for (const chain of chains(misplaced)) {
      const message = `${chain.map((pod) => announcesAndRuns(release, pod)).join(', ')}; ${whoAnswers(release, chain)}`;
      yield { message, ...placeAgain(release, chain, remedy) };
    }
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

function announcesAndRuns(release: LiveRelease, { ordinal, announced, home, pod }: LivePod): string {
  const owner = announced === home ? '' : ` (${home})`;
  return `pod ${ordinal} announces ${announced}${owner} but runs on ${nodeTitle(release, pod?.nodeName)}`;
}

/** What answers at the IPs that are announced wrongly. */
function whoAnswers(release: LiveRelease, pods: readonly LivePod[]): string {
  return listOf(
    pods.map(({ announced, home }) => {
      const there = release.pods.filter(({ pod }) => pod?.nodeName === home && home !== undefined);
      return there.length > 0
        ? `at ${announced} answers ${podsInWords(ordinalsOf(there))}`
        : `at ${announced} no pod of this release answers`;
    }),
  );
}

/**
 * Puts misplaced pods right: with persistence they are created again, together, so that each finds its own node free;
 * without, each running server is given the IP of the node it is on. Either way two that had each other's IP keep no
 * address of one another (measured with six servers of Redis 7.0.15): only the servers can say so, and CLUSTER MEET
 * repairs it. It is not advised here, since servers that never became a cluster must not meet before pod 0 creates it.
 */
function placeAgain(
  release: LiveRelease,
  pods: readonly LivePod[],
  remedy: Remedy<'pods-swapped'>,
): Omit<Diagnosis, 'message'> & { remedy: string } {
  const isOne = pods.length === 1;
  const askThen = isOne ? [] : [remedy.askThen];
  const about = {
    subject: `${isOne ? 'pod' : 'pods'} ${listOf(pods.map(({ name }) => name))}`,
    ordinals: ordinalsOf(pods),
  };
  if (!release.dataSurvives) {
    const commands = pods.flatMap((one) => {
      const { hostIp } = one.pod ?? {};
      return hostIp === undefined ? [] : [inPod(release, one, 'config', 'set', 'cluster-announce-ip', hostIp)];
    });
    return { ...about, remedy: [remedy.losesData, remedy.setInstead, ...askThen].join(' '), commands };
  }
  // A pod cannot go home to a node that takes none.
  const closed = release.nodes
    .filter(({ name, ready, cordoned }) => (cordoned || !ready) && pods.some(({ home }) => home === name))
    .map(({ name, ready }) => filled(ready ? remedy.uncordon : remedy.bringBack, { node: name }));
  // Only a pin holds whatever the order; with weights pod 0 must choose before pod 1.
  const isSettled = isOne || release.placement.pin !== undefined || createsInOrder(release.statefulSet);
  const steps = [
    ...closed,
    isOne ? remedy.deleteOne : remedy.deleteTogether,
    ...(isSettled ? [] : [remedy.swappedAgain]),
    ...[remedy.localVolume, ...askThen],
  ];
  return { ...about, remedy: steps.join(' '), commands: [deletePods(release, pods)] };
}
