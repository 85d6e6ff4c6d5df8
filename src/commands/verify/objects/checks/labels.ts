import { shellCommand } from '../../../../base/shell.js';
import { listOf } from '../../../../base/words.js';
import { at } from '../../../../json/at.js';
import type { KubeNode } from '../../../../kubernetes/node.js';
import { requiresLabel } from '../../../../kubernetes/node-affinity.js';
import { NODE_AFFINITY } from '../../../../kubernetes/pod-template.js';
import type { Diagnosis } from '../../finding.js';
import { type LiveRelease, labelledNodes, nodeTitle, placesOf, wantedLabel } from '../release.js';
import { labelNode } from '../remedies.js';

/** Ordinals whose label no node carries. */
export function missingLabels(release: LiveRelease): Diagnosis[] {
  if (release.nodes.length === 0) return [];
  return release.pods.flatMap(({ name, ordinal, place }) => {
    const label = wantedLabel(release, ordinal);
    if (!label || labelledNodes(release, ordinal).length > 0) return [];
    const home = release.nodes.find((node) => node.name === place);
    const other = home?.labels[label.key];
    const has = other ? ` (${home.name}, whose IP it announces, has ${label.key}=${other})` : '';
    return [
      {
        subject: `pod ${name}`,
        message: `no node has the label ${label.key}=${label.value}: nothing steers pod ${ordinal} when it is created again${has}`,
        remedy: home
          ? `Label ${home.name}, whose IP the pod announces.`
          : 'Label the node whose IP the pod announces; `redis-hostport labels` prints the commands.',
        commands: home ? [labelNode(home.name, label.key, label.value)] : [],
        ordinals: [ordinal],
      },
    ];
  });
}

/** Nodes without a label that the StatefulSet requires of every node. */
export function missingSetLabels(release: LiveRelease): Diagnosis[] {
  const nodeAffinity = at(release.statefulSet, ...NODE_AFFINITY);
  const required = release.placement.setLabels.filter(({ key }) => requiresLabel(nodeAffinity, [key]));
  return placesOf(release).flatMap(({ pod: { ordinal }, node: { name, labels } }) =>
    required
      .filter(({ key, value }) => labels[key] !== value)
      .map(({ key, value }) => ({
        subject: `node ${name}`,
        message: `node ${nodeTitle(release, name)} of pod ${ordinal} lacks the label ${key}=${value}, which the StatefulSet requires: created again, the pod cannot run there`,
        remedy: 'Label it.',
        commands: [labelNode(name, key, value)],
        ordinals: [ordinal],
      })),
  );
}

/** Labels that two nodes carry. */
export function doubledLabels(release: LiveRelease): Diagnosis[] {
  return release.pods.flatMap(({ ordinal, place }) => {
    const label = wantedLabel(release, ordinal);
    const nodes = labelledNodes(release, ordinal);
    if (!label || nodes.length < 2) return [];
    const names = listOf(nodes.map(({ name }) => name));
    const wrong = nodes.filter(({ name }) => name !== place);
    const known = wrong.length < nodes.length;
    return [
      {
        subject: `nodes ${names}`,
        message: `${nodes.length} nodes have the label ${label.key}=${label.value}, ${names}: pod ${ordinal} may be put on any of them`,
        remedy: known
          ? `Only ${place} has the IP that pod ${ordinal} announces; the others get their own label, or none.`
          : 'Leave the label on the node whose IP the pod announces.',
        commands: known ? wrong.flatMap((node) => relabel(release, node, label.key)) : [],
        ordinals: [ordinal],
      },
    ];
  });
}

/** A label on a node whose IP another pod announces. */
export function strayLabels(release: LiveRelease): Diagnosis[] {
  return release.pods.flatMap(({ place, scriptIp, ordinal }) => {
    const label = wantedLabel(release, ordinal);
    const [node, ...more] = labelledNodes(release, ordinal);
    if (!label || !node || more.length > 0 || place === undefined || node.name === place) return [];
    return [
      {
        subject: `node ${node.name}`,
        message: `the label ${label.key}=${label.value} is on ${nodeTitle(release, node.name)}, but pod ${ordinal} announces ${scriptIp}, the IP of ${place}`,
        remedy: `Label ${place} instead. Labels move no pod that runs: verify again when it is created again.`,
        commands: [labelNode(place, label.key, label.value), ...takenOff(release, node, label.key)],
        ordinals: [ordinal],
      },
    ];
  });
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
