import { at } from '../../../json/values.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import type { KubeNode } from '../../../kubernetes/kubectl.js';
import { requiresLabel } from '../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../kubernetes/pod-template.js';
import type { Found } from '../found.js';
import { type LivePod, type LiveRelease, labelText, ofPods } from './release.js';

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
