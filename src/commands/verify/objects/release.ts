import { groupBy } from '../../../base/util.js';
import { announcedIp, type RedisServer, serverIn } from '../../../charts/server.js';
import { dataSurvives, memberOrdinals } from '../../../charts/storage.js';
import type { NodeEntry, NodeLabel } from '../../../generated/types.js';
import { at } from '../../../json/values.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type KubeNode, type KubePod, titleOf } from '../../../kubernetes/kubectl.js';
import { nameOf, namespaceOf, POD_NAME_LABEL, podName, textAt } from '../../../kubernetes/objects.js';
import { POD } from '../../../kubernetes/pod-template.js';
import { type Configuration, stepsOn } from '../../../overlays/configuration.js';
import { placementOf } from '../../../overlays/setup.js';
import type { RedisQuestions } from '../servers/ask.js';
import type { ClusterObjects, RunningRelease } from './cluster.js';

/** A release as it runs, with all that is needed to judge it. */
export type LiveRelease = Readonly<Awaited<ReturnType<typeof liveRelease>>>;

/** One ordinal of a StatefulSet in its cluster. */
export type LivePod = Readonly<LiveRelease['pods'][number]>;

/**
 * Puts together all that is known of one release, and asks its servers where they are to be asked.
 *
 * @param configured the nodes of the configuration, where they are of this release
 */
export async function liveRelease(
  running: RunningRelease,
  { nodes, pods: allPods, services }: ClusterObjects,
  configuration: Configuration,
  configured: readonly NodeEntry[],
  redis: RedisQuestions | undefined,
) {
  const { statefulSet, namespace, chart } = running;
  const server = serverIn(at(statefulSet, ...POD), chart);
  const scripted = memberOrdinals(statefulSet).map((ordinal) => scriptedPod(running, ordinal, allPods, server));
  const byAddress = nodesByAddress(nodes);
  const homeOf = homes(byAddress, allPods, configured);
  const port = redis?.port ?? clientPort(server);
  // Servers may be at the announced addresses, and at the IPs of the nodes on which the pods are.
  const addresses = scripted.flatMap((one) => [one.scriptIp, one.isNamed ? undefined : one.pod?.hostIp]);
  const asked = await redis?.ask(addresses.flatMap((ip) => (ip === undefined ? [] : { ip, port })));
  const said = new Map(asked?.map(({ ip, answer }) => [canonicalAddress(ip), answer?.announced]));
  const placement = placementOf(stepsOn(chart, configuration));
  const nodeNamed = (name: string | undefined) => nodes.find((node) => node.name === name);
  return {
    ...running,
    pods: scripted.map((one) => {
      const { ordinal, name, pod, node, scriptIp } = one;
      const nodeObject = nodeNamed(node);
      const here = one.isNamed ? scripted.find(({ scriptIp }) => homeOf(scriptIp) === node)?.scriptIp : pod?.hostIp;
      const announced = said.get(canonicalAddress(here ?? '')) || scriptIp;
      const home = homeOf(announced, node);
      const place = homeOf(scriptIp, node);
      const placeNode = nodeNamed(place);
      const ordinalLabel = placement.ordinalLabel(ordinal);
      const label = server.announced.by === 'list' ? ordinalLabel : undefined;
      return {
        ...one,
        /** The node on which it runs, where that is in the input, and as texts name it: `dio-master02 (10.0.0.5)`. */
        nodeObject,
        on: nodeObject?.title ?? titleOf(node ?? '', pod?.hostIp),
        nodeIP: nodeObject?.internalIp ?? pod?.hostIp,
        /** The value that its node has of the ordinals' label. */
        labelThere: ordinalLabel && nodeObject?.labels[ordinalLabel.key],
        /** Where the node on which it runs is reached: its IP, or the host name that is announced of it. */
        here,
        /** The address it really announces: what the server says (`--redis`), else what its start script says. */
        announced,
        /** The node whose address it announces, by name; undefined where no node is known to have it. */
        home,
        /** Whether it runs on that node; undefined where that cannot be known. */
        right: node === undefined || home === undefined ? undefined : node === home,
        /** The node whose address its start script announces, by name: where it belongs when it is created again. */
        place,
        /** The same, where it is in the input, and how texts name it. */
        placeNode,
        placeTitle: placeNode?.title,
        /** The node label it is steered by; undefined where its node follows the pod, or nothing steers it. */
        label: label && labelText(label),
        labelKey: label?.key,
        /** The nodes that carry it. */
        labelled: label ? nodes.filter(({ labels }) => labels[label.key] === label.value) : [],
        /** The Services that lead to it alone. */
        services: services.filter((service) => {
          return namespaceOf(service) === namespace && textAt(service, 'spec', 'selector', POD_NAME_LABEL) === name;
        }),
      };
    }),
    /** Empty where nodes were not asked for. */
    nodes,
    /** Whether there is no node of this name, where nodes were asked for. */
    isGone: (name: string): boolean => nodes.length > 0 && !nodeNamed(name),
    /** Those that have an address (canonical): one, unless something is wrong. */
    byAddress,
    /** All pods of the input, for who holds a port. */
    allPods,
    /** The configuration's nodes, where it speaks of this release. */
    configured,
    placement,
    /** The server of the StatefulSet's template, and the ports that it does not bind. */
    server,
    unbound: unboundPorts(server),
    /** Whether a pod that is created again finds its data. */
    dataSurvives: dataSurvives(statefulSet, chart),
    /** What its servers said, where they were asked. */
    asked,
  };
}

