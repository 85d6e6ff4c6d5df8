import { canonicalAddress } from '../../../kubernetes/address.js';
import { type Checks, pairsOf, type ServerRuleId } from '../check.js';
import { type ClusterView, isAlone, type Member, meet, ofServers } from './view.js';

/** Whether servers answer, at which address, and whether they are one cluster. */
export const SERVER_CHECKS = {
  *'redis-unreachable'({ silent }) {
    for (const server of silent) {
      const { port, silence, place } = server;
      if (silence.kind !== 'unreachable') continue;
      const is = place?.probe ? 'hostPort' : place ? 'nobody' : 'unlisted';
      yield { ...ofServers(server), is, port, why: silence.message, ...place?.probe };
    }
  },

  *'redis-login'({ silent, members }) {
    for (const server of silent) {
      const { kind, message: why } = server.silence;
      if (kind === 'unreachable') continue;
      const elsewhere = members.length > 0 ? '' : undefined;
      yield { ...ofServers(server), is: kind === 'login' ? 'refused' : 'failed', elsewhere, why };
    }
  },

  *'redis-announce-ip'(view) {
    const announceOwn = (one: Member) => {
      return { client: one.client, announcedBy: one.answer.announcedBy, ip: one.ip };
    };
    for (const members of wrongAnnouncements(view)) {
      const [one, other] = members;
      // Two that had each other's IP have no address of one another any more; before there is a cluster none must meet.
      const isPair = one && other && view.cluster.includes(one) && view.cluster.includes(other);
      yield {
        ...ofServers(...members),
        is: other ? 'swapped' : 'wrong',
        announced: one?.announced,
        each: [...members.map(announceOwn), ...(isPair ? [meet(one, other)] : [])],
      };
    }
    // As pod 0 does in old images.
    for (const member of view.cluster.filter(({ announced }) => announced === '')) {
      const seen = view.known.find(({ id }) => id === member.id)?.lines ?? [];
      const others = new Set(seen.map(({ line }) => line.ip).filter((ip) => ip !== ''));
      const elsewhere = [...others].filter((ip) => canonicalAddress(ip) !== canonicalAddress(member.ip));
      if (elsewhere.length > 0) yield { ...ofServers(member), is: 'none', elsewhere, ...announceOwn(member) };
    }
  },

  *'redis-no-cluster'({ members, cluster }) {
    if (members.length === 0 || cluster.length > 0) return;
    const many = `the ${members.length} servers that answer know only themselves`;
    yield { know: members.length === 1 ? 'the one server that answers knows only itself' : many };
  },

  /** Of servers outside the cluster, most are pods that were created again without their data. */
  *'redis-stranger'(view) {
    const { members, cluster } = view;
    const [friend] = cluster;
    for (const member of friend ? members : []) {
      if (!friend || cluster.includes(member)) continue;
      yield {
        ...ofServers(member),
        is: isAlone(member) ? 'alone' : 'other',
        count: cluster.length,
        known: member.answer.nodes.length,
        client: friend.client,
        ip: member.ip,
        port: member.port,
        friendIp: friend.ip,
        friendPort: friend.port,
      };
    }
  },

  /** A stranger's word does not count. */
  *'redis-state'({ cluster }) {
    const failed = cluster.filter(({ answer }) => answer.state !== 'ok');
    if (failed.length > 0) yield { ...ofServers(...failed), state: failed[0]?.answer.state };
  },

  /** Servers with an older epoch do not hear the others. */
  *'redis-epoch'({ cluster }) {
    const newest = Math.max(0, ...cluster.map(({ answer }) => answer.epoch));
    const older = cluster.filter(({ answer }) => answer.epoch < newest);
    const epochs = older.map(({ answer, title }) => `${answer.epoch} at ${title}`);
    if (older.length > 0) yield { ...ofServers(...older), newest, epochs };
  },
} satisfies Partial<Checks<ClusterView, ServerRuleId>>;

/** Servers that announce another's address: two that have each other's together. */
function wrongAnnouncements({ members }: ClusterView): (readonly Member[])[] {
  const wrong = members.filter(({ announcesWrongly, place }) => announcesWrongly && !place?.misplaced);
  const pairs = pairsOf(wrong, (one, other) => one.announced === canonicalAddress(other.ip));
  const paired = new Set(pairs.flat());
  return [...pairs, ...wrong.filter((member) => !paired.has(member)).map((member) => [member])];
}
