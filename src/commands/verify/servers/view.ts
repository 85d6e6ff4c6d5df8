import { groupBy } from '../../../base/group-by.js';
import { shellCommand } from '../../../base/shell.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type Address, sameAddress } from '../../../redis/access.js';
import { type ClusterNode, countOf, rangesInWords, type SlotRange } from '../../../redis/cluster-nodes.js';
import type { Silence } from '../../../redis/session.js';
import type { Answer, AskedServer } from './ask.js';

/** A server that answered. */
export interface Member extends Address {
  answer: Answer;
}

/** A server that did not. */
export interface Silent extends Address {
  silence: Silence;
}

/** What should answer at an address. */
export interface Place {
  /** `pod 1`, or the node's name. */
  title: string;
  /** The pod there is on another node than the one whose IP it announces, which is said of the pod. */
  misplaced: boolean;
  /**
   * Of a pod that is Ready there with its host ports: commands that ask it from another pod, at its own IP and at its
   * node's. If only the first answers, the host port does not work.
   */
  probe?: readonly string[];
}

/** A cluster as all of its servers see it, put side by side. */
export interface ClusterView {
  /** The release, or where the list of servers came from. */
  title: string;
  members: readonly Member[];
  silent: readonly Silent[];
  /**
   * The members that know each other, most of all there are: the cluster. Others are strangers to it. Empty where every
   * server knows only itself: then there is no cluster.
   */
  cluster: readonly Member[];
  /** By canonical IP; nothing for an address nobody listed. */
  places: ReadonlyMap<string, Place>;
  /** The server's own client in commands. */
  cli: string;
  /** Whom it logs in as there. */
  user: string | undefined;
}

export function clusterView(
  asked: readonly AskedServer[],
  about: Pick<ClusterView, 'title' | 'places' | 'cli' | 'user'>,
): ClusterView {
  const members = asked.flatMap(({ ip, port, answer }) => (answer ? [{ ip, port, answer }] : []));
  const silent = asked.flatMap(({ ip, port, silence }) => (silence ? [{ ip, port, silence }] : []));
  return { ...about, members, silent, cluster: largestCluster(members) };
}

/** A command to a server with its own client. */
export function client({ cli, user }: ClusterView, { ip, port }: Address, ...words: string[]): string {
  const login = user === undefined ? [] : ['--user', user];
  return shellCommand(cli, '-h', ip, '-p', String(port), ...login, ...words);
}

export function placeOf({ places }: ClusterView, ip: string): Place | undefined {
  return places.get(canonicalAddress(ip));
}

/** Servers that know each other form a cluster; there may be several, or single ones that know only themselves. */
function largestCluster(members: readonly Member[]): Member[] {
  const clusters: Member[][] = [];
  for (const member of members) {
    const known = clusters.find((cluster) => cluster.some((other) => knowEachOther(member, other)));
    if (known) known.push(member);
    else clusters.push([member]);
  }
  const weight = (cluster: Member[]): number => cluster.length * 100_000 + servedSlots(cluster);
  const [largest = []] = clusters.sort((a, b) => weight(b) - weight(a));
  return largest.some((member) => !isAlone(member)) ? largest : [];
}

/** A server that knows only itself: it never joined a cluster, or came back without its data. */
export function isAlone({ answer }: Member): boolean {
  return answer.nodes.length <= 1;
}

function knowEachOther(one: Member, other: Member): boolean {
  return knows(one, other.answer.id) && knows(other, one.answer.id);
}

function servedSlots(cluster: readonly Member[]): number {
  return cluster.reduce((sum, member) => sum + countOf(ownLine(member)?.slots ?? []), 0);
}

export function knows({ answer }: Member, id: string): boolean {
  return answer.nodes.some((node) => node.id === id);
}

/** The line in which a server speaks of itself. */
export function ownLine({ answer }: Member): ClusterNode | undefined {
  return answer.nodes.find(({ flags }) => flags.has('myself'));
}

/** The server at which a node id answers. */
export function serverNamed(view: ClusterView, id: string): Member | undefined {
  return view.members.find(({ answer }) => answer.id === id);
}

/** What was asked at the address a view gives for a node, if anything was. */
export function serverAt(view: ClusterView, node: Address): Member | Silent | undefined {
  return [...view.members, ...view.silent].find((server) => sameAddress(server, node));
}

/** What it announces, canonical; where the user may not read it, what the server prints of itself. */
export function announcedBy(member: Member): string {
  return canonicalAddress(member.answer.announced ?? ownLine(member)?.ip ?? '');
}

/** Lets two members meet, which takes an IP. */
export function meet(view: ClusterView, member: Member, other: Member): string {
  const { answer, ip, port } = other;
  const at = answer.announcedBy === 'cluster-announce-ip' ? ip : (ownLine(other)?.memberIp ?? ip);
  return client(view, member, 'cluster', 'meet', at, String(port));
}

/** Whether a server announces another address than the one at which it answers. */
export function announcesWrongly(member: Member): boolean {
  const announced = announcedBy(member);
  return announced !== '' && announced !== canonicalAddress(member.ip);
}

/** `10.0.0.5 (pod 1)`. */
export function serverTitle(view: ClusterView, { ip }: Address): string {
  const place = placeOf(view, ip);
  return place ? `${ip} (${place.title})` : ip;
}

/** `node 3f2a91c0 at 10.0.0.5 (pod 1)`: the start of the id is enough to find it. */
export function knownNodeTitle(view: ClusterView, id: string): string {
  const server = serverNamed(view, id);
  return `node ${id.slice(0, 8)}${server ? ` at ${serverTitle(view, server)}` : ''}`;
}

/** A node id with the lines of all members of the cluster about it. */
export interface Known {
  id: string;
  lines: readonly { by: Member; line: ClusterNode }[];
}

/** Every node id that a member of the cluster knows, handshakes aside. */
export function knownNodes({ cluster }: ClusterView): Known[] {
  const lines = new Map<string, { by: Member; line: ClusterNode }[]>();
  for (const by of cluster)
    for (const line of by.answer.nodes) {
      if (line.flags.has('handshake')) continue;
      lines.set(line.id, [...(lines.get(line.id) ?? []), { by, line }]);
    }
  return [...lines].map(([id, found]) => ({ id, lines: found }));
}

/** The slots of a node in most views. */
export function slotsOf({ lines }: Known): readonly SlotRange[] {
  const views = [...groupBy(lines, ({ line }) => rangesInWords(line.slots)).values()];
  return views.sort((a, b) => b.length - a.length)[0]?.[0]?.line.slots ?? [];
}

/** Replicas that answer and belong to a master, in their own words. */
export function replicasOfMaster(view: ClusterView, id: string): Member[] {
  return view.cluster.filter((member) => ownLine(member)?.master === id);
}
