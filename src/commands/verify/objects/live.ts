import { type Announcement, announcedIp, announcement } from '../../../charts/announced.js';
import { dataSurvives, serverContainer } from '../../../charts/statefulset.js';
import type { Chart, NodeEntry } from '../../../generated/types.js';
import { at, itemsAt } from '../../../json/at.js';
import type { JsonObject } from '../../../json/values.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type ClusterObjects, conditionOf, nameOf, namespaceOf, textAt } from '../../../kubernetes/kubectl.js';
import { replicasOf } from '../../../kubernetes/pod-template.js';
import type { Placement } from '../../../overlays/placement.js';
import type { LiveNode, LivePod, LiveRelease } from './release.js';
import type { RunningRelease } from './select.js';

/** What a release is judged by beside the cluster's own objects. */
export interface Expectation {
  configured: readonly NodeEntry[];
  placement: Placement;
  /** What the server at a host IP says it announces, where it was asked. */
  told: ReadonlyMap<string, string>;
}

/** Puts together what belongs to one release. */
export function liveRelease(found: RunningRelease, objects: ClusterObjects, expected: Expectation): LiveRelease {
  const { statefulSet, namespace, chart } = found;
  const nodes = objects.nodes.map(liveNode);
  const own = (object: JsonObject): boolean => namespaceOf(object) === namespace;
  const container = serverContainer(statefulSet, chart)?.item;
  const template = announcement(container, chart);
  const pods = Array.from({ length: replicasOf(statefulSet) }, (_, ordinal) => {
    const name = `${nameOf(statefulSet)}-${ordinal}`;
    const object = objects.pods.find((pod) => own(pod) && nameOf(pod) === name);
    return livePod({ ordinal, name, object, chart, container, expected });
  });
  const home = homeFinder(nodes, pods, expected.configured);
  return {
    ...found,
    title: `${found.release || nameOf(statefulSet)} in namespace ${namespace}`,
    pods: pods.map((pod) => placed(pod, home)),
    nodes,
    services: objects.services.filter(own),
    allPods: objects.pods,
    configured: expected.configured,
    placement: expected.placement,
    template,
    container,
    dataSurvives: dataSurvives(statefulSet, chart),
  };
}

function liveNode(object: JsonObject): LiveNode {
  const addresses = itemsAt(object, 'status', 'addresses').flatMap(({ item }) =>
    typeof item.address === 'string' && String(item.type).endsWith('IP') ? [{ type: item.type, ip: item.address }] : [],
  );
  return {
    name: nameOf(object),
    addresses: addresses.map(({ ip }) => canonicalAddress(ip)),
    internalIp: addresses.find(({ type }) => type === 'InternalIP')?.ip,
    ready: conditionOf(object, 'Ready')?.status !== 'False' && conditionOf(object, 'Ready')?.status !== 'Unknown',
    cordoned: at(object, 'spec', 'unschedulable') === true,
    object,
  };
}

interface PodSource {
  ordinal: number;
  name: string;
  object: JsonObject | undefined;
  chart: Chart;
  container: JsonObject | undefined;
  expected: Expectation;
}

function livePod({ ordinal, name, object, chart, container, expected }: PodSource): LivePod {
  const own = serverOf(object, chart) ?? container;
  const hostIp = textAt(object, 'status', 'hostIP');
  const announced = announcement(own, chart);
  const scriptIp = announcedIp(announced, ordinal, hostIp) ?? hostNetworkIp(object, announced, hostIp);
  const told = hostIp === undefined ? undefined : expected.told.get(canonicalAddress(hostIp));
  return {
    ordinal,
    name,
    object,
    ready:
      conditionOf(object, 'Ready')?.status === 'True' && textAt(object, 'metadata', 'deletionTimestamp') === undefined,
    container: own,
    nodeName: textAt(object, 'spec', 'nodeName'),
    hostIp,
    announcement: announced,
    scriptIp,
    announced: told ?? scriptIp,
    home: undefined,
    place: undefined,
    right: undefined,
  };
}

/** A pod is not wrapped in a template; the readers of a StatefulSet want one. */
function serverOf(pod: JsonObject | undefined, chart: Chart): JsonObject | undefined {
  return pod && serverContainer({ spec: { template: { spec: pod.spec } } }, chart)?.item;
}

/** With hostNetwork the pod's own IP is the node's. */
function hostNetworkIp(
  pod: JsonObject | undefined,
  { by }: Announcement,
  hostIp: string | undefined,
): string | undefined {
  return by === 'pod' && at(pod, 'spec', 'hostNetwork') === true ? hostIp : undefined;
}

/**
 * Finds the node that has an IP: by the configuration, whose IPs may be another network's than the nodes' InternalIP;
 * else by the nodes' own addresses; else, without nodes in the input, by the pods' host IPs.
 */
function homeFinder(
  nodes: readonly LiveNode[],
  pods: readonly LivePod[],
  configured: readonly NodeEntry[],
): (ip: string) => string | undefined {
  const homes = new Map<string, string>();
  for (const { ip, name } of configured) homes.set(canonicalAddress(ip), name);
  for (const { hostIp, nodeName } of pods) if (hostIp && nodeName) homes.set(canonicalAddress(hostIp), nodeName);
  for (const { addresses, name } of nodes) for (const address of addresses) homes.set(address, name);
  return (ip) => homes.get(canonicalAddress(ip));
}

function placed(pod: LivePod, homeOf: (ip: string) => string | undefined): LivePod {
  const [home, place] = [pod.announced, pod.scriptIp].map((ip) => (ip === undefined ? undefined : homeOf(ip)));
  const right = pod.nodeName === undefined || home === undefined ? undefined : pod.nodeName === home;
  return { ...pod, home, place, right };
}
