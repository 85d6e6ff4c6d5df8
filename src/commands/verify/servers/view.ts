import type { Values } from '../../../base/text.js';
import { groupBy } from '../../../base/util.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { rangesInWords } from '../../../redis/cluster-nodes.js';
import { type Address, sameAddress } from '../../../redis/session.js';
import type { AskedServer } from './ask.js';

/** What should answer at an address. */
export interface Place {
  /** `pod 1`, or the node's name. */
  title: string;
  /** The pod there is on another node than the one whose IP it announces, which is said of the pod. */
  misplaced: boolean;
  /**
   * Of a pod that is Ready there with its host ports: how it is asked from another pod, at its own IP and at its node's. If
   * only the first answers, the host port does not work.
   */
  probe?: { inPod: readonly string[]; podIp: string; hostIp: string } | undefined;
}

/** A cluster as all of its servers see it, put side by side. */
export type ClusterView = Readonly<ReturnType<typeof clusterView>>;

/** A node id with the lines of all members of the cluster about it. */
export type Known = ReturnType<typeof knownNodes>[number];

/** A server that answered, and one that did not. */
export type Member = Extract<ViewedServer, { silence: undefined }>;
export type ViewedServer = Readonly<ReturnType<typeof serverOf>>;

/** @param places by canonical address */
export function clusterView(asked: readonly AskedServer[], places: ReadonlyMap<string, Place>, client: Client) {
  const servers: ViewedServer[] = asked.map((one) => serverOf(one, places.get(canonicalAddress(one.ip)), client));
  const members = servers.filter((server) => server.silence === undefined);
  const cluster = largestCluster(members);
  const known = knownNodes(members, cluster);
  const byId = new Map(known.map((one) => [one.id, one]));
  return {
    /** All that were asked. */
    servers,
    members,
    silent: servers.filter((server) => server.silence !== undefined),
    /**
     * The members that know each other, most of all there are: the cluster. Others are strangers to it. Empty where every
     * server knows only itself: then there is no cluster.
     */
    cluster,
    /** Every node id that a member of the cluster knows, handshakes aside. */
    known,
    node: (id = '') => byId.get(id),
    titleOf: (id: string) => byId.get(id)?.title ?? `node ${id.slice(0, 8)}`,
    /** What was asked at the address a view gives for a node, if anything was. */
    serverAt: (address: Address) => servers.find((server) => sameAddress(server, address)),
  };
}

/** The server's own client, and whom it logs in as. */
type Client = { cli: string; user: string | undefined };

function serverOf({ ip, port, answer, silence }: AskedServer, place: Place | undefined, { cli, user }: Client) {
  const title = place ? `${ip} (${place.title})` : ip;
  const server = {
    ip,
    port,
    /** `10.0.0.5 (pod 1)`. */
    title,
    ips: [ip],
    titles: [title],
    /** Undefined at an address nobody listed. */
    place,
    /** The words of a command that asks it. */
    client: [cli, '-h', ip, '-p', String(port), ...(user === undefined ? [] : ['--user', user])],
  };
  if (!answer) return { ...server, silence };
  const announcedAt = canonicalAddress(answer.announced ?? answer.own.ip);
  return {
    ...server,
    ...answer,
    silence,
    /** Its node id. */
    id: answer.own.id,
    /** What it announces, canonical; where the user may not read it, what the server prints of itself. */
    announcedAt,
    /** Whether that is another address than the one at which it answers. */
    announcesWrongly: announcedAt !== '' && announcedAt !== canonicalAddress(ip),
  };
}

/** Servers that know each other form a cluster; there may be several, or single ones that know only themselves. */
function largestCluster(members: readonly Member[]): Member[] {
  const clusters: Member[][] = [];
  for (const member of members) {
    const known = clusters.find((cluster) => cluster.some((other) => knows(member, other) && knows(other, member)));
    if (known) known.push(member);
    else clusters.push([member]);
  }
  const slots = (cluster: Member[]): number => cluster.reduce((sum, { own }) => sum + own.slots.length, 0);
  const [largest = []] = clusters.sort((a, b) => b.length - a.length || slots(b) - slots(a));
  return largest.some((member) => !isAlone(member)) ? largest : [];
}

function knownNodes(members: readonly Member[], cluster: readonly Member[]) {
  const lines = cluster.flatMap((by) => by.nodes.map((line) => ({ by, line })));
  const settled = lines.filter(({ line }) => !line.flags.has('handshake'));
  return [...groupBy(settled, ({ line }) => line.id)].map(([id, lines]) => {
    const views = [...groupBy(lines, ({ line }) => rangesInWords(line.slots)).values()];
    const server = members.find((member) => member.id === id);
    return {
      id,
      /** `node 3f2a91c0 at 10.0.0.5 (pod 1)`: the start of the id is enough to find it. */
      title: `node ${id.slice(0, 8)}${server ? ` at ${server.title}` : ''}`,
      /** The server that answers with this id. */
      server,
      lines,
      /** Its slots in most views. */
      slots: views.sort((a, b) => b.length - a.length)[0]?.[0]?.line.slots ?? [],
      /** Replicas that answer and belong to it, in their own words. */
      replicas: cluster.filter(({ own }) => own.master === id),
    };
  });
}

/** A server that knows only itself: it never joined a cluster, or came back without its data. */
export function isAlone({ nodes }: Member): boolean {
  return nodes.length <= 1;
}

export function knows(one: Member, other: Member): boolean {
  return one.nodes.some(({ id }) => id === other.id);
}

/** What a finding says of several servers. */
export function ofServers(...servers: readonly ViewedServer[]): { ips: string[]; titles: string[] } {
  return { ips: servers.map(({ ip }) => ip), titles: titlesOf(servers) };
}

/** `10.0.0.5 (pod 1)` of each. */
export function titlesOf(servers: readonly ViewedServer[]): string[] {
  return servers.map(({ title }) => title);
}

/** Lets a member meet another, which takes an IP. */
export function meet({ client }: Member, { announcedBy, own, ip, port }: Member): Values {
  return { client, peerIp: announcedBy === 'cluster-announce-ip' ? ip : own.memberIp || ip, peerPort: port };
}
