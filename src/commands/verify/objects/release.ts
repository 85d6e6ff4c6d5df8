import { type Announcement, announcedIp, announcement } from '../../../charts/announced.js';
import { dataSurvives, memberOrdinals, serverContainer } from '../../../charts/statefulset.js';
import type { NodeEntry } from '../../../generated/types.js';
import { at, itemsAt } from '../../../json/at.js';
import type { JsonObject } from '../../../json/values.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { nameOf, namespaceOf } from '../../../kubernetes/kubectl.js';
import { podName } from '../../../kubernetes/names.js';
import type { KubeNode } from '../../../kubernetes/node.js';
import type { KubePod } from '../../../kubernetes/pod.js';
import { POD, usesHostNetwork } from '../../../kubernetes/pod-template.js';
import type { Placement } from '../../../overlays/placement.js';
import type { ClusterObjects } from './cluster.js';
import type { RunningRelease } from './select.js';

/** One ordinal of a StatefulSet as Kubernetes has it: the pod that is there for it, or not. */
export interface OrdinalPod {
  ordinal: number;
  name: string;
  /** undefined: there is no such pod. */
  pod: KubePod | undefined;
  /** The server's container, of the pod, else of the template. */
  container: JsonObject | undefined;
  announcement: Announcement;
  /** The IP its start script announces. */
  scriptIp: string | undefined;
}

/** An ordinal in its cluster. */
export interface LivePod extends OrdinalPod {
  /** Where the node on which it runs is reached: its IP, or the host name that is announced of it. */
  here: string | undefined;
  /** The address it really announces: what the server says (`--redis`), else what its start script says. */
  announced: string | undefined;
  /** The node whose IP it announces, by name; undefined where no node is known to have it. */
  home: string | undefined;
  /** The same of its start script's IP: where it belongs when it is created again. */
  place: string | undefined;
  /** Whether it runs on that node; undefined where that cannot be known. */
  right: boolean | undefined;
}

/** A release as it runs, with all that is needed to judge it. */
export interface LiveRelease extends RunningRelease {
  title: string;
  pods: readonly LivePod[];
  /** Empty where nodes were not asked for. */
  nodes: readonly KubeNode[];
  services: readonly JsonObject[];
  /** All pods of the input, for who holds a port. */
  allPods: readonly KubePod[];
  /** The configuration's nodes, where it speaks of this release. */
  configured: readonly NodeEntry[];
  placement: Placement;
  /** The announcement of the StatefulSet's template. */
  template: Announcement;
  container: JsonObject | undefined;
  hostNetwork: boolean;
  /** Whether a pod that is created again finds its data. */
  dataSurvives: boolean;
}

/** What a release is judged by beside the cluster's own objects. */
export interface Expectation {
  configured: readonly NodeEntry[];
  placement: Placement;
  /** What the server at an IP (canonical) says it announces, where it was asked. */
  announcedAt: ReadonlyMap<string, string>;
}

/** The ordinals of a release, with the pod of each. */
export function ordinalPods({ statefulSet, namespace, chart }: RunningRelease, { pods }: ClusterObjects): OrdinalPod[] {
  const template = serverContainer(statefulSet, chart)?.item;
  return memberOrdinals(statefulSet).map((ordinal) => {
    const name = podName(nameOf(statefulSet), ordinal);
    const pod = pods.find((one) => one.namespace === namespace && one.name === name);
    const own = pod && serverContainer({ spec: { template: { spec: pod.spec } } }, chart)?.item;
    const container = own ?? template;
    const announced = announcement(container, chart);
    // With hostNetwork the pod's own IP is the node's.
    const nodeIp = announced.by === 'pod' && usesHostNetwork(pod?.spec) ? pod?.hostIp : undefined;
    const scriptIp = announcedIp(announced, ordinal, pod?.hostIp) ?? nodeIp;
    return { ordinal, name, pod, container, announcement: announced, scriptIp };
  });
}

