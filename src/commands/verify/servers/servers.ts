import { listOf } from '../../../base/text.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { hasAddress, rangesInWords } from '../../../redis/cluster-nodes.js';
import { type Found, pairsOf } from '../found.js';
import { type ClusterView, isAlone, type Known, knows, type Member, meet, ofServers, titlesOf } from './view.js';

/** Whether servers answer, at which address, and whether they are one cluster. */
export function* checkServers(view: ClusterView): Generator<Found> {
  const { silent, members, cluster } = view;
  for (const server of silent) {
    const { silence, place } = server;
    const { kind, message: why } = silence;
    const elsewhere = members.length > 0 ? '' : undefined;
    if (kind !== 'unreachable')
      yield { ...server, rule: 'redis-login', is: kind === 'login' ? 'refused' : 'failed', elsewhere, why };
    else if (place?.probe) yield { ...server, rule: 'redis-unreachable', is: 'hostPort', why, ...place.probe };
    else yield { ...server, rule: 'redis-unreachable', is: place ? 'nobody' : 'unlisted', why };
  }
  yield* announcementFaults(view);
  const [friend] = cluster;
  if (friend) yield* clusterFaults(view, friend);
  else if (members.length > 0) yield { rule: 'redis-no-cluster', count: members.length };
}

function* announcementFaults({ members, cluster, node }: ClusterView): Generator<Found> {
  const wrong = members.filter(({ announcesWrongly, place }) => announcesWrongly && !place?.misplaced);
  const pairs = pairsOf(wrong, (one, other) => one.announcedAt === canonicalAddress(other.ip));
  for (const pair of pairs) {
    // They have no address of one another any more; before there is a cluster none must meet.
    const meeting = pair.every((one) => cluster.includes(one)) ? [meet(...pair)] : [];
    yield { rule: 'redis-announce-ip', ...ofServers(...pair), is: 'swapped', each: [...pair, ...meeting] };
  }
  for (const member of wrong.filter((one) => !pairs.flat().includes(one)))
    yield { ...member, rule: 'redis-announce-ip', is: 'wrong', announced: member.announcedAt };
  // As pod 0 does in old images.
  for (const member of cluster.filter(({ announcedAt }) => announcedAt === '')) {
    const others = new Set(node(member.id)?.lines.map(({ line }) => line.ip));
    const elsewhere = [...others].filter((ip) => ip !== '' && canonicalAddress(ip) !== canonicalAddress(member.ip));
    if (elsewhere.length > 0) yield { ...member, rule: 'redis-announce-ip', is: 'none', elsewhere };
  }
}

function* clusterFaults({ members, cluster }: ClusterView, friend: Member): Generator<Found> {
  // Most are pods that were created again without their data.
  for (const member of members.filter((one) => !cluster.includes(one)))
    yield {
      ...member,
      rule: 'redis-stranger',
      is: isAlone(member) ? 'alone' : 'other',
      count: cluster.length,
      known: member.nodes.length,
      client: friend.client,
      friendIp: friend.ip,
      friendPort: friend.port,
    };
  // A stranger's word does not count.
  const failed = cluster.filter(({ state }) => state !== 'ok');
  if (failed.length > 0) yield { rule: 'redis-state', ...ofServers(...failed), state: failed[0]?.state };
  // Servers with an older epoch do not hear the others.
  const newest = Math.max(...cluster.map(({ epoch }) => epoch));
  const older = cluster.filter(({ epoch }) => epoch < newest);
  const epochs = older.map(({ epoch, title }) => `${epoch} at ${title}`);
  if (older.length > 0) yield { rule: 'redis-epoch', ...ofServers(...older), newest, epochs };
}

