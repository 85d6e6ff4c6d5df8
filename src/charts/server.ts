import { parseServer } from '../acl/server.js';
import type { Chart } from '../generated/types.js';
import { itemsAt, listAt, type Path } from '../json/values.js';
import { hostPortOf, POD, usesHostNetwork } from '../kubernetes/pod-template.js';
import { textPlace } from '../yaml/read/tree.js';
import { type Environment, environmentOf, type ObjectNamed } from './container-env.js';

export type RedisServer = ReturnType<typeof serverIn>;

/**
 * What a pod spec says about the server in it, of a StatefulSet's template or of a running pod.
 *
 * @param objectNamed the ConfigMaps and Secrets that its environment may name
 */
export function serverIn(podSpec: unknown, chart: Chart, objectNamed?: ObjectNamed) {
  const containers = itemsAt(podSpec, 'containers');
  const hasClientPort = (one: unknown) => itemsAt(one, 'ports').some(({ item }) => item.name === chart.ports.client);
  const own = containers.find(({ item }) => hasClientPort(item)) ?? containers[0];
  const container = own?.item;
  const path = [...POD, 'containers', ...(own ? [own.index] : [])];
  const environment = environmentOf(container, objectNamed);
  const hostNetwork = usesHostNetwork(podSpec);
  const lists = announcedLists(container);
  const [list] = lists;
  const image = String(container?.image);
  // Before the last slash a colon belongs to the registry's port, after an @ to a digest.
  const serverVersion = /^[^:@]*:([^@]*)/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];
  return {
    /** The container that runs the server: the one which has the chart's client port, else the first. */
    container,
    /** Where in a StatefulSet it is. */
    path,
    environment,
    announced: announcement(environment, lists, chart),
    /** The start script's list of IPs, also where each pod announces its node. */
    list: list && { ...list, path: [...path, ...list.path] },
    /** By the image's tag, 7.2 for `bitnami/redis-cluster:7.2.5-debian-12-r0`; its release is unknown for a digest. */
    version: parseServer({ serverVersion, product: chart.server.product }),
    hostNetwork,
    /** The chart's client port and bus port, as far as the container has them, and what they bind on the node. */
    ports: (['client', 'bus'] as const).map((which) => {
      const name = chart.ports[which];
      const port = itemsAt(container, 'ports').find(({ item }) => item.name === name);
      const bound = port && hostPortOf(port.item, hostNetwork);
      return { which, name, item: port?.item, path: [...path, 'ports', ...(port ? [port.index] : [])], bound };
    }),
  };
}

/**
 * Which address a pod announces to every client:
 *
 * - `list`: the start script's list, pod i takes `ips[i]` (the chart's externalAccess); with `hosts` it holds host names
 *   (externalAccess.hostMode), and the members know each other by their pods' IPs
 * - `host`: the IP of the node the pod runs on (`status.hostIP`, overlay announce-host-ip)
 * - `pod`: the pod's own IP, which only the cluster network knows (no externalAccess)
 * - `unknown`: the script sets it in a way not known here; `text` is what it sets it to
 */
export type Announcement =
  | { by: 'list'; ips: readonly string[]; hosts?: true }
  | { by: 'host' }
  | { by: 'pod' }
  | { by: 'unknown'; variable: string; text: string };

/**
 * Reads it from the environment of the server's container and the lists in its scripts. The chart takes
 * `${ips[$pod_index]}` of its list, in every version with externalAccess (1.0.0 to 13.0.5).
 */
export function announcement(environment: Environment, lists: readonly List[], { announce }: Chart): Announcement {
  const { hostname, endpointType } = announce;
  const named = hostname && environment.get(endpointType)?.value !== 'ip' ? by(hostname) : undefined;
  if (!named || named.by === 'pod') return by(announce.variable);
  return named.by === 'list' ? { ...named, hosts: true } : named;

  function by(variable: string): Announcement {
    const set = environment.assigned.get(variable);
    const text = set ?? `$${variable}`;
    const { list, name } = NAMED.exec(text)?.groups ?? {};
    const ips = lists.findLast((one) => one.variable === list)?.ips;
    if (ips) return { by: 'list', ips: ips.map(({ ip }) => ip) };
    const found = environment.get(name);
    if (!found && set === undefined) return { by: 'pod' };
    return FIELDS[found?.field ?? ''] ?? { by: 'unknown', variable, text };
  }
}

/** What a value names: an item of a list, or another variable. */
const NAMED = /^\$(?:\{(?<list>\w+)\[.*|\{?(?<name>\w+)\}?)$/;

const FIELDS: Readonly<Record<string, Announcement>> = {
  'status.hostIP': { by: 'host' },
  'status.podIP': { by: 'pod' },
};

/** The IP an ordinal announces, as far as the manifest alone says: undefined for `pod`, `unknown` and beyond a list. */
export function announcedIp(announced: Announcement, ordinal: number, hostIp?: string): string | undefined {
  if (announced.by === 'host') return hostIp;
  return announced.by === 'list' ? announced.ips[ordinal] : undefined;
}

/**
 * `ips=($(echo "[A B C]" | …))`, the same in every chart version with externalAccess (1.0.0 to 13.0.5). An IP may be in
 * brackets of its own, by mistake.
 */
const LIST = /^([ \t]*(\w+)=\(.*?\[)((?:[^[\]\n]|\[[^\]\n]*\])*)\]/gm;

/**
 * The lists of IPs in the start scripts of a container, also with overlay announce-host-ip; none without externalAccess. Pod i
 * announces the i-th, and pod 0 creates the cluster from all of them.
 *
 * @returns the shell variable, the script's path in the container, the place of what is between the brackets, and of each IP
 */
export function announcedLists(container: unknown) {
  return ['command', 'args'].flatMap((key) =>
    listAt(container, key).flatMap((word, index) => listsIn(String(word), [key, index])),
  );
}

type List = ReturnType<typeof listsIn>[number];

function listsIn(script: string, path: Path) {
  return [...script.matchAll(LIST)].map(({ 1: head = '', 2: variable = '', 3: inner = '', index }) => {
    const start = index + head.length;
    const ips = [...inner.matchAll(/\S+/g)].map(({ 0: ip, index: offset }) => {
      return { ip, place: textPlace(script, start + offset, ip.length) };
    });
    return { variable, path, place: textPlace(script, start, inner.length), ips };
  });
}
