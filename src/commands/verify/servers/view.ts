import { groupBy } from '../../../base/group-by.js';
import type { Values } from '../../../base/words.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type Address, sameAddress } from '../../../redis/access.js';
import { type ClusterNode, countOf, rangesInWords, type SlotRange } from '../../../redis/cluster-nodes.js';
import type { Silence } from '../../../redis/session.js';
import type { Answer, AskedServer } from './ask.js';

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

interface Server extends Address {
  /** `10.0.0.5 (pod 1)`. */
  title: string;
  /** Undefined at an address nobody listed. */
  place: Place | undefined;
}

/** A server that answered. */
export interface Member extends Server {
  /** Its node id. */
  id: string;
  answer: Answer;
  /** What it announces, canonical; where the user may not read it, what the server prints of itself. */
  announced: string;
  /** Whether that is another address than the one at which it answers. */
  announcesWrongly: boolean;
}

/** A server that did not. */
export interface Silent extends Server {
  silence: Silence;
}

/** A node id with the lines of all members of the cluster about it. */
export interface Known {
  id: string;
  /** `node 3f2a91c0 at 10.0.0.5 (pod 1)`: the start of the id is enough to find it. */
  title: string;
  /** The server that answers with this id. */
  server: Member | undefined;
  lines: readonly { by: Member; line: ClusterNode }[];
  /** Its slots in most views. */
  slots: readonly SlotRange[];
}

/** A cluster as all of its servers see it, put side by side. */
export interface ClusterView {
  /** The release, or where the list of servers came from. */
  title: string;
  /** All that were asked. */
  servers: readonly (Member | Silent)[];
  members: readonly Member[];
  silent: readonly Silent[];
  /**
   * The members that know each other, most of all there are: the cluster. Others are strangers to it. Empty where every
   * server knows only itself: then there is no cluster.
   */
  cluster: readonly Member[];
  /** Every node id that a member of the cluster knows, handshakes aside. */
  known: readonly Known[];
  /** The server's own client in commands. */
  cli: string;
  /** Whom it logs in as there. */
  user: string | undefined;
}

/** @param places by canonical address */
export function clusterView(
  asked: readonly AskedServer[],
  places: ReadonlyMap<string, Place>,
  about: Pick<ClusterView, 'title' | 'cli' | 'user'>,
): ClusterView {
  const servers = asked.map((server) => serverOf(server, places));
  const members = servers.filter((server) => 'answer' in server);
  const silent = servers.filter((server) => 'silence' in server);
  const cluster = largestCluster(members);
  return { ...about, servers, members, silent, cluster, known: knownNodes(members, cluster) };
}

function serverOf({ ip, port, answer, silence }: AskedServer, places: ReadonlyMap<string, Place>): Member | Silent {
  const place = places.get(canonicalAddress(ip));
  const server: Server = { ip, port, title: place ? `${ip} (${place.title})` : ip, place };
  if (!answer) return { ...server, silence };
  const announced = canonicalAddress(answer.announced ?? answer.own.ip);
  const announcesWrongly = announced !== '' && announced !== canonicalAddress(ip);
  return { ...server, id: answer.own.id, answer, announced, announcesWrongly };
}

/** Servers that know each other form a cluster; there may be several, or single ones that know only themselves. */
function largestCluster(members: readonly Member[]): Member[] {
  const clusters: Member[][] = [];
  for (const member of members) {
    const known = clusters.find((cluster) => cluster.some((other) => knows(member, other) && knows(other, member)));
    if (known) known.push(member);
    else clusters.push([member]);
  }
  const slots = (cluster: Member[]): number => cluster.reduce((sum, { answer }) => sum + countOf(answer.own.slots), 0);
  const [largest = []] = clusters.sort((a, b) => b.length - a.length || slots(b) - slots(a));
  return largest.some((member) => !isAlone(member)) ? largest : [];
}

function knownNodes(members: readonly Member[], cluster: readonly Member[]): Known[] {
  const lines = cluster.flatMap((by) => by.answer.nodes.map((line) => ({ by, line })));
  const settled = lines.filter(({ line }) => !line.flags.has('handshake'));
  return [...groupBy(settled, ({ line }) => line.id)].map(([id, about]) => {
    const views = [...groupBy(about, ({ line }) => rangesInWords(line.slots)).values()];
    const slots = views.sort((a, b) => b.length - a.length)[0]?.[0]?.line.slots ?? [];
    return { id, title: memberTitle({ members }, id), server: serverNamed({ members }, id), lines: about, slots };
  });
}

/** A server that knows only itself: it never joined a cluster, or came back without its data. */
export function isAlone({ answer }: Member): boolean {
  return answer.nodes.length <= 1;
}

export function knows(one: Member, other: Member): boolean {
  return one.answer.nodes.some(({ id }) => id === other.id);
}

/** The server at which a node id answers. */
export function serverNamed({ members }: Pick<ClusterView, 'members'>, id: string): Member | undefined {
  return members.find((member) => member.id === id);
}

/** The title of a node id, as in `Known`. */
export function memberTitle(view: Pick<ClusterView, 'members'>, id: string): string {
  const server = serverNamed(view, id);
  return `node ${id.slice(0, 8)}${server ? ` at ${server.title}` : ''}`;
}

/** What a finding says of servers. */
export function ofServers(...servers: readonly Server[]): { ips: string[]; titles: string[] } {
  return { ips: servers.map(({ ip }) => ip), titles: titlesOf(servers) };
}

/** `10.0.0.5 (pod 1)` of each. */
export function titlesOf(servers: readonly Server[]): string[] {
  return servers.map(({ title }) => title);
}

/** What was asked at the address a view gives for a node, if anything was. */
export function serverAt({ servers }: ClusterView, node: Address): Member | Silent | undefined {
  return servers.find((server) => sameAddress(server, node));
}

/** Replicas that answer and belong to a master, in their own words. */
export function replicasOfMaster({ cluster }: ClusterView, id: string): Member[] {
  return cluster.filter(({ answer }) => answer.own.master === id);
}

/** The words of a server's own client that asks it. */
export function clientOf({ cli, user }: ClusterView, { ip, port }: Address): string[] {
  return [cli, '-h', ip, '-p', String(port), ...(user === undefined ? [] : ['--user', user])];
}

/** Lets two members meet, which takes an IP. */
export function meet(view: ClusterView, member: Member, { answer, ip, port }: Member): Values {
  const peerIp = answer.announcedBy === 'cluster-announce-ip' ? ip : answer.own.memberIp || ip;
  return { client: clientOf(view, member), peerIp, peerPort: port };
}