/** An ordinal by what Kubernetes has of it. */
function scriptedPod(running: RunningRelease, ordinal: number, pods: readonly KubePod[], template: RedisServer) {
  const { statefulSet, namespace, chart } = running;
  const name = podName(nameOf(statefulSet), ordinal);
  const pod = pods.find((one) => one.namespace === namespace && one.name === name);
  const own = pod && serverIn(pod.spec, chart);
  const server = own?.container ? own : template;
  const { container, announced } = server;
  // With hostNetwork the pod's own IP is the node's.
  const nodeIp = announced.by === 'pod' && server.hostNetwork ? pod?.hostIp : undefined;
  return {
    ordinal,
    ordinals: [ordinal],
    name,
    /** undefined: there is no such pod. */
    pod,
    /** The name of the node on which it is. */
    node: pod?.nodeName,
    /** The server's container, of the pod, else of the template. */
    container,
    announcement: announced,
    /** Whether it announces a host name. */
    isNamed: announced.by === 'list' && announced.hosts === true,
    /** The address its start script announces. */
    scriptIp: announcedIp(announced, ordinal, pod?.hostIp) ?? nodeIp,
    /** The chart's ports that it does not bind on its node. */
    unbound: unboundPorts(server),
  };
}

function nodesByAddress(nodes: readonly KubeNode[]): Map<string, KubeNode[]> {
  const pairs = nodes.flatMap((node) => [...new Set(node.addresses)].map((address) => ({ address, node })));
  const groups = [...groupBy(pairs, ({ address }) => address)];
  return new Map(groups.map(([address, some]) => [address, some.map(({ node }) => node)]));
}

/**
 * The name of the node that has an address: of the nodes' own addresses and names, else (without nodes in the input) of the host
 * IPs of all pods, else of the configuration, which may be another network's. Of several that have it (node-ip-doubled) the one
 * on which the pod is.
 */
function homes(
  byAddress: ReadonlyMap<string, readonly KubeNode[]>,
  pods: readonly KubePod[],
  configured: readonly NodeEntry[],
): (address: string | undefined, there?: string) => string | undefined {
  const others = new Map([
    ...configured.map(({ ip, name }) => [canonicalAddress(ip), name] as const),
    ...pods.map(({ hostIp = '', nodeName }) => [canonicalAddress(hostIp), nodeName] as const),
  ]);
  return (address, there) => {
    if (address === undefined) return undefined;
    const key = canonicalAddress(address);
    const owners = byAddress.get(key) ?? [];
    return (owners.find(({ name }) => name === there) ?? owners[0])?.name ?? others.get(key);
  };
}

const DEFAULT_PORT = 6379;

/** The containerPort of the chart's client port. */
function clientPort({ ports }: RedisServer): number {
  const port = ports.find(({ which }) => which === 'client')?.item?.containerPort;
  return typeof port === 'number' ? port : DEFAULT_PORT;
}

/** The chart's ports without a hostPort of the same number, as messages name them. */
function unboundPorts({ ports }: RedisServer): string[] {
  const unbound = ports.filter(({ item, bound }) => item && bound !== item.containerPort);
  return unbound.map(({ name, item }) => `${name} (${item?.containerPort})`);
}

/** The words of the server's own client inside a pod; the container's environment has the password. */
export function inPod(release: LiveRelease, { name, container }: LivePod): string[] {
  const port = clientPort(release.server);
  const client = [release.chart.values.cli, ...(port === DEFAULT_PORT ? [] : ['-p', String(port)])];
  return ['kubectl', '-n', release.namespace, 'exec', name, '-c', String(container?.name ?? ''), '--', ...client];
}

/** What a finding says of several. */
export function ofPods(pods: readonly LivePod[]): { ordinals: readonly number[]; names: readonly string[] } {
  return { ordinals: pods.map(({ ordinal }) => ordinal), names: pods.map(({ name }) => name) };
}

export function labelText({ key, value }: NodeLabel): string {
  return `${key}=${value}`;
}
