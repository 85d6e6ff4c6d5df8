import { filled, listOf } from '../../../base/text.js';
import { at } from '../../../json/values.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import type { KubeNode } from '../../../kubernetes/kubectl.js';
import { createsInOrder, NODE_AFFINITY } from '../../../kubernetes/pod-template.js';
import { requiresLabel } from '../../../kubernetes/selectors.js';
import { type Found, pairsOf } from '../found.js';
import { inPod, type LivePod, type LiveRelease, labelText, ofPods } from './release.js';

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
  return ordinals.length > 0
    ? filled('at {announced} answers {ordinals|pod|pods} {ordinals}', { announced, ordinals })
    : none;
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

/** The nodes the pods belong on, and their labels. */
export function* checkNodes(release: LiveRelease): Generator<Found> {
  const { nodes, pods, isGone, placement, statefulSet } = release;
  if (nodes.length === 0) {
    yield { rule: 'nodes-not-given' };
    return;
  }
  yield* doubledIps(release);
  const nodeAffinity = at(statefulSet, ...NODE_AFFINITY);
  const required = placement.setLabels.filter(({ key }) => requiresLabel(nodeAffinity, [key]));
  for (const live of pods) {
    const { node, placeNode } = live;
    // A node that is deleted, or known by another name now.
    if (node !== undefined && isGone(node)) yield { ...live, rule: 'node-gone' };
    if (live.labelKey !== undefined) yield* labelFaults(release, live);
    if (!placeNode) continue;
    if (!placeNode.ready) yield { ...live, rule: 'node-not-ready', why: placeNode.readyMessage };
    if (placeNode.cordoned) yield { ...live, rule: 'node-cordoned' };
    for (const label of required)
      if (placeNode.labels[label.key] !== label.value)
        yield { ...live, rule: 'node-label-required', label: labelText(label) };
  }
}

/** Kubernetes does not refuse it: every pod of either has the one status.hostIP, and traffic reaches one machine. */
function* doubledIps({ byAddress, pods }: LiveRelease): Generator<Found> {
  const announced = new Set(pods.map(({ scriptIp }) => canonicalAddress(scriptIp ?? '')));
  for (const [ip, owners] of byAddress) {
    const nodes = owners.map(({ name }) => name);
    const about = pods.filter(({ node = '', place = '' }) => nodes.includes(node) || nodes.includes(place));
    const isShown = announced.has(ip) || owners.some(({ internalIp }) => canonicalAddress(internalIp ?? '') === ip);
    if (nodes.length < 2 || about.length === 0 || !isShown) continue;
    yield { rule: 'node-ip-doubled', ip, nodes, ordinals: ofPods(about).ordinals };
  }
}

/** The nodes with the label that steers a pod: of right it is one, that whose IP the pod announces. */
function* labelFaults({ pods }: LiveRelease, live: LivePod): Generator<Found> {
  const { labelled, labelKey = '', place, placeNode } = live;
  const [node, ...more] = labelled;
  const wrong = labelled.filter((one) => !isPlace(live, one));
  if (!node) {
    const other = placeNode?.labels[labelKey] || undefined;
    yield { ...live, rule: 'node-label-missing', other, is: placeNode ? 'known' : 'unknown' };
  } else if (more.length > 0) {
    const nodes = labelled.map(({ name }) => name);
    const isKnown = place !== undefined && wrong.length < nodes.length;
    const is = isKnown ? 'known' : 'unknown';
    const each = wrong.map((one) => relabelled(pods, one));
    yield { ...live, rule: 'node-label-doubled', nodes, count: nodes.length, is, each };
  } else if (place !== undefined && wrong.length > 0) {
    yield { ...live, rule: 'node-label-stray', from: node.name, fromTitle: node.title, bare: bareName(pods, node) };
  }
}

/** Whether a pod belongs on a node: of several with the IP it announces, on any. */
function isPlace({ place, scriptIp = '' }: LivePod, { name, addresses }: KubeNode): boolean {
  return name === place || addresses.includes(canonicalAddress(scriptIp));
}

/** The label of the pod that announces this node's IP, or none where no pod does. */
function relabelled(pods: readonly LivePod[], node: KubeNode) {
  const { place, label } = pods.find((live) => live.place === node.name) ?? {};
  return { place, label, bare: label === undefined ? bareName(pods, node) : undefined };
}

/** A node that no pod announces, to lose its label; where one does, that pod's own finding sets the right one. */
function bareName(pods: readonly LivePod[], { name }: KubeNode): string | undefined {
  return pods.some(({ place }) => place === name) ? undefined : name;
}