/** Puts together all that is known of one release. */
export function liveRelease(
  running: RunningRelease,
  ordinals: readonly OrdinalPod[],
  objects: ClusterObjects,
  { configured, placement, announcedAt }: Expectation,
): LiveRelease {
  const { statefulSet, namespace, chart } = running;
  const homeOf = homeFinder(objects.nodes, ordinals, configured);
  const container = serverContainer(statefulSet, chart)?.item;
  return {
    ...running,
    title: `${running.release || nameOf(statefulSet)} in namespace ${namespace}`,
    pods: ordinals.map((one): LivePod => {
      const { hostIp, nodeName } = one.pod ?? {};
      const isNamed = one.announcement.by === 'list' && one.announcement.hosts;
      const here = isNamed ? ordinals.find(({ scriptIp }) => homeOf(scriptIp) === nodeName)?.scriptIp : hostIp;
      const said = here === undefined ? undefined : announcedAt.get(canonicalAddress(here));
      const announced = said ?? one.scriptIp;
      const home = homeOf(announced);
      const right = nodeName === undefined || home === undefined ? undefined : nodeName === home;
      return { ...one, here, announced, home, place: homeOf(one.scriptIp), right };
    }),
    nodes: objects.nodes,
    services: objects.services.filter((service) => namespaceOf(service) === namespace),
    allPods: objects.pods,
    configured,
    placement,
    template: announcement(container, chart),
    container,
    hostNetwork: usesHostNetwork(at(statefulSet, ...POD)),
    dataSurvives: dataSurvives(statefulSet, chart),
  };
}

/**
 * Finds the node that has an address: by the configuration, whose IPs may be another network's than the nodes'
 * InternalIP; else by the nodes' own addresses and names; else, without nodes in the input, by the pods' host IPs.
 */
function homeFinder(
  nodes: readonly KubeNode[],
  ordinals: readonly OrdinalPod[],
  configured: readonly NodeEntry[],
): (address: string | undefined) => string | undefined {
  const homes = new Map<string, string>();
  for (const { ip, name } of configured) homes.set(canonicalAddress(ip), name);
  for (const { pod } of ordinals)
    if (pod?.hostIp && pod.nodeName) homes.set(canonicalAddress(pod.hostIp), pod.nodeName);
  for (const { addresses, name } of nodes) for (const address of addresses) homes.set(address, name);
  return (address) => (address === undefined ? undefined : homes.get(canonicalAddress(address)));
}

const DEFAULT_PORT = 6379;

/** The containerPort of the chart's client port. */
export function clientPort({ statefulSet, chart }: RunningRelease): number {
  const ports = itemsAt(serverContainer(statefulSet, chart)?.item, 'ports');
  const port = ports.find(({ item }) => item.name === chart.ports.client)?.item.containerPort;
  return typeof port === 'number' ? port : DEFAULT_PORT;
}

/** The node label an ordinal is steered by; undefined where its node follows the pod, or nothing steers it. */
export function wantedLabel(release: LiveRelease, ordinal: number): { key: string; value: string } | undefined {
  return release.template.by === 'list' ? release.placement.ordinalLabel(ordinal) : undefined;
}

/** The nodes that carry an ordinal's label. */
export function labelledNodes(release: LiveRelease, ordinal: number): KubeNode[] {
  const label = wantedLabel(release, ordinal);
  return label ? release.nodes.filter(({ labels }) => labels[label.key] === label.value) : [];
}

/** `dio-master02 (10.0.0.5)`. */
export function nodeTitle({ nodes, pods }: LiveRelease, name: string): string {
  const ip =
    nodes.find((node) => node.name === name)?.internalIp ?? pods.find(({ pod }) => pod?.nodeName === name)?.pod?.hostIp;
  return ip === undefined ? name : `${name} (${ip})`;
}

/** The nodes the pods belong on, with the pod of each: the only ones that matter here. */
export function placesOf(release: LiveRelease): { pod: LivePod; node: KubeNode }[] {
  return release.pods.flatMap((pod) => {
    const node = release.nodes.find(({ name }) => name === pod.place);
    return node ? [{ pod, node }] : [];
  });
}

/** The ordinals of some pods. */
export function ordinalsOf(pods: readonly OrdinalPod[]): number[] {
  return pods.map(({ ordinal }) => ordinal);
}
