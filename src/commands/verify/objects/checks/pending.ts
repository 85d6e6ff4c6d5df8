import { listOf } from '../../../../base/words.js';
import { itemsAt } from '../../../../json/at.js';
import type { JsonObject } from '../../../../json/values.js';
import { conditionOf, nameOf, namespaceOf, textAt } from '../../../../kubernetes/kubectl.js';
import type { Diagnosis } from '../../finding.js';
import { type LiveNode, type LivePod, type LiveRelease, labelledNodes, wantedLabel } from '../release.js';
import { kubectl, labelNode, uncordon } from '../remedies.js';

/** Pods that no node takes. */
export function unscheduledPods(release: LiveRelease): Diagnosis[] {
  return release.pods.flatMap((pod) => {
    const scheduled = conditionOf(pod.object, 'PodScheduled');
    if (pod.object === undefined || pod.nodeName !== undefined) return [];
    const reasons = whyNotHome(release, pod);
    const commands = reasons.flatMap(({ command }) => command ?? []);
    const said = scheduled?.message ? `: ${scheduled.message}` : '';
    return [
      {
        subject: `pod ${pod.name}`,
        message: `pod ${pod.ordinal} is Pending, no node takes it${said.replace(/[. ]+$/, '')}`,
        remedy:
          reasons.length > 0
            ? reasons.map(({ sentence }) => sentence).join(' ')
            : "The message is the scheduler's: how many nodes it refused for which reason.",
        commands: commands.length > 0 ? commands : [kubectl(release, 'describe', 'pod', pod.name)],
        ordinals: [pod.ordinal],
      },
    ];
  });
}

interface Reason {
  sentence: string;
  command?: string;
}

/** What keeps a pod from the node whose IP it announces, and what lets it go there. */
function whyNotHome(release: LiveRelease, pod: LivePod): Reason[] {
  const { place } = pod;
  const node = release.nodes.find(({ name }) => name === place);
  if (!node) return place === undefined ? [] : [{ sentence: `Its node ${place} is not in the cluster.` }];
  const label = wantedLabel(release, pod.ordinal);
  const unlabelled = label && !labelledNodes(release, pod.ordinal).includes(node);
  const holders = portHolders(release, pod, node);
  return [
    ...(node.cordoned ? [{ sentence: `Its node ${node.name} is cordoned.`, command: uncordon(node.name) }] : []),
    ...(node.ready ? [] : [{ sentence: `Its node ${node.name} is not Ready.` }]),
    ...(unlabelled
      ? [
          {
            sentence: `Its node ${node.name} lacks the label ${label.key}=${label.value}.`,
            command: labelNode(node.name, label.key, label.value),
          },
        ]
      : []),
    ...(holders.length > 0
      ? [{ sentence: `On its node ${node.name} the host ports are held by ${listOf(holders)}.` }]
      : []),
  ];
}

/** Other pods of the input that hold one of a pod's host ports on a node. */
function portHolders(release: LiveRelease, pod: LivePod, node: LiveNode): string[] {
  const wanted = new Set(hostPorts(pod.container ? [pod.container] : []));
  return release.allPods
    .filter((other) => other !== pod.object && textAt(other, 'spec', 'nodeName') === node.name)
    .filter((other) => !['Succeeded', 'Failed'].includes(textAt(other, 'status', 'phase') ?? ''))
    .filter((other) =>
      hostPorts(itemsAt(other, 'spec', 'containers').map(({ item }) => item)).some((port) => wanted.has(port)),
    )
    .map((other) => `pod ${nameOf(other)} (namespace ${namespaceOf(other)})`);
}

function hostPorts(containers: readonly JsonObject[]): unknown[] {
  return containers.flatMap((container) =>
    itemsAt(container, 'ports').flatMap(({ item }) => (typeof item.hostPort === 'number' ? [item.hostPort] : [])),
  );
}
