import { shellCommand } from '../../../../base/shell.js';
import type { Diagnosis } from '../../finding.js';
import { COMMAND } from '../cluster.js';
import { type LiveRelease, nodeTitle, placesOf } from '../release.js';
import { uncordon } from '../remedies.js';

/** Without nodes in the input half of what can go wrong cannot be seen. */
export function nodesNotGiven({ nodes, title }: LiveRelease): Diagnosis[] {
  if (nodes.length > 0) return [];
  const message = 'there are no nodes in the input: their labels, and whether they take pods, were not checked';
  return [{ subject: title, message, remedy: `May you read them? ${COMMAND}` }];
}

/** Nodes whose kubelet does not report. */
export function notReadyNodes(release: LiveRelease): Diagnosis[] {
  return placesOf(release)
    .filter(({ node }) => !node.ready)
    .map(({ pod, node: { name, readyMessage } }) => ({
      subject: `node ${name}`,
      message: `node ${nodeTitle(release, name)} of pod ${pod.ordinal} is not Ready${readyMessage ? `: ${readyMessage}` : ''}`,
      remedy: 'Bring the node back. If it is lost for good, replace it: docs/verify.md, "A node is lost".',
      commands: [shellCommand('kubectl', 'describe', 'node', name)],
      ordinals: [pod.ordinal],
    }));
}

/** Nodes that pods ran on and that are deleted, or known by another name now. */
export function goneNodes({ nodes, pods }: LiveRelease): Diagnosis[] {
  if (nodes.length === 0) return [];
  return pods.flatMap(({ name, ordinal, pod }) => {
    if (pod?.nodeName === undefined || nodes.some((node) => node.name === pod.nodeName)) return [];
    return [
      {
        subject: `pod ${name}`,
        message: `the cluster has no node ${pod.nodeName}, on which pod ${ordinal} is said to run`,
        remedy:
          'Kubernetes removes the pod in some minutes. How to replace the node is in docs/verify.md, "A node is lost".',
        ordinals: [ordinal],
      },
    ];
  });
}

/** Nodes that take no new pod: a pod that is created again waits, or goes elsewhere. */
export function cordonedNodes(release: LiveRelease): Diagnosis[] {
  return placesOf(release)
    .filter(({ node }) => node.cordoned)
    .map(({ pod, node: { name } }) => ({
      subject: `node ${name}`,
      message: `node ${nodeTitle(release, name)} of pod ${pod.ordinal} is cordoned: a pod that is created again now does not get its node`,
      remedy: 'When the work on it is done, uncordon it before any pod is created again.',
      commands: [uncordon(name)],
      ordinals: [pod.ordinal],
    }));
}
