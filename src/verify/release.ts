import { type Announcement, announcedIp, announcement } from '../chart/announced.js';
import { at, dataSurvives, itemsAt, POD, replicasOf, serverContainer } from '../chart/statefulset.js';
import type { Chart, NodeEntry } from '../generated/types.js';
import type { JsonObject } from '../json.js';
import { canonicalAddress } from '../nodes/address.js';
import type { Placement } from '../nodes/placement.js';
import { type ClusterObjects, conditionOf, labelOf, nameOf, namespaceOf, textAt } from './objects.js';
import type { Found } from './select.js';

/** A node as far as placement needs it. */
export interface LiveNode {
  name: string;
  /** Every IP the node has, canonical. */
  addresses: readonly string[];
  internalIp: string | undefined;
  ready: boolean;
  cordoned: boolean;
  object: JsonObject;
}

/** One ordinal of the StatefulSet: the pod that is there for it, or not. */
export interface LivePod {
  ordinal: number;
  name: string;
  /** undefined: there is no such pod. */
  object: JsonObject | undefined;
  ready: boolean;
  /** The server's container, of the pod, else of the template. */
  container: JsonObject | undefined;
  nodeName: string | undefined;
  hostIp: string | undefined;
  announcement: Announcement;
  /** The IP its start script announces. */
  scriptIp: string | undefined;
  /** The IP it really announces: what the server says (`--redis`), else what its start script says. */
  announced: string | undefined;
  /** The node whose IP it announces, by name; undefined where no node is known to have it. */
  home: string | undefined;
  /** The same of its start script's IP: where it belongs when it is made anew. */
  place: string | undefined;
  /** Whether it runs on that node; undefined where that cannot be told. */
  right: boolean | undefined;
}

/** A release as it runs, with all that is needed to judge it. */
export interface LiveRelease extends Found {
  title: string;
  pods: readonly LivePod[];
  /** Empty where nodes were not asked for. */
  nodes: readonly LiveNode[];
  services: readonly JsonObject[];
  /** All pods of the input, for who holds a port. */
  allPods: readonly JsonObject[];
  /** The configuration's nodes, where it speaks of this release. */
  configured: readonly NodeEntry[];
  placement: Placement;
  /** The announcement of the StatefulSet's template. */
  template: Announcement;
  container: JsonObject | undefined;
  /** Whether a pod that is made anew finds its data again. */
  dataSurvives: boolean;
}

/** What a release is judged by beside the cluster's own objects. */
export interface Expectation {
  configured: readonly NodeEntry[];
  placement: Placement;
  /** What the server at a host IP says it announces, where it was asked. */
  told: ReadonlyMap<string, string>;
}

/** Puts together what belongs to one release. */
export function liveRelease(found: Found, objects: ClusterObjects, expected: Expectation): LiveRelease {
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

/** The node label an ordinal is steered by; undefined where its node follows the pod, or nothing steers it. */
export function wantedLabel(release: LiveRelease, ordinal: number): { key: string; value: string } | undefined {
  return release.template.by === 'list' ? release.placement.ordinalLabel(ordinal) : undefined;
}

/** The nodes that carry an ordinal's label. */
export function labelledNodes(release: LiveRelease, ordinal: number): LiveNode[] {
  const label = wantedLabel(release, ordinal);
  return label ? release.nodes.filter(({ object }) => labelOf(object, label.key) === label.value) : [];
}

/** `dio-master02 (10.0.0.5)`. */
export function nodeTitle(release: LiveRelease, name: string): string {
  const ip = release.nodes.find((node) => node.name === name)?.internalIp ?? hostIpOn(release, name);
  return ip === undefined ? name : `${name} (${ip})`;
}

function hostIpOn(release: LiveRelease, node: string): string | undefined {
  return release.pods.find(({ nodeName }) => nodeName === node)?.hostIp;
}

/** Whether the StatefulSet makes its pods one after the other (Kubernetes' default). */
export function createsInOrder({ statefulSet }: LiveRelease): boolean {
  return (at(statefulSet, 'spec', 'podManagementPolicy') ?? 'OrderedReady') === 'OrderedReady';
}

/** Whether pods use the node's own network: then every port is a host port. */
export function usesHostNetwork({ statefulSet }: LiveRelease): boolean {
  return at(statefulSet, ...POD, 'hostNetwork') === true;
}
