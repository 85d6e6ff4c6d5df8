import { listOf } from '../../../../base/words.js';
import type { KubeNode } from '../../../../kubernetes/node.js';
import type { Diagnosis } from '../../finding.js';
import { type LivePod, type LiveRelease, labelledNodes, wantedLabel } from '../release.js';
import { kubectl, labelNode, uncordon } from '../remedies.js';

/** Pods that no node takes. */
export function unscheduledPods(release: LiveRelease): Diagnosis[] {
  return release.pods.flatMap((live) => {
    const { pod, name, ordinal } = live;
    if (pod === undefined || pod.nodeName !== undefined) return [];
    const reasons = [...noNodeSelected(release, live), ...whyNotHome(release, live)];
    const commands = reasons.flatMap(({ command }) => command ?? []);
    const scheduler = pod.scheduled?.message ? `: ${pod.scheduled.message.replace(/[. ]+$/, '')}` : '';
    return [
      {
        subject: `pod ${name}`,
        message: `pod ${ordinal} is Pending, no node takes it${scheduler}`,
        remedy:
          reasons.length > 0
            ? reasons.map(({ sentence }) => sentence).join(' ')
            : "The message is the scheduler's: how many nodes it refused for which reason.",
        commands: commands.length > 0 ? commands : [kubectl(release, 'describe', 'pod', name)],
        ordinals: [ordinal],
      },
    ];
  });
}

interface Reason {
  sentence: string;
  command?: string;
}

/** Labels of the pod's nodeSelector that no node has. */
function noNodeSelected({ nodes }: LiveRelease, { pod, place }: LivePod): Reason[] {
  return Object.entries(pod?.nodeSelector ?? {})
    .filter(([key, value]) => nodes.length > 0 && nodes.every(({ labels }) => labels[key] !== value))
    .map(([key, value]) => ({
      sentence: `Its nodeSelector asks for ${key}=${value}, which no node has: label the nodes, or correct the chart's nodeSelector.`,
      ...(place !== undefined && { command: labelNode(place, key, value) }),
    }));
}

/** What keeps a pod from the node whose IP it announces, and what lets it go there. */
function whyNotHome(release: LiveRelease, live: LivePod): Reason[] {
  const { place, ordinal } = live;
  const node = release.nodes.find(({ name }) => name === place);
  if (!node) return place === undefined ? [] : [{ sentence: `Its node ${place} is not in the cluster.` }];
  const label = wantedLabel(release, ordinal);
  const unlabelled = label && !labelledNodes(release, ordinal).includes(node) ? label : undefined;
  const holders = portHolders(release, live, node);
  const reasons: (Reason | false | undefined)[] = [
    node.cordoned && { sentence: `Its node ${node.name} is cordoned.`, command: uncordon(node.name) },
    !node.ready && { sentence: `Its node ${node.name} is not Ready.` },
    unlabelled && {
      sentence: `Its node ${node.name} lacks the label ${unlabelled.key}=${unlabelled.value}.`,
      command: labelNode(node.name, unlabelled.key, unlabelled.value),
    },
    holders.length > 0 && { sentence: `On its node ${node.name} the host ports are held by ${listOf(holders)}.` },
  ];
  return reasons.filter((reason) => reason !== false && reason !== undefined);
}

/** Other pods of the input that hold one of a pod's host ports on a node. */
function portHolders({ allPods }: LiveRelease, { pod }: LivePod, node: KubeNode): string[] {
  return allPods
    .filter((other) => other !== pod && other.nodeName === node.name)
    .filter((other) => other.hostPorts.some((port) => pod?.hostPorts.includes(port)))
    .map(({ name, namespace }) => `pod ${name} (namespace ${namespace})`);
}
