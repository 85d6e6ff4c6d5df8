import { at } from '../../../json/values.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import type { KubeNode } from '../../../kubernetes/kubectl.js';
import { requiresLabel } from '../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../kubernetes/pod-template.js';
import type { Checks, ObjectRuleId } from '../check.js';
import { type LivePod, type LiveRelease, labelText } from './release.js';

/** The nodes the pods belong on, and their labels. */
export const NODE_CHECKS = {
  *'nodes-not-given'({ nodes }) {
    if (nodes.length === 0) yield {};
  },

  *'node-not-ready'({ pods }) {
    for (const live of pods) if (live.placeNode?.ready === false) yield { ...live, why: live.placeNode.readyMessage };
  },

  /** Nodes that pods ran on and that are deleted, or known by another name now. */
  'node-gone': ({ nodes, pods }) =>
    pods.filter(({ node }) => nodes.length > 0 && node !== undefined && !nodes.some(({ name }) => name === node)),

  'node-cordoned': ({ pods }) => pods.filter(({ placeNode }) => placeNode?.cordoned),

  /** Kubernetes does not refuse it: every pod of either has the one status.hostIP, and traffic reaches one machine. */
  *'node-ip-doubled'({ byAddress, pods }) {
    const announced = new Set(pods.map(({ scriptIp }) => canonicalAddress(scriptIp ?? '')));
    for (const [ip, owners] of byAddress) {
      const nodes = owners.map(({ name }) => name);
      const about = pods.filter(({ node = '', place = '' }) => nodes.includes(node) || nodes.includes(place));
      const isShown = announced.has(ip) || owners.some(({ internalIp }) => canonicalAddress(internalIp ?? '') === ip);
      if (nodes.length < 2 || about.length === 0 || !isShown) continue;
      yield { ip, nodes, ordinals: about.map(({ ordinal }) => ordinal) };
    }
  },

  *'node-label-missing'({ nodes, pods }) {
    for (const live of pods) {
      const { label, labelKey = '', labelled, placeNode } = live;
      if (nodes.length === 0 || label === undefined || labelled.length > 0) continue;
      yield { ...live, other: placeNode?.labels[labelKey] || undefined, is: placeNode ? 'known' : 'unknown' };
    }
  },

  *'node-label-required'({ statefulSet, placement, pods }) {
    const nodeAffinity = at(statefulSet, ...NODE_AFFINITY);
    const required = placement.setLabels.filter(({ key }) => requiresLabel(nodeAffinity, [key]));
    for (const live of pods)
      for (const { key, value } of live.placeNode ? required : [])
        if (live.placeNode?.labels[key] !== value) yield { ...live, label: labelText({ key, value }) };
  },

  *'node-label-doubled'({ pods }) {
    for (const live of pods) {
      const nodes = live.labelled.map(({ name }) => name);
      if (nodes.length < 2) continue;
      const wrong = live.labelled.filter((node) => !isPlace(live, node));
      const isKnown = live.place !== undefined && wrong.length < nodes.length;
      const each = wrong.map((node) => relabelled(pods, node));
      yield { ...live, nodes, count: nodes.length, is: isKnown ? 'known' : 'unknown', each };
    }
  },

  *'node-label-stray'({ pods }) {
    for (const live of pods) {
      const [node, ...more] = live.labelled;
      if (!node || more.length > 0 || live.place === undefined || isPlace(live, node)) continue;
      yield { ...live, from: node.name, fromTitle: node.title, bare: bareName(pods, node) };
    }
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

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
