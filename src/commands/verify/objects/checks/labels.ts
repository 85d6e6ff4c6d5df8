import { shellCommand } from '../../../../base/shell.js';
import { listOf } from '../../../../base/words.js';
import { at } from '../../../../json/at.js';
import { labelOf } from '../../../../kubernetes/kubectl.js';
import { requiresLabel } from '../../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../../kubernetes/pod-template.js';
import type { Diagnosis } from '../../finding.js';
import { type LiveNode, type LiveRelease, labelledNodes, nodeTitle, placesOf, wantedLabel } from '../release.js';
import { labelNode } from '../remedies.js';

/** Ordinals whose label no node carries. */
export function missingLabels(release: LiveRelease): Diagnosis[] {
  if (release.nodes.length === 0) return [];
  return release.pods.flatMap((pod) => {
    const label = wantedLabel(release, pod.ordinal);
    if (!label || labelledNodes(release, pod.ordinal).length > 0) return [];
    const has = release.nodes.find(({ name }) => name === pod.place);
    const other = has && labelOf(has.object, label.key);
    return [
      {
        subject: `pod ${pod.name}`,
        message:
          `no node has the label ${label.key}=${label.value}: nothing steers pod ${pod.ordinal} when it is made anew` +
          (other ? ` (${has.name}, whose IP it announces, has ${label.key}=${other})` : ''),
        remedy: has
          ? `Label ${has.name}, whose IP the pod announces.`
          : 'Label the node whose IP the pod announces; `redis-hostport labels` prints the commands.',
        commands: has ? [labelNode(has.name, label.key, label.value)] : [],
        ordinals: [pod.ordinal],
      },
    ];
  });
}

/** Nodes without a label that the StatefulSet requires of every node. */
export function missingSetLabels(release: LiveRelease): Diagnosis[] {
  const nodeAffinity = at(release.statefulSet, ...NODE_AFFINITY);
  const labels = release.placement.setLabels.filter(({ key }) => requiresLabel(nodeAffinity, [key]));
  return placesOf(release).flatMap(({ pod, node }) =>
    labels
      .filter(({ key, value }) => labelOf(node.object, key) !== value)
      .map(({ key, value }) => ({
        subject: `node ${node.name}`,
        message: `node ${nodeTitle(release, node.name)} of pod ${pod.ordinal} lacks the label ${key}=${value}, which the StatefulSet requires: made anew, the pod cannot run there`,
        remedy: 'Label it.',
        commands: [labelNode(node.name, key, value)],
        ordinals: [pod.ordinal],
      })),
  );
}

/** Labels that two nodes carry. */
export function doubledLabels(release: LiveRelease): Diagnosis[] {
  return release.pods.flatMap((pod) => {
    const label = wantedLabel(release, pod.ordinal);
    const nodes = labelledNodes(release, pod.ordinal);
    if (!label || nodes.length < 2) return [];
    const names = listOf(nodes.map(({ name }) => name));
    const wrong = nodes.filter(({ name }) => name !== pod.place);
    const known = wrong.length < nodes.length;
    return [
      {
        subject: `nodes ${names}`,
        message: `${nodes.length} nodes have the label ${label.key}=${label.value}, ${names}: pod ${pod.ordinal} may be put on any of them`,
        remedy: known
          ? `Only ${pod.place} has the IP that pod ${pod.ordinal} announces; the others get their own label, or none.`
          : 'Leave the label on the node whose IP the pod announces.',
        commands: known ? wrong.flatMap((node) => relabel(release, node, label.key)) : [],
        ordinals: [pod.ordinal],
      },
    ];
  });
}

/** A label on a node whose IP another pod announces. */
export function strayLabels(release: LiveRelease): Diagnosis[] {
  return release.pods.flatMap((pod) => {
    const label = wantedLabel(release, pod.ordinal);
    const [node, ...more] = labelledNodes(release, pod.ordinal);
    const { place, scriptIp, ordinal } = pod;
    if (!label || !node || more.length > 0 || place === undefined || node.name === place) return [];
    return [
      {
        subject: `node ${node.name}`,
        message: `the label ${label.key}=${label.value} is on ${nodeTitle(release, node.name)}, but pod ${ordinal} announces ${scriptIp}, the IP of ${place}`,
        remedy: `Label ${place} instead. Labels move no pod that runs: verify again when it is made anew.`,
        commands: [labelNode(place, label.key, label.value), ...takenOff(release, node, label.key)],
        ordinals: [ordinal],
      },
    ];
  });
}

/** The label of the pod that announces this node's IP, or none where no pod does. */
function relabel(release: LiveRelease, node: LiveNode, key: string): string[] {
  const own = release.pods.find(({ place }) => place === node.name);
  const label = own && wantedLabel(release, own.ordinal);
  return label ? [labelNode(node.name, label.key, label.value)] : takenOff(release, node, key);
}

/** Removes the label from a node that no pod announces; where one does, that pod's own finding sets the right one. */
function takenOff({ pods }: LiveRelease, node: LiveNode, key: string): string[] {
  const announced = pods.some(({ place }) => place === node.name);
  return announced ? [] : [shellCommand('kubectl', 'label', 'node', node.name, `${key}-`)];
}
