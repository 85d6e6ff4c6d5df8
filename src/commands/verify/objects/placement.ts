import { listOf, podsInWords } from '../../../base/text.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import { type Found, pairsOf } from '../found.js';
import { inPod, type LivePod, type LiveRelease, ofPods } from './release.js';

/** Pods on the nodes whose IPs others announce. */
export function* checkPlacement(release: LiveRelease): Generator<Found> {
  const misplaced = release.pods.filter(({ right }) => right === false);
  const swaps = pairsOf(misplaced, (one, other) => one.node === other.home);
  for (const pair of swaps) yield { rule: 'pods-swapped', ...placeAgain(release, pair) };
  const swapped = new Set(swaps.flat());
  for (const chain of chains(misplaced.filter((pod) => !swapped.has(pod)))) {
    const answers = listOf(chain.map((pod) => whoAnswers(release, pod)));
    yield { rule: 'pod-on-wrong-node', ...placeAgain(release, chain), answers };
  }
}

/** Pods that are in each other's way belong together: one can only go home when the one there leaves. */
function chains(misplaced: readonly LivePod[]): LivePod[][] {
  const groups: LivePod[][] = [];
  for (const pod of misplaced) {
    const touching = groups.filter((group) => group.some((one) => one.node === pod.home || one.home === pod.node));
    const merged = [...touching.flat(), pod].sort((a, b) => a.ordinal - b.ordinal);
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return groups;
}

/** What answers at the address that a pod announces wrongly. */
function whoAnswers({ pods }: LiveRelease, { announced, home }: LivePod): string {
  const { ordinals } = ofPods(pods.filter(({ node }) => node === home));
  const none = `at ${announced} no pod of this release answers`;
  return ordinals.length > 0 ? `at ${announced} answers ${podsInWords(ordinals)}` : none;
}

/**
 * Puts misplaced pods right: with persistence they are created again, together, so that each finds its own node free;
 * without, each running server is given the IP of the node it is on. Either way two that had each other's IP keep no
 * address of one another (measured with six servers of Redis 7.0.15): only the servers can say so, and CLUSTER MEET
 * repairs it. It is not advised here, since servers that never became a cluster must not meet before pod 0 creates it.
 */
function placeAgain(release: LiveRelease, pods: readonly LivePod[]) {
  const { dataSurvives, nodes, placement, statefulSet } = release;
  const isOne = pods.length === 1;
  const runs = pods.map(({ ordinal, announced, home, on }) => {
    return `pod ${ordinal} announces ${announced}${announced === home ? '' : ` (${home})`} but runs on ${on}`;
  });
  // A pod cannot go home to a node that takes none.
  const homes = nodes.filter(({ name }) => dataSurvives && pods.some(({ home }) => home === name));
  const down = homes.filter(({ ready }) => !ready).map(({ name }) => name);
  const cordoned = homes.filter((node) => node.ready && node.cordoned).map(({ name }) => name);
  // Only a pin holds whatever the order; with weights pod 0 must choose before pod 1.
  const isSettled = isOne || placement.pin !== undefined || createsInOrder(statefulSet);
  return {
    ...ofPods(pods),
    runs: runs.join(', '),
    down,
    cordoned,
    is: {
      losesData: !dataSurvives,
      setInstead: !dataSurvives,
      bringBack: down.length > 0,
      uncordon: cordoned.length > 0,
      deleteOne: dataSurvives && isOne,
      deleteTogether: dataSurvives && !isOne,
      swappedAgain: dataSurvives && !isSettled,
      localVolume: dataSurvives,
      askThen: !isOne,
    },
    each: pods.map((one) => ({ inPod: inPod(release, one), hostIp: one.pod?.hostIp })),
  };
}
