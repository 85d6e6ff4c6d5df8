import { listOf, podsInWords } from '../../../base/words.js';
import { type Announcement, announcedIp, announcement } from '../../../charts/announced.js';
import { environmentOf } from '../../../charts/environment.js';
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
import { type Configuration, stepsOn } from '../../../overlays/configuration.js';
import { type Placement, placementOf } from '../../../overlays/placement.js';
import type { Diagnosis } from '../check.js';
import type { AskedServer, RedisQuestions } from '../servers/ask.js';
import type { ClusterObjects, RunningRelease } from './cluster.js';

/** One ordinal of a StatefulSet in its cluster. */
export interface LivePod {
  ordinal: number;
  name: string;
  /** undefined: there is no such pod. */
  pod: KubePod | undefined;
  /** The server's container, of the pod, else of the template. */
  container: JsonObject | undefined;
  announcement: Announcement;
  /** The address its start script announces. */
  scriptIp: string | undefined;
  /** Where the node on which it runs is reached: its IP, or the host name that is announced of it. */
  here: string | undefined;
  /** The address it really announces: what the server says (`--redis`), else what its start script says. */
  announced: string | undefined;
  /** The node whose address it announces, by name; undefined where no node is known to have it. */
  home: string | undefined;
  /** The same of its start script's address: where it belongs when it is created again. */
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
  /** What its servers said; empty where they were not asked. */
  asked: readonly AskedServer[];
}

/**
 * Puts together all that is known of one release, and asks its servers where they are to be asked.
 *
 * @param nodes those of the configuration, where they are of this release
 */
export async function liveRelease(
  running: RunningRelease,
  objects: ClusterObjects,
  configuration: Configuration,
  nodes: readonly NodeEntry[],
  redis: RedisQuestions | undefined,
): Promise<LiveRelease> {
  const { statefulSet, namespace, chart } = running;
  const scripted = memberOrdinals(statefulSet).map((ordinal) => scriptedPod(running, ordinal, objects.pods));
  const owners = ownersIn(objects.nodes, scripted, nodes);
  // Of several nodes with one address (node-ip-doubled) the one on which the pod is.
  const homeOf = (address = '', there?: string): string | undefined => {
    const names = owners.get(canonicalAddress(address)) ?? [];
    return names.find((name) => name === there) ?? names[0];
  };
  const port = redis?.port ?? clientPort(running);
  const asked = (await redis?.ask(scripted.flatMap(addressesOf).map((ip) => ({ ip, port })))) ?? [];
  const said = new Map(asked.map(({ ip, answer }) => [canonicalAddress(ip), answer?.announced]));
  const container = serverContainer(statefulSet, chart)?.item;
  return {
    ...running,
    title: `${running.release || nameOf(statefulSet)} in namespace ${namespace}`,
    pods: scripted.map((one): LivePod => {
      const { hostIp, nodeName } = one.pod ?? {};
      const here = isNamed(one) ? scripted.find(({ scriptIp }) => homeOf(scriptIp) === nodeName)?.scriptIp : hostIp;
      const announced = said.get(canonicalAddress(here ?? '')) || one.scriptIp;
      const home = homeOf(announced, nodeName);
      const right = nodeName === undefined || home === undefined ? undefined : nodeName === home;
      return { ...one, here, announced, home, place: homeOf(one.scriptIp, nodeName), right };
    }),
    nodes: objects.nodes,
    services: objects.services.filter((service) => namespaceOf(service) === namespace),
    allPods: objects.pods,
    configured: nodes,
    placement: placementOf(stepsOn(chart, configuration)),
    template: announcement(environmentOf(container), chart),
    container,
    hostNetwork: usesHostNetwork(at(statefulSet, ...POD)),
    dataSurvives: dataSurvives(statefulSet, chart),
    asked,
  };
}

/** An ordinal by what Kubernetes has of it. */
type ScriptedPod = Pick<LivePod, 'ordinal' | 'name' | 'pod' | 'container' | 'announcement' | 'scriptIp'>;

function scriptedPod(running: RunningRelease, ordinal: number, pods: readonly KubePod[]): ScriptedPod {
  const { statefulSet, namespace, chart } = running;
  const name = podName(nameOf(statefulSet), ordinal);
  const pod = pods.find((one) => one.namespace === namespace && one.name === name);
  const own = pod && serverContainer({ spec: { template: { spec: pod.spec } } }, chart);
  const container = (own ?? serverContainer(statefulSet, chart))?.item;
  const announced = announcement(environmentOf(container), chart);
  // With hostNetwork the pod's own IP is the node's.
  const nodeIp = announced.by === 'pod' && usesHostNetwork(pod?.spec) ? pod?.hostIp : undefined;
  const scriptIp = announcedIp(announced, ordinal, pod?.hostIp) ?? nodeIp;
  return { ordinal, name, pod, container, announcement: announced, scriptIp };
}

