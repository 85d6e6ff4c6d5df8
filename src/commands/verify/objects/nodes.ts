import type { Values } from '../../../base/words.js';
import { at } from '../../../json/at.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import type { KubeNode } from '../../../kubernetes/node.js';
import { requiresLabel } from '../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../kubernetes/pod-template.js';
import type { Checks, ObjectRuleId } from '../check.js';
import { type LivePod, type LiveRelease, labelText, ofPod } from './release.js';

/** The nodes the pods belong on, and their labels. */
export const NODE_CHECKS = {
  *'nodes-not-given'({ nodes }) {
    if (nodes.length === 0) yield {};
  },

  *'node-not-ready'({ pods }) {
    for (const { ordinal, placeNode } of pods)
      if (placeNode?.ready === false) yield { ...ofNode(placeNode), ordinals: [ordinal], why: placeNode.readyMessage };
  },

  /** Nodes that pods ran on and that are deleted, or known by another name now. */
  *'node-gone'({ nodes, pods }) {
    for (const live of pods) {
      const node = live.pod?.nodeName;
      if (nodes.length === 0 || node === undefined || nodes.some(({ name }) => name === node)) continue;
      yield { ...ofPod(live), node };
    }
  },

  *'node-cordoned'({ pods }) {
    for (const { ordinal, placeNode } of pods)
      if (placeNode?.cordoned) yield { ...ofNode(placeNode), ordinals: [ordinal] };
  },

  /** Kubernetes does not refuse it: every pod of either has the one status.hostIP, and traffic reaches one machine. */
  *'node-ip-doubled'({ byAddress, pods }) {
    const announced = new Set(pods.map(({ scriptIp }) => canonicalAddress(scriptIp ?? '')));
    for (const [ip, owners] of byAddress) {
      const nodes = owners.map(({ name }) => name);
      const about = pods.filter(
        ({ pod, place = '' }) => nodes.includes(pod?.nodeName ?? place) || nodes.includes(place),
      );
      const isShown = announced.has(ip) || owners.some(({ internalIp }) => canonicalAddress(internalIp ?? '') === ip);
      if (nodes.length < 2 || about.length === 0 || !isShown) continue;
      yield { ip, nodes, ordinals: about.map(({ ordinal }) => ordinal) };
    }
  },

  *'node-label-missing'({ nodes, pods }) {
    for (const { label, labelled, placeNode, ...live } of pods) {
      if (nodes.length === 0 || !label || labelled.length > 0) continue;
      const other = placeNode?.labels[label.key] || undefined;
      const values = { node: placeNode?.name, key: label.key, label: labelText(label), other };
      yield { ordinals: [live.ordinal], name: live.name, ...values, is: placeNode ? 'known' : 'unknown' };
    }
  },

  *'node-label-required'({ statefulSet, placement, pods }) {
    const nodeAffinity = at(statefulSet, ...NODE_AFFINITY);
    const required = placement.setLabels.filter(({ key }) => requiresLabel(nodeAffinity, [key]));
    for (const { ordinal, placeNode } of pods)
      for (const label of placeNode ? required : [])
        if (placeNode && placeNode.labels[label.key] !== label.value)
          yield { ...ofNode(placeNode), ordinals: [ordinal], label: labelText(label) };
  },

  *'node-label-doubled'({ pods }) {
    for (const live of pods) {
      const { ordinal, place, label, labelled } = live;
      if (!label || labelled.length < 2) continue;
      const wrong = labelled.filter((node) => !isPlace(live, node));
      const isKnown = place !== undefined && wrong.length < labelled.length;
      const nodes = labelled.map(({ name }) => name);
      yield {
        ordinals: [ordinal],
        place,
        label: labelText(label),
        nodes,
        count: nodes.length,
        ...(isKnown
          ? { is: 'known', each: wrong.map((node) => relabelled(pods, node, label.key)) }
          : { is: 'unknown' }),
      };
    }
  },

  *'node-label-stray'({ pods }) {
    for (const live of pods) {
      const { place, scriptIp, ordinal, label, labelled } = live;
      const [node, ...more] = labelled;
      if (!label || !node || more.length > 0 || place === undefined || isPlace(live, node)) continue;
      yield {
        ordinals: [ordinal],
        node: place,
        label: labelText(label),
        ip: scriptIp,
        from: node.name,
        fromAndIp: node.title,
        bare: bareName(pods, node),
        key: label.key,
      };
    }
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

function ofNode({ name, title }: KubeNode): { node: string; nodeAndIp: string } {
  return { node: name, nodeAndIp: title };
}

/** Whether a pod belongs on a node: of several with the IP it announces, on any. */
function isPlace({ place, scriptIp = '' }: LivePod, { name, addresses }: KubeNode): boolean {
  return name === place || addresses.includes(canonicalAddress(scriptIp));
}

/** The label of the pod that announces this node's IP, or none where no pod does. */
function relabelled(pods: readonly LivePod[], node: KubeNode, key: string): Values {
  const label = pods.find(({ place }) => place === node.name)?.label;
  return label ? { node: node.name, label: labelText(label) } : { bare: bareName(pods, node), key };
}

/** A node that no pod announces, to lose its label; where one does, that pod's own finding sets the right one. */
function bareName(pods: readonly LivePod[], { name }: KubeNode): string | undefined {
  return pods.some(({ place }) => place === name) ? undefined : name;
}
