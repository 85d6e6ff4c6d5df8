import type { Chart } from '../generated/types.js';
import { at, listAt, type Path } from '../json/at.js';
import type { TextPlace } from '../yaml/read/locate.js';
import { type Environment, lastAssignment } from './environment.js';

/**
 * Which address a pod announces to every client.
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
 * Reads it from the server's container, of a StatefulSet's template or of a running pod. The chart takes
 * `${ips[$pod_index]}` of its list, in every version with externalAccess (1.0.0 to 13.0.5).
 */
export function announcement(environment: Environment, chart: Chart): Announcement {
  const { variable, hostname, endpointType } = chart.announce;
  const isByIp = environment.get(endpointType)?.value === 'ip';
  if (hostname === undefined || isByIp) return announcementBy(environment, variable);
  const named = announcementBy(environment, hostname);
  if (named.by === 'list') return { ...named, hosts: true };
  return named.by === 'pod' ? announcementBy(environment, variable) : named;
}

function announcementBy(environment: Environment, variable: string): Announcement {
  const set = lastAssignment(environment.script, variable);
  if (set === undefined) return fromEnvironment(environment, variable, variable) ?? { by: 'pod' };
  const [, list] = /^\$\{(\w+)\[/.exec(set) ?? [];
  const [, other] = /^\$\{?(\w+)\}?$/.exec(set) ?? [];
  const known =
    list === undefined ? other && fromEnvironment(environment, variable, other) : fromList(environment, list);
  return known || { by: 'unknown', variable, text: set };
}

/** The IP an ordinal announces, as far as the manifest alone says: undefined for `pod`, `unknown` and a short list. */
export function announcedIp(
  announced: Announcement,
  ordinal: number,
  hostIp: string | undefined = undefined,
): string | undefined {
  if (announced.by === 'host') return hostIp;
  return announced.by === 'list' ? announced.ips[ordinal] : undefined;
}

function fromList({ container }: Environment, name: string): Announcement | undefined {
  const list = announcedLists(container).findLast(({ variable }) => variable === name);
  return list && { by: 'list', ips: list.ips.map(({ ip }) => ip) };
}

const FIELDS: Readonly<Record<string, Announcement>> = {
  'status.hostIP': { by: 'host' },
  'status.podIP': { by: 'pod' },
};

function fromEnvironment(environment: Environment, variable: string, name: string): Announcement | undefined {
  const found = environment.get(name);
  return found && (FIELDS[found.field ?? ''] ?? { by: 'unknown', variable, text: `$${name}` });
}

/** A start script's list of IPs, and where each of them is. */
export interface AnnouncedList {
  /** The shell variable that holds it. */
  variable: string;
  /** The script's path, from where the list was looked for. */
  path: Path;
  /** The whole list, between its brackets. */
  place: TextPlace;
  ips: { ip: string; place: TextPlace }[];
}

/**
 * `ips=($(echo "[A B C]" | …))`, the same in every chart version with externalAccess (1.0.0 to 13.0.5). An IP may be in
 * brackets of its own, by mistake.
 */
const LIST = /^(\s*(\w+)=\(.*?\[)((?:[^[\]]|\[[^\]]*\])*)\]/;

/**
 * Finds the list of the container at this path: pod i announces the i-th IP of it, and pod 0 creates the cluster
 * from all of them. It is in the script with overlay announce-host-ip, too. Undefined without externalAccess.
 */
export function announcedList(statefulSet: unknown, container: Path): AnnouncedList | undefined {
  const [list] = announcedLists(at(statefulSet, ...container));
  return list && { ...list, path: [...container, ...list.path] };
}

/** The lists in the scripts of a container, of a StatefulSet's template or of a running pod. */
function announcedLists(container: unknown): AnnouncedList[] {
  return ['command', 'args'].flatMap((key) =>
    listAt(container, key).flatMap((word, index) =>
      listsIn(String(word)).map((list) => ({ ...list, path: [key, index] })),
    ),
  );
}

function listsIn(script: string): Omit<AnnouncedList, 'path'>[] {
  return script.split('\n').flatMap((line, lineIndex) => {
    const [, head, variable, inner] = LIST.exec(line) ?? [];
    if (head === undefined || variable === undefined || inner === undefined) return [];
    const placeOf = (text: string, startColumn = head.length): TextPlace => {
      return { lineIndex, startColumn, endColumn: startColumn + text.length };
    };
    const ips = [...inner.matchAll(/\S+/g)].map(({ 0: ip, index }) => ({
      ip,
      place: placeOf(ip, head.length + index),
    }));
    return [{ variable, place: placeOf(inner), ips }];
  });
}