/** Whether host names are announced. */
function isNamed({ announcement }: ScriptedPod): boolean {
  return announcement.by === 'list' && announcement.hosts === true;
}

/** Where servers may be: at the announced addresses, and at the IPs of the nodes on which the pods are. */
function addressesOf(one: ScriptedPod): string[] {
  const addresses = isNamed(one) ? [one.scriptIp] : [one.scriptIp, one.pod?.hostIp];
  return addresses.filter((address) => address !== undefined);
}

/**
 * The names of nodes by their addresses (canonical): the nodes' own addresses and names; without nodes in the input the
 * pods' host IPs; and those of the configuration, which may be another network's.
 */
function ownersIn(
  nodes: readonly KubeNode[],
  pods: readonly ScriptedPod[],
  configured: readonly NodeEntry[],
): Map<string, string[]> {
  const running = pods.flatMap(({ pod }) => (pod?.hostIp && pod.nodeName ? [[pod.hostIp, pod.nodeName] as const] : []));
  const known = [...configured.map(({ ip, name }) => [ip, name] as const), ...running];
  const byAddress = new Map(known.map(([address, name]) => [canonicalAddress(address), [name]]));
  return new Map([...byAddress, ...namesByAddress(nodes)]);
}

/** The nodes that have each address. */
export function namesByAddress(nodes: readonly KubeNode[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { addresses, name } of nodes)
    for (const address of new Set(addresses)) names.set(address, [...(names.get(address) ?? []), name]);
  return names;
}

const DEFAULT_PORT = 6379;

/** The containerPort of the chart's client port. */
export function clientPort({ statefulSet, chart }: RunningRelease): number {
  const ports = itemsAt(serverContainer(statefulSet, chart)?.item, 'ports');
  const port = ports.find(({ item }) => item.name === chart.ports.client)?.item.containerPort;
  return typeof port === 'number' ? port : DEFAULT_PORT;
}

/** The chart's ports without a hostPort of the same number, as messages name them. */
export function unboundPorts({ chart, hostNetwork }: LiveRelease, container: JsonObject | undefined): string[] {
  if (hostNetwork) return [];
  const { client, bus } = chart.ports;
  return itemsAt(container, 'ports')
    .filter(({ item }) => item.name === client || item.name === bus)
    .filter(({ item }) => item.hostPort !== item.containerPort)
    .map(({ item }) => `${item.name} (${item.containerPort})`);
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

/** The nodes the pods belong on, with the pod of each: the only ones that matter here. */
export function placesOf(release: LiveRelease): { pod: LivePod; node: KubeNode }[] {
  return release.pods.flatMap((pod) => {
    const node = release.nodes.find(({ name }) => name === pod.place);
    return node ? [{ pod, node }] : [];
  });
}

/** `dio-master02 (10.0.0.5)`. */
export function nodeTitle({ nodes, pods }: LiveRelease, name: string | undefined): string {
  const node = nodes.find((one) => one.name === name);
  const ip = node?.internalIp ?? pods.find(({ pod }) => pod?.nodeName === name)?.pod?.hostIp;
  return ip === undefined ? (name ?? '') : `${name} (${ip})`;
}

export function ordinalsOf(pods: readonly LivePod[]): number[] {
  return pods.map(({ ordinal }) => ordinal);
}

/** What a diagnosis is about. */
type About = Required<Pick<Diagnosis, 'subject' | 'ordinals'>>;

export function aboutPod({ name, ordinal }: LivePod): About {
  return { subject: `pod ${name}`, ordinals: [ordinal] };
}

/** Several pods by their ordinals. */
export function aboutPods(pods: readonly LivePod[]): About {
  return { subject: podsInWords(ordinalsOf(pods)), ordinals: ordinalsOf(pods) };
}

/** Nodes, and the pod that belongs there. */
export function aboutNode(pod: LivePod, ...nodes: readonly KubeNode[]): About {
  const names = listOf(nodes.map(({ name }) => name));
  return { subject: `node${nodes.length > 1 ? 's' : ''} ${names}`, ordinals: [pod.ordinal] };
}

export function aboutStatefulSet({ statefulSet }: LiveRelease): About {
  return { subject: `StatefulSet ${nameOf(statefulSet)}`, ordinals: [] };
}
