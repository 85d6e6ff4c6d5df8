import { plural } from '../base/words.js';
/** How many slots a cluster has (Redis cluster specification). */
export const SLOTS = 16384;

/** From one slot to another, both included. */
export interface SlotRange {
  from: number;
  to: number;
}

/** One line of CLUSTER NODES: a node as the server that was asked sees it. */
export interface ClusterNode {
  id: string;
  /** Where clients are sent: its IP, or its host name. Empty where the server has no address of it. */
  ip: string;
  /** Where the members reach it. */
  memberIp: string;
  port: number;
  flags: ReadonlySet<string>;
  /** The id of its master, of a replica. */
  master: string | undefined;
  /** Whether the cluster bus to it is up. */
  connected: boolean;
  slots: readonly SlotRange[];
  /** Slots on the move: `93->-ID` or `93-<-ID`, as printed. */
  open: readonly string[];
}

/**
 * Reads the answer to CLUSTER NODES: `id ip:port@busport[,hostname] flags master ping pong epoch link slot…`
 * (Redis documentation, all versions from 4 on). A node without an address is printed as `:0@0`.
 *
 * @param byHostName whether clients are sent to host names (cluster-preferred-endpoint-type)
 */
export function parseClusterNodes(answer: string, byHostName = false): ClusterNode[] {
  return answer
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => parseLine(line, byHostName));
}

function parseLine(line: string, byHostName: boolean): ClusterNode {
  const [id = '', address = '', flags = '', master = '-', , , , link, ...slots] = line.split(' ');
  const [client = '', more = ''] = address.split('@');
  const [, hostName = ''] = more.split(',');
  const colon = client.lastIndexOf(':');
  const ip = client.slice(0, Math.max(0, colon));
  return {
    id,
    ip: byHostName && hostName !== '' ? hostName : ip,
    memberIp: ip,
    port: Number(client.slice(colon + 1)),
    flags: new Set(flags.split(',')),
    master: master === '-' ? undefined : master,
    connected: link === 'connected',
    slots: slots.filter((slot) => !slot.startsWith('[')).map(parseRange),
    open: slots.filter((slot) => slot.startsWith('[')).map((slot) => slot.slice(1, -1)),
  };
}

function parseRange(text: string): SlotRange {
  const [, from = '', to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to) };
  if (from !== '' && range.from <= range.to && range.to < SLOTS) return range;
  throw new Error(`CLUSTER NODES names slots ${JSON.stringify(text.slice(0, 40))}, which there are not`);
}

/** Whether a line says where the node is. */
export function hasAddress({ ip, port, flags }: ClusterNode): boolean {
  return ip !== '' && port !== 0 && !flags.has('noaddr');
}

/** Slots as ranges, in order, neighbours joined. */
export function rangesOf(slots: Iterable<number>): SlotRange[] {
  const ranges: SlotRange[] = [];
  for (const slot of [...new Set(slots)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === slot - 1) last.to = slot;
    else ranges.push({ from: slot, to: slot });
  }
  return ranges;
}

/** `0-5460, 6000`. */
export function rangesInWords(ranges: readonly SlotRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

export function countOf(ranges: readonly SlotRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

/** `0-5460 (5461 slots, 33.3 % of the keys)`: keys are spread evenly over the slots. */
export function slotsInWords(ranges: readonly SlotRange[]): string {
  return `${rangesInWords(ranges)} (${shareInWords(countOf(ranges))})`;
}

/** `5462 slots, 33.3 % of the keys`: keys are spread evenly over the slots. */
export function shareInWords(slots: number): string {
  const percent = (100 * slots) / SLOTS;
  const share = percent < 0.05 ? 'less than 0.1' : percent.toFixed(1);
  return `${plural(slots, 'slot')}, ${share} % of the keys`;
}
