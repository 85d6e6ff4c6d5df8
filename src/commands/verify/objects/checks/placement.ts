import { listOf, podsInWords } from '../../../../base/words.js';
import type { Diagnosis } from '../../finding.js';
import { type LivePod, type LiveRelease, nodeTitle } from '../release.js';
import { placeAgain, type Remedy } from '../remedies.js';

/** Two pods, each on the node whose IP the other announces. */
export function swappedPods(release: LiveRelease): Diagnosis[] {
  return swaps(release).map(([one, other]) => {
    const message =
      `pods ${one.ordinal} and ${other.ordinal} are swapped: ${announcesAndRuns(release, one)}, ` +
      `${announcesAndRuns(release, other)}; who asks for the keys of one reaches the other`;
    return about(release, [one, other], message, placeAgain(release, [one, other]));
  });
}

/** Pods on another node than the one whose IP they announce, swaps aside. */
export function misplacedPods(release: LiveRelease): Diagnosis[] {
  const swapped = new Set(swaps(release).flat());
  const misplaced = release.pods.filter((pod) => pod.right === false && !swapped.has(pod));
  return chains(misplaced).map((chain) => {
    const message = `${chain.map((pod) => announcesAndRuns(release, pod)).join(', ')}; ${nobodyThere(release, chain)}`;
    return about(release, chain, message, placeAgain(release, chain));
  });
}

function about(release: LiveRelease, pods: readonly LivePod[], message: string, again: Remedy): Diagnosis {
  const subject = `${pods.length > 1 ? 'pods' : 'pod'} ${listOf(pods.map(({ name }) => name))}`;
  const remedy = [...nodesFirst(release, pods), again.remedy].join(' ');
  return { subject, message, ...again, remedy, ordinals: pods.map(({ ordinal }) => ordinal) };
}

/** A pod cannot go home to a node that takes none. */
function nodesFirst(release: LiveRelease, pods: readonly LivePod[]): string[] {
  if (!release.dataSurvives) return [];
  const closed = release.nodes.filter(({ name, ready, cordoned }) => {
    return (cordoned || !ready) && pods.some(({ home }) => home === name);
  });
  return closed.map(({ name, ready }) => `First ${ready ? 'uncordon' : 'bring back'} ${name}.`);
}

function announcesAndRuns(release: LiveRelease, { ordinal, announced, home, pod }: LivePod): string {
  const owner = announced === home ? '' : ` (${home})`;
  return `pod ${ordinal} announces ${announced}${owner} but runs on ${nodeTitle(release, pod?.nodeName ?? '')}`;
}

/** What answers at the IPs that are announced wrongly. */
function nobodyThere(release: LiveRelease, pods: readonly LivePod[]): string {
  return listOf(
    pods.map(({ announced, home }) => {
      const there = release.pods.filter(({ pod }) => pod?.nodeName === home && home !== undefined);
      return there.length > 0
        ? `at ${announced} answers ${podsInWords(there.map(({ ordinal }) => ordinal))}`
        : `at ${announced} no pod of this release answers`;
    }),
  );
}

function swaps({ pods }: LiveRelease): [LivePod, LivePod][] {
  return pods
    .filter(({ right }) => right === false)
    .flatMap((one, index, misplaced) =>
      misplaced
        .slice(index + 1)
        .filter((other) => one.pod?.nodeName === other.home && other.pod?.nodeName === one.home)
        .map((other): [LivePod, LivePod] => [one, other]),
    );
}

/** Pods that stand in each other's way belong together: one can only go home when the one there leaves. */
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

/** The server was told another IP than its start script's: right now, but not after the next start. */
export function temporaryAddresses(release: LiveRelease): Diagnosis[] {
  return release.pods
    .filter(({ announced, scriptIp }) => announced !== scriptIp && announced !== undefined && scriptIp !== undefined)
    .map((pod) => ({
      subject: `pod ${pod.name}`,
      message: `pod ${pod.ordinal} announces ${pod.announced}, which was set while it ran; created again, it announces ${pod.scriptIp} again`,
      remedy: release.dataSurvives
        ? 'Move it to its own node when you can: docs/verify.md says how.'
        : 'It stays right for as long as the pod lives. The overlay announce-host-ip makes every place the right one.',
      ordinals: [pod.ordinal],
    }));
}

/** Announced IPs that no node has, where other pods announce IPs which nodes have. */
export function strayAddresses(release: LiveRelease): Diagnosis[] {
  const { unknown, known } = byKnown(release);
  if (known.length === 0) return [];
  return unknown.map(({ name, ordinal, announced }) => ({
    subject: `pod ${name}`,
    message: `pod ${ordinal} announces ${announced}, and no node has that address`,
    remedy:
      "Was the node replaced? Put the new node's IP into the chart's cluster.externalAccess.service.loadBalancerIP (and `nodes` of the configuration) and upgrade with the post-renderer.",
    ordinals: [ordinal],
  }));
}

/** No announced IP is a node's: clients may use another network than the nodes' own, which only the configuration tells. */
export function uncheckedAddresses(release: LiveRelease): Diagnosis[] {
  const { unknown, known } = byKnown(release);
  if (known.length > 0 || unknown.length === 0) return [];
  const ips = listOf(unknown.map(({ announced }) => announced ?? ''));
  const { template } = release;
  const what = template.by === 'list' && template.hosts ? 'host names (hostMode)' : 'IPs';
  return [
    {
      subject: `StatefulSet of ${release.title}`,
      message: `whether the pods are on the right nodes cannot be told: no node has one of the announced ${what}: ${ips}`,
      remedy:
        'If clients reach the nodes at other addresses than Kubernetes knows, list both in `nodes` of the configuration: { name: NODE, ip: ADDRESS }.',
    },
  ];
}

function byKnown({ pods }: LiveRelease): { unknown: LivePod[]; known: LivePod[] } {
  const announcing = pods.filter(({ announced }) => announced !== undefined);
  return {
    unknown: announcing.filter(({ home }) => home === undefined),
    known: announcing.filter(({ home }) => home !== undefined),
  };
}
