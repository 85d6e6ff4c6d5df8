import { shellCommand } from '../../../base/shell.js';
import { filled, listOf } from '../../../base/words.js';
import { at } from '../../../json/at.js';
import { canonicalAddress, isSameAddress } from '../../../kubernetes/address.js';
import type { KubeNode } from '../../../kubernetes/node.js';
import { requiresLabel } from '../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../kubernetes/pod-template.js';
import type { Checks, ObjectRuleId } from '../check.js';
import { COMMAND } from './cluster.js';
import { labelNode, uncordon } from './commands.js';
import {
  aboutNode,
  aboutPod,
  type LivePod,
  type LiveRelease,
  labelledNodes,
  namesByAddress,
  nodeTitle,
  ordinalsOf,
  placesOf,
  wantedLabel,
} from './release.js';

/** The nodes the pods belong on, and their labels. */
export const NODE_CHECKS = {
  *'nodes-not-given'({ nodes, title }, remedy) {
    if (nodes.length > 0) return;
    const message = 'there are no nodes in the input: their labels, and whether they take pods, were not checked';
    yield { subject: title, message, remedy: filled(remedy, { command: COMMAND }) };
  },

  *'node-not-ready'(release) {
    for (const { pod, node } of placesOf(release)) {
      if (node.ready) continue;
      const why = node.readyMessage ? `: ${node.readyMessage}` : '';
      yield {
        ...aboutNode(pod, node),
        message: `node ${nodeTitle(release, node.name)} of pod ${pod.ordinal} is not Ready${why}`,
        commands: [shellCommand('kubectl', 'describe', 'node', node.name)],
      };
    }
  },

  /** Nodes that pods ran on and that are deleted, or known by another name now. */
  *'node-gone'({ nodes, pods }) {
    for (const live of pods) {
      const node = live.pod?.nodeName;
      if (nodes.length === 0 || node === undefined || nodes.some(({ name }) => name === node)) continue;
      const message = `the cluster has no node ${node}, on which pod ${live.ordinal} is said to run`;
      yield { ...aboutPod(live), message };
    }
  },

  *'node-cordoned'(release) {
    for (const { pod, node } of placesOf(release)) {
      if (!node.cordoned) continue;
      yield {
        ...aboutNode(pod, node),
        message: `node ${nodeTitle(release, node.name)} of pod ${pod.ordinal} is cordoned: a pod that is created again now does not get its node`,
        commands: [uncordon(node.name)],
      };
    }
  },

  /** Kubernetes does not refuse it: every pod of either has the one status.hostIP, and traffic reaches one machine. */
  *'node-ip-doubled'({ nodes, pods }) {
    const shown = new Set([...nodes.map(({ internalIp }) => internalIp), ...pods.map(({ scriptIp }) => scriptIp)]);
    for (const [address, names] of namesByAddress(nodes)) {
      const about = pods.filter(({ pod, place }) => names.some((name) => name === pod?.nodeName || name === place));
      const isShown = [...shown].some((one) => isSameAddress(one, address));
      if (names.length < 2 || about.length === 0 || !isShown) continue;
      const message = `nodes ${listOf(names)} report the same IP, ${address}: what is sent there reaches one of them only`;
      yield { subject: `nodes ${listOf(names)}`, message, commands: [WIDE], ordinals: ordinalsOf(about) };
    }
  },

  *'node-label-missing'(release, remedy) {
    for (const live of release.pods) {
      const { ordinal, place } = live;
      const label = wantedLabel(release, ordinal);
      if (release.nodes.length === 0 || !label || labelledNodes(release, ordinal).length > 0) continue;
      const { key, value } = label;
      const home = release.nodes.find(({ name }) => name === place);
      const other = home?.labels[key];
      const has = other ? ` (${home.name}, whose IP it announces, has ${key}=${other})` : '';
      yield {
        ...aboutPod(live),
        message: `no node has the label ${key}=${value}: nothing steers pod ${ordinal} when it is created again${has}`,
        remedy: home ? filled(remedy.known, { node: home.name }) : remedy.unknown,
        commands: home ? [labelNode(home.name, key, value)] : [],
      };
    }
  },

  *'node-label-required'(release) {
    const nodeAffinity = at(release.statefulSet, ...NODE_AFFINITY);
    const required = release.placement.setLabels.filter(({ key }) => requiresLabel(nodeAffinity, [key]));
    for (const { pod, node } of placesOf(release)) {
      for (const { key, value } of required) {
        if (node.labels[key] === value) continue;
        yield {
          ...aboutNode(pod, node),
          message: `node ${nodeTitle(release, node.name)} of pod ${pod.ordinal} lacks the label ${key}=${value}, which the StatefulSet requires: created again, the pod cannot run there`,
          commands: [labelNode(node.name, key, value)],
        };
      }
    }
  },

  *'node-label-doubled'(release, remedy) {
    for (const live of release.pods) {
      const { ordinal, place } = live;
      const label = wantedLabel(release, ordinal);
      const nodes = labelledNodes(release, ordinal);
      if (!label || nodes.length < 2) continue;
      const wrong = nodes.filter((node) => !isPlace(live, node));
      const isKnown = place !== undefined && wrong.length < nodes.length;
      const names = listOf(nodes.map(({ name }) => name));
      yield {
        ...aboutNode(live, ...nodes),
        message: `${nodes.length} nodes have the label ${label.key}=${label.value}, ${names}: pod ${ordinal} may be put on any of them`,
        remedy: isKnown ? filled(remedy.known, { node: place, pod: ordinal }) : remedy.unknown,
        commands: isKnown ? wrong.flatMap((node) => relabel(release, node, label.key)) : [],
      };
    }
  },

  *'node-label-stray'(release, remedy) {
    for (const live of release.pods) {
      const { place, scriptIp, ordinal } = live;
      const label = wantedLabel(release, ordinal);
      const [node, ...more] = labelledNodes(release, ordinal);
      if (!label || !node || more.length > 0 || place === undefined || isPlace(live, node)) continue;
      yield {
        ...aboutNode(live, node),
        message: `the label ${label.key}=${label.value} is on ${nodeTitle(release, node.name)}, but pod ${ordinal} announces ${scriptIp}, the IP of ${place}`,
        remedy: filled(remedy, { node: place }),
        commands: [labelNode(place, label.key, label.value), ...takenOff(release, node, label.key)],
      };
    }
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

const WIDE = shellCommand('kubectl', 'get', 'nodes', '-o', 'wide');

/** Whether a pod belongs on a node: of several with the IP it announces, on any. */
function isPlace({ place, scriptIp = '' }: LivePod, { name, addresses }: KubeNode): boolean {
  return name === place || addresses.includes(canonicalAddress(scriptIp));
}

/** The label of the pod that announces this node's IP, or none where no pod does. */
function relabel(release: LiveRelease, node: KubeNode, key: string): string[] {
  const own = release.pods.find(({ place }) => place === node.name);
  const label = own && wantedLabel(release, own.ordinal);
  return label ? [labelNode(node.name, label.key, label.value)] : takenOff(release, node, key);
}

/** Removes the label from a node that no pod announces; where one does, that pod's own finding sets the right one. */
function takenOff({ pods }: LiveRelease, node: KubeNode, key: string): string[] {
  const announced = pods.some(({ place }) => place === node.name);
  return announced ? [] : [shellCommand('kubectl', 'label', 'node', node.name, `${key}-`)];
}
