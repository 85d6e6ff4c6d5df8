import type { VerifiedPod, VerifiedRelease, VerifiedServer } from '../../../generated/types.js';
import { labelOf, nameOf, textAt } from '../../../kubernetes/kubectl.js';
import { rangesInWords } from '../../../redis/cluster-nodes.js';
import type { Check, VerifyFinding } from '../finding.js';
import { unboundPorts } from '../objects/checks/ports.js';
import type { LivePod, LiveRelease } from '../objects/release.js';
import type { Asked } from '../servers/ask.js';

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

/** A reporter is a pure function; its text ends with a line break. */
export type Reporter = (report: Verification, layout: { color: boolean }) => string;

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

function verifiedPod(release: LiveRelease, pod: LivePod): VerifiedPod {
  const node = release.nodes.find(({ name }) => name === pod.nodeName);
  const key = release.placement.ordinalLabel(pod.ordinal)?.key;
  const label = node && key !== undefined ? labelOf(node.object, key) : undefined;
  const nodeIP = node?.internalIp ?? pod.hostIp;
  return {
    ordinal: pod.ordinal,
    name: pod.name,
    state: stateOf(pod),
    ...(pod.nodeName !== undefined && { node: pod.nodeName }),
    ...(nodeIP !== undefined && { nodeIP }),
    ...(pod.announced !== undefined && { announced: pod.announced }),
    ...(pod.home !== undefined && { home: pod.home }),
    ...(label !== undefined && { label }),
    ...(pod.object && { bound: unboundPorts(release, pod.container).length === 0 }),
    ...(pod.right !== undefined && { right: pod.right }),
  };
}

function stateOf({ object, ready, nodeName }: LivePod): VerifiedPod['state'] {
  if (object === undefined) return 'missing';
  if (textAt(object, 'metadata', 'deletionTimestamp') !== undefined) return 'Terminating';
  if (ready) return 'Ready';
  return nodeName === undefined || textAt(object, 'status', 'phase') === 'Pending' ? 'Pending' : 'Not Ready';
}

/** A server's row in the reports. */
export function verifiedServer({ ip, port, answer, silence }: Asked, of: string | undefined): VerifiedServer {
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