/** What the servers know of one another. */
export function* checkKnowledge(view: ClusterView): Generator<Found> {
  for (const known of view.known) yield* nodeFaults(view, known);
  for (const member of view.members) {
    const pending = member.nodes.filter(({ flags }) => flags.has('handshake'));
    const others = pending.map(({ ip, port }) => `${ip}:${port}`);
    if (others.length > 0) yield { ...member, rule: 'redis-handshake', others };
  }
  for (const member of view.cluster) {
    const others = view.cluster.filter((other) => !knows(member, other));
    const missing = others.map(({ id }) => view.titleOf(id));
    const each = others.map((other) => meet(member, other));
    if (missing.length > 0) yield { ...member, rule: 'redis-unknown', missing, each };
    if (member.inSync !== false || member.announcesWrongly) continue;
    const master = view.node(member.own.master);
    yield { ...member, rule: 'redis-replica-behind', master: master?.server ? master.title : 'its master' };
  }
  const broken = view.cluster.flatMap((member) => brokenLinks(view, member));
  if (broken.length > 0) yield { rule: 'redis-bus', broken: broken.join('; from ') };
  yield* bareMasters(view);
}

function* nodeFaults(view: ClusterView, known: Known): Generator<Found> {
  const { title: node, server, lines } = known;
  if (!server) return yield* lostFaults(view, known);
  const blind = lines.filter(({ line }) => !hasAddress(line) && !line.flags.has('myself')).map(({ by }) => by);
  const is = server.announcesWrongly ? 'announcesWrongly' : 'meet';
  const each = blind.map((by) => meet(by, server));
  if (blind.length > 0) yield { rule: 'redis-noaddr', node, blind: titlesOf(blind), is, each };
  // It answers clients, and the cluster bus does not reach it.
  const accusing = lines.filter(({ line }) => line.flags.has('fail') || line.flags.has('fail?'));
  const flags = new Set(accusing.map(({ line }) => (line.flags.has('fail') ? 'fail' : 'fail?')));
  const by = titlesOf(accusing.map((one) => one.by));
  if (accusing.length > 0) yield { rule: 'redis-node-failed', node, flags: [...flags], by };
}

/**
 * A node whose id answers nowhere, as a pod leaves its old one that was created again without its data. A master like that is
 * not even failed over where the others have no address of it: they do not ping it, and so never find it failing (measured,
 * Redis 7.0.15).
 */
function* lostFaults(view: ClusterView, { id, slots, lines, replicas: [heir] }: Known): Generator<Found> {
  const places = lines.filter(({ line }) => hasAddress(line)).map(({ line }) => view.serverAt(line));
  const maySleep = places.some((place) => !place || place.silence);
  if (maySleep || (places.length === 0 && view.silent.length > 0)) return;
  const about = { rule: 'redis-node-lost' as const, id, short: id.slice(0, 8), slots: rangesInWords(slots) };
  if (slots.length === 0) yield { ...about, is: 'forget', each: view.cluster.map(({ client }) => ({ client })) };
  else if (!heir) yield { ...about, is: 'noHeir' };
  else {
    const { keys = 'its', title, client } = heir;
    yield { ...about, is: keys === 0 ? 'emptyHeir' : 'heir', heir: title, keys, client };
  }
}

/** Where the bus does not connect a member to others that it knows at the right addresses. */
function brokenLinks(view: ClusterView, { nodes, title, announcesWrongly }: Member): string[] {
  const others = nodes.filter(
    ({ connected, flags, id }) =>
      !connected &&
      !['myself', 'fail', 'fail?', 'handshake', 'noaddr'].some((flag) => flags.has(flag)) &&
      view.node(id)?.server?.announcesWrongly === false,
  );
  if (others.length === 0 || announcesWrongly) return [];
  return [`${title} to ${listOf(others.map(({ id }) => view.titleOf(id)))}`];
}

function* bareMasters({ known, cluster }: ClusterView): Generator<Found> {
  const masters = known.filter(({ slots, server }) => slots.length > 0 && server);
  const bare = masters.filter(({ replicas }) => replicas.length === 0);
  if (bare.length > 0 && bare.length === masters.length) return yield { rule: 'redis-no-replica', is: 'all', node: '' };
  for (const { id, title: node } of bare) {
    const isSilent = cluster.some(({ nodes }) => nodes.some(({ master }) => master === id));
    yield { rule: 'redis-no-replica', node, is: isSilent ? 'silent' : 'add' };
  }
}
