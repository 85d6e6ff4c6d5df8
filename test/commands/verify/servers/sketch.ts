import type { Answer, AskedServer } from '../../../../src/commands/verify/servers/ask.js';
import { type ClusterView, clusterView, type Place } from '../../../../src/commands/verify/servers/view.js';
import { canonicalAddress } from '../../../../src/kubernetes/address.js';
import { parseClusterNodes } from '../../../../src/redis/cluster-nodes.js';
import type { Silence } from '../../../../src/redis/session.js';

/** One server of a sketched cluster; its lines are what CLUSTER NODES answers, by node id. */
export interface ServerSketch {
  ip: string;
  id: string;
  announced: string | undefined;
  announcedBy: Answer['announcedBy'];
  state: string;
  epoch: number;
  inSync: boolean | undefined;
  keys: number | undefined;
  uptime: number | undefined;
  appendOnly: boolean | undefined;
  savePoints: string | undefined;
  unsaved: number;
  snapshotAge: number | undefined;
  failed: string[];
  silence: Silence | undefined;
  /** What should answer there; undefined where only the cluster names the address. */
  place: Place | undefined;
  lines: Record<string, string>;
}

const SLOTS = ['0-5460', '5461-10922', '10923-16383'];
/** Letters repeated are ids that are easily distinguished. */
export const IDS = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(40));
export const ip = (index: number): string => `10.0.0.${index + 1}`;
export const id = (index: number): string => IDS[index] ?? '';

/** Three masters (0, 1, 2) with a replica each (3, 4, 5), all healthy; tests change what they are about. */
export function cluster(change: (servers: ServerSketch[]) => void = () => {}): ServerSketch[] {
  const servers = IDS.map(
    (own, index): ServerSketch => ({
      ip: ip(index),
      id: own,
      announced: ip(index),
      announcedBy: 'cluster-announce-ip',
      state: 'ok',
      epoch: 6,
      inSync: index < 3 ? undefined : true,
      keys: 100,
      uptime: 86_400,
      appendOnly: true,
      savePoints: '3600 1',
      unsaved: 5,
      snapshotAge: 60,
      failed: [],
      silence: undefined,
      place: { title: `pod ${index}`, misplaced: false },
      lines: Object.fromEntries(IDS.map((other, place) => [other, line(place, other === own)])),
    }),
  );
  change(servers);
  return servers;
}

/** A line of CLUSTER NODES about a server of the sketch. */
export function line(index: number, myself = false, address = `${ip(index)}:6379@16379`): string {
  const flags = `${myself ? 'myself,' : ''}${index < 3 ? 'master' : 'slave'}`;
  const master = index < 3 ? '-' : id(index - 3);
  const slots = index < 3 ? ` ${SLOTS[index]}` : '';
  return `${id(index)} ${address} ${flags} ${master} 0 0 ${(index % 3) + 1} connected${slots}`;
}

/** Changes what all servers but itself say of one. */
export function others(servers: readonly ServerSketch[], about: number, change: (line: string) => string): void {
  for (const server of servers)
    if (server.id !== id(about)) server.lines[id(about)] = change(server.lines[id(about)] ?? '');
}

/** What verify would make of the sketch. */
export function viewOf(servers: readonly ServerSketch[]): ClusterView {
  const asked = servers.map(({ ip: at, silence, lines, place: _, ...answer }): AskedServer => {
    if (silence) return { ip: at, port: 6379, silence };
    const nodes = parseClusterNodes(
      Object.values(lines).join('\n'),
      answer.announcedBy === 'cluster-announce-hostname',
    );
    const own = nodes.find(({ flags }) => flags.has('myself'));
    if (!own) throw new Error('a server of the sketch has no line of its own');
    return { ip: at, port: 6379, answer: { ...answer, nodes, own } satisfies Answer };
  });
  const places = new Map(
    servers.flatMap((server) => (server.place ? [[canonicalAddress(server.ip), server.place] as const] : [])),
  );
  return clusterView(asked, places, { cli: 'redis-cli', user: 'song' });
}
