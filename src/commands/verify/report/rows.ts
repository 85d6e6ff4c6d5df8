import type { VerifiedPod, VerifiedRelease, VerifiedServer } from '../../../generated/types.js';
import type { KubePod } from '../../../kubernetes/kubectl.js';
import { nameOf } from '../../../kubernetes/objects.js';
import { rangesInWords } from '../../../redis/cluster-nodes.js';
import type { LivePod, LiveRelease } from '../objects/release.js';
import type { ViewedServer } from '../servers/view.js';

/** A release's row in the reports. */
export function verifiedRelease(release: LiveRelease): VerifiedRelease {
  return {
    name: release.name,
    namespace: release.namespace,
    statefulSet: nameOf(release.statefulSet),
    dataSurvives: release.dataSurvives,
    pods: release.pods.map((pod) => verifiedPod(release, pod)),
  };
}

function verifiedPod(release: LiveRelease, live: LivePod): VerifiedPod {
  const { ordinal, name, pod, announced, home, right, unbound } = live;
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
    ...(pod && { bound: unbound.length === 0 }),
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
export function verifiedServer(server: ViewedServer): VerifiedServer {
  const { ip, port, place } = server;
  const about = { address: ip, port, ...(place && { of: place.title }) };
  if ('silence' in server) return { ...about, error: server.silence.message };
  const { announced, state, keys, own } = server.answer;
  return {
    ...about,
    id: own.id,
    ...(announced !== undefined && { announced }),
    clusterState: state,
    ...(keys !== undefined && { keys }),
    role: own.flags.has('master') ? 'master' : 'replica',
    ...(own.slots.length > 0 && { slots: rangesInWords(own.slots) }),
  };
}
