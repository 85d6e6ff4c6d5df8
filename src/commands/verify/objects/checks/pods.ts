import { shellCommand } from '../../../../base/shell.js';
import { listOf, podsInWords } from '../../../../base/words.js';
import { nameOf } from '../../../../kubernetes/kubectl.js';
import type { KubePod } from '../../../../kubernetes/pod.js';
import { createsInOrder } from '../../../../kubernetes/pod-template.js';
import type { Diagnosis } from '../../finding.js';
import { COMMAND } from '../cluster.js';
import { type LivePod, type LiveRelease, ordinalsOf } from '../release.js';
import { kubectl, LOSES_DATA, type Remedy } from '../remedies.js';

/** A StatefulSet that was scaled down and not up again. */
export function scaledToZero(release: LiveRelease): Diagnosis[] {
  if (release.pods.length > 0) return [];
  const name = nameOf(release.statefulSet);
  const listed = release.template.by === 'list' ? release.template.ips.length : release.configured.length;
  return [
    {
      subject: `StatefulSet ${name}`,
      message: 'the StatefulSet asks for 0 pods',
      remedy: 'Scale it up again, to as many pods as there are nodes for it.',
      commands: listed > 0 ? [kubectl(release, 'scale', 'statefulset', name, `--replicas=${listed}`)] : [],
    },
  ];
}

/** Ordinals without a pod. */
export function missingPods(release: LiveRelease): Diagnosis[] {
  const missing = ordinalsOf(release.pods.filter(({ pod }) => pod === undefined));
  if (missing.length === 0) return [];
  const subject = podsInWords(missing);
  const { why, ...remedy } = whyMissing(release, missing[0] ?? 0);
  const are = `${subject} ${missing.length === 1 ? 'is' : 'are'} not there`;
  return [{ subject, message: `${are}${why}`, ...remedy, ordinals: missing }];
}

function whyMissing(release: LiveRelease, first: number): Remedy & { why: string } {
  const blocker = createsInOrder(release.statefulSet)
    ? release.pods.find(({ ordinal, pod }) => ordinal < first && pod?.ready === false)
    : undefined;
  if (blocker) {
    return {
      why: `: with podManagementPolicy OrderedReady a pod is created when the one before it is Ready, and pod ${blocker.ordinal} is not`,
      remedy: `See to pod ${blocker.ordinal}.`,
    };
  }
  if (release.allPods.length === 0)
    return { why: ': no pods are in the input', remedy: `Were they asked for? ${COMMAND}` };
  return {
    why: ', and nothing in the input says why',
    remedy:
      'The events of the StatefulSet say it. A common reason: Pod Security level baseline or restricted refuses host ports.',
    commands: [kubectl(release, 'describe', 'statefulset', nameOf(release.statefulSet))],
  };
}

/** Pods on a node that are not Ready, or on their way out. */
export function notReadyPods(release: LiveRelease): Diagnosis[] {
  return release.pods.flatMap((live) => {
    const { name, ordinal, pod } = live;
    if (pod?.nodeName === undefined || pod.ready) return [];
    const where = `pod ${ordinal} on ${pod.nodeName}`;
    const node = release.nodes.find((one) => one.name === pod.nodeName);
    const silent = node?.ready === false ? node.name : undefined;
    const { said, ...remedy } = whyNotReady(release, live, pod, silent);
    return [{ subject: `pod ${name}`, message: `${where} ${said}`, ...remedy, ordinals: [ordinal] }];
  });
}

/** @param silent the pod's node, where it does not report */
function whyNotReady(
  release: LiveRelease,
  live: LivePod,
  pod: KubePod,
  silent: string | undefined,
): Remedy & { said: string } {
  const describe = kubectl(release, 'describe', 'pod', live.name);
  if (pod.deletedAt !== undefined) {
    const said = `is being deleted (${pod.deletedAt}), and the new one is created when it is gone`;
    return silent === undefined
      ? { said, remedy: 'Verify again when it is back.' }
      : stuck(release, live, said, silent);
  }
  if (pod.phase === 'Failed') {
    const why = [pod.reason, pod.message].filter((part) => part !== undefined).join(': ');
    return { said: `has failed${why && ` (${why})`}`, remedy: failed(pod), commands: [describe] };
  }
  if (silent !== undefined) {
    return {
      said: 'is not Ready: its node does not report, so nothing probes it, and whether the server runs is not known here',
      remedy: `See to node ${silent} first; verify --redis asks the server itself.`,
      commands: [shellCommand('kubectl', 'describe', 'node', silent)],
    };
  }
  const log = kubectl(release, 'logs', live.name, '-c', String(live.container?.name ?? ''), '--tail=50');
  return {
    said: `is not Ready: ${pod.waiting.length > 0 ? listOf(pod.waiting) : 'its readiness probe fails'}`,
    remedy: 'Its events and its log say more.',
    commands: [describe, log],
  };
}

function stuck(release: LiveRelease, { name }: LivePod, said: string, node: string): Remedy & { said: string } {
  const force = `Only if ${node} is switched off for certain, delete the pod by force: two servers with one identity harm the data.`;
  return {
    said: `${said}; its node is not Ready and cannot say that it is`,
    remedy: release.dataSurvives ? force : `${force} ${LOSES_DATA}`,
    commands: [kubectl(release, 'delete', 'pod', name, '--force', '--grace-period=0')],
  };
}

/** The kubelet's reasons, by which it refuses a pod or ends it (Kubernetes, `pkg/kubelet`). */
function failed({ reason }: KubePod): string {
  if (reason === 'NodePorts') {
    return 'Another pod or process of the node holds the host port: see what it is. The StatefulSet replaces the pod when the port is free.';
  }
  if (reason === 'Evicted') {
    return 'The node was short of memory or disk. The StatefulSet replaces the pod; requests equal to limits make it the last to be evicted.';
  }
  return 'The StatefulSet replaces a failed pod by itself; if it fails again, its events say why.';
}
