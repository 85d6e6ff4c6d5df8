import type { VerifiedPod, VerifiedRelease, VerifiedServer } from '../../../generated/types.js';
import { nameOf } from '../../../kubernetes/kubectl.js';
import type { KubePod } from '../../../kubernetes/pod.js';
import { rangesInWords } from '../../../redis/cluster-nodes.js';
import type { Check, VerifyFinding } from '../finding.js';
import { unboundPorts } from '../objects/checks/ports.js';
import type { LivePod, LiveRelease } from '../objects/release.js';
import type { AskedServer } from '../servers/ask.js';

/** What was checked for one release, or one list of servers: the passed checks too. */
export interface Section {
  title: string;
  checks: readonly Pick<Check<unknown>, 'id' | 'description'>[];
}

/** All that a reporter gets. */
export interface Verification {
  version: string;
  releases: readonly VerifiedRelease[];
  servers: readonly VerifiedServer[];
  sections: readonly Section[];
  findings: readonly VerifyFinding[];
}

export function countsOf({ findings }: Verification): { error: number; warning: number } {
  const error = findings.filter(({ severity }) => severity === 'error').length;
  return { error, warning: findings.length - error };
}

/** A release's row in the reports. */
export function verifiedRelease(release: LiveRelease): VerifiedRelease {
  return {
    name: release.release,
    namespace: release.namespace,
    statefulSet: nameOf(release.statefulSet),
    dataSurvives: release.dataSurvives,
    pods: release.pods.map((pod) => verifiedPod(release, pod)),
  };
}

function verifiedPod(release: LiveRelease, live: LivePod): VerifiedPod {
  const { ordinal, name, pod, announced, home, right, container } = live;
  const node = release.nodes.find((one) => one.name === pod?.nodeName);
  const key = release.placement.ordinalLabel(ordinal)?.key;
  const label = node && key !== undefined ? node.labels[key] : undefined;
  const nodeIP = node?.internalIp ?? pod?.hostIp;
  return {
    ordinal,
    name,
    state: stateOf(pod),
    ...(pod?.nodeName !== undefined && { node: pod.nodeName }),
    ...(nodeIP !== undefined && { nodeIP }),
    ...(announced !== undefined && { announced }),
    ...(home !== undefined && { home }),
    ...(label !== undefined && { label }),
    ...(pod && { bound: unboundPorts(release, container).length === 0 }),
    ...(right !== undefined && { right }),
  };
}

function stateOf(pod: KubePod | undefined): VerifiedPod['state'] {
  if (pod === undefined) return 'missing';
  if (pod.deletedAt !== undefined) return 'Terminating';
  if (pod.ready) return 'Ready';
  if (pod.phase === 'Failed') return 'Failed';
  return pod.nodeName === undefined || pod.phase === 'Pending' ? 'Pending' : 'Not Ready';
}

/** A server's row in the reports. */
export function verifiedServer({ ip, port, answer, silence }: AskedServer, of: string | undefined): VerifiedServer {
  const own = answer?.nodes.find(({ flags }) => flags.has('myself'));
  return {
    address: ip,
    port,
    ...(of !== undefined && { of }),
    ...(answer && {
      id: answer.id,
      ...(answer.announced !== undefined && { announced: answer.announced }),
      clusterState: answer.state,
      ...(answer.keys !== undefined && { keys: answer.keys }),
    }),
    ...(own && { role: own.flags.has('master') ? ('master' as const) : ('replica' as const) }),
    ...(own && own.slots.length > 0 && { slots: rangesInWords(own.slots) }),
    ...(silence && { error: silence.message }),
  };
}
