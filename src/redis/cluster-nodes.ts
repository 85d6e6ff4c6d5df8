import { plural } from '../base/text.js';

/** How many slots a cluster has (Redis cluster specification). */
export const SLOTS = 16384;

/** One line of CLUSTER NODES: a node as the server that was asked sees it. */
export type ClusterNode = Readonly<ReturnType<typeof parseClusterNodes>[number]>;

/**
 * Reads the answer to CLUSTER NODES: `id ip:port@busport[,hostname] flags master ping pong epoch link slot…`
 * (Redis documentation, all versions from 4 on). A node without an address is printed as `:0@0`.
 *
 * @param byHostName whether clients are sent to host names (cluster-preferred-endpoint-type)
 */
export function parseClusterNodes(answer: string, byHostName = false) {
  const lines = answer.split('\n');
  if (lines.length > SLOTS) throw new Error('CLUSTER NODES names more nodes than a cluster has');
  let left = SLOTS;
  // What is no cluster must not fill the memory.
  const slotsIn = (word: string): number[] => {
    const [, first = '', last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(word) ?? [];
    const [from, count] = [Number(first), Number(last) - Number(first) + 1];
    const named = `CLUSTER NODES names slots ${JSON.stringify(word.slice(0, 40))}`;
    if (first === '' || count < 1 || Number(last) >= SLOTS) throw new Error(`${named}, which there are not`);
    left -= count;
    if (left < 0) throw new Error(`${named}, which it has named before`);
    return Array.from({ length: count }, (_, index) => from + index);
  };
  return lines.flatMap((line) => {
    const [id = '', address = '', flags = '', master = '-', , , , link, ...words] = line.trim().split(' ');
    if (id === '') return [];
    const [, memberIp = '', port, hostName = ''] = /^([^@]*):([^:@]*)(?:@[^,]*,([^,]*))?/.exec(address) ?? [];
    return [
      {
        id,
        /** Where clients are sent: its IP, or its host name. Empty where the server has no address of it. */
        ip: byHostName && hostName !== '' ? hostName : memberIp,
        /** Where the members reach it. */
        memberIp,
        port: Number(port),
        flags: new Set(flags.split(',')),
        /** The id of its master, of a replica. */
        master: master === '-' ? undefined : master,
        /** Whether the cluster bus to it is up. */
        connected: link === 'connected',
        slots: words.filter((word) => !word.startsWith('[')).flatMap(slotsIn),
        /** Slots on the move: `93->-ID` or `93-<-ID`, as printed. */
        open: words.filter((word) => word.startsWith('[')).map((word) => word.slice(1, -1)),
      },
    ];
  });
}

/** Whether a line says where the node is. */
export function hasAddress({ ip, port, flags }: ClusterNode): boolean {
  return ip !== '' && port > 0 && port < 65_536 && !flags.has('noaddr');
}

/** `0-5460, 6000`. */
export function rangesInWords(slots: Iterable<number>): string {
  const ranges: { from: number; to: number }[] = [];
  for (const slot of [...new Set(slots)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === slot - 1) last.to = slot;
    else ranges.push({ from: slot, to: slot });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** `5462 slots, 33.3 % of the keys`: keys are spread evenly over the slots. */
export function shareInWords(slots: number): string {
  const percent = (100 * slots) / SLOTS;
  const share = percent < 0.05 ? 'less than 0.1' : percent.toFixed(1);
  return `${plural(slots, 'slot')}, ${share} % of the keys`;
}
