import type { Chart } from '../generated/types.js';
import { at, itemsAt } from '../json/at.js';
import { announcedLists } from './announced-list.js';
import { lastAssignment, scriptOf } from './environment.js';

/**
 * Which IP a pod announces to the cluster and so to every client.
 *
 * - `list`: the start script's list, pod i takes `ips[i]` (the chart's externalAccess)
 * - `host`: the IP of the node the pod runs on (`status.hostIP`, overlay announce-host-ip)
 * - `pod`: the pod's own IP, which only the cluster network knows (no externalAccess)
 * - `unknown`: the script sets it in a way not known here; `text` is what it sets it to
 */
export type Announcement =
  | { by: 'list'; ips: readonly string[] }
  | { by: 'host' }
  | { by: 'pod' }
  | { by: 'unknown'; text: string };

/**
 * Reads it from the server's container, of a StatefulSet's template or of a running pod. The chart takes
 * `${ips[$pod_index]}` of its list, in every version with externalAccess (1.0.0 to 13.0.5).
 */
export function announcement(container: unknown, chart: Chart): Announcement {
  const script = scriptOf(container);
  const set = lastAssignment(script, chart.announce.variable);
  if (set === undefined) return fromEnvironment(container, chart.announce.variable) ?? { by: 'pod' };
  const [, list] = /^\$\{(\w+)\[/.exec(set) ?? [];
  if (list !== undefined) return fromList(container, list) ?? { by: 'unknown', text: set };
  const [, variable] = /^\$\{?(\w+)\}?$/.exec(set) ?? [];
  const known = variable === undefined ? undefined : fromEnvironment(container, variable);
  return known ?? { by: 'unknown', text: set };
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

function fromList(container: unknown, name: string): Announcement | undefined {
  const list = announcedLists(container).findLast(({ variable }) => variable === name);
  return list && { by: 'list', ips: list.ips.map(({ ip }) => ip) };
}

const FIELDS: Readonly<Record<string, Announcement>> = {
  'status.hostIP': { by: 'host' },
  'status.podIP': { by: 'pod' },
};

function fromEnvironment(container: unknown, variable: string): Announcement | undefined {
  const entry = itemsAt(container, 'env').find(({ item }) => item.name === variable)?.item;
  if (entry === undefined) return undefined;
  return FIELDS[String(at(entry, 'valueFrom', 'fieldRef', 'fieldPath'))] ?? { by: 'unknown', text: `$${variable}` };
}
