import { listOf } from '../../../base/words.js';
import { canonicalAddress } from '../../../kubernetes/address.js';
import { type Checks, pairsOf, type ServerRuleId } from '../check.js';
import { type ClusterView, client, isAlone, type Member, meet, subjectOf, titles } from './view.js';

/** Whether servers answer, at which address, and whether they are one cluster. */
export const SERVER_CHECKS = {
  *'redis-unreachable'({ silent }, remedy) {
    for (const server of silent) {
      const { ip, port, silence, title, place } = server;
      if (silence.kind !== 'unreachable') continue;
      const { probe = [] } = place ?? {};
      const at = place
        ? `no server answers at ${title}, port ${port}: ${silence.message}`
        : `nothing answers at ${ip}:${port}, which the cluster knows as the address of a node (${silence.message})`;
      yield {
        subject: subjectOf(server),
        message: probe.length > 0 ? `${at}, though the pod is Ready` : at,
        remedy: probe.length > 0 ? remedy.hostPort : remedy.nobody,
        commands: probe,
      };
    }
  },

  *'redis-login'({ silent, members }, remedy) {
    for (const server of silent) {
      const { silence, title } = server;
      const subject = subjectOf(server);
      if (silence.kind === 'login') {
        const elsewhere = members.length > 0 ? ', though it is at others' : '';
        const message = `the login is refused at ${title}${elsewhere}: ${silence.message}`;
        yield { subject, message, remedy: remedy.refused };
      } else if (silence.kind === 'failed') {
        const message = `the server at ${title} gives no answer that counts: ${silence.message}`;
        yield { subject, message, remedy: remedy.failed };
      }
    }
  },

  *'redis-announce-ip'(view, remedy) {
    const announceOwn = (one: Member): string => client(view, one, 'config', 'set', one.answer.announcedBy, one.ip);
    for (const members of wrongAnnouncements(view)) {
      const announced = members.map((one) => one.announced).join();
      const [one, other] = members;
      // Two that had each other's IP have no address of one another any more; before there is a cluster none must meet.
      const isPair = one && other && view.cluster.includes(one) && view.cluster.includes(other);
      yield {
        subject: subjectOf(...members),
        message: other
          ? `the servers at ${titles(members)} are swapped: each announces the IP of the other`
          : `the server at ${titles(members)} announces ${announced}`,
        remedy: remedy.wrong,
        commands: [...members.map(announceOwn), ...(isPair ? [meet(view, one, other)] : [])],
      };
    }
    // As pod 0 does in old images.
    for (const member of view.cluster.filter(({ announced }) => announced === '')) {
      const seen = view.known.find(({ id }) => id === member.id)?.lines ?? [];
      const others = new Set(seen.map(({ line }) => line.ip).filter((ip) => ip !== ''));
      const elsewhere = [...others].filter((ip) => canonicalAddress(ip) !== canonicalAddress(member.ip));
      if (elsewhere.length === 0) continue;
      yield {
        subject: subjectOf(member),
        message: `the server at ${member.title} announces no IP, and the others know it at ${listOf(elsewhere)}`,
        remedy: remedy.none,
        commands: [announceOwn(member)],
      };
    }
  },

  *'redis-no-cluster'({ members, cluster }) {
    if (members.length === 0 || cluster.length > 0) return;
    const count = members.length;
    const know = count === 1 ? 'the one server that answers knows' : `the ${count} servers that answer know`;
    const message = `there is no cluster: ${know} only ${count === 1 ? 'itself' : 'themselves'}`;
    yield { subject: 'the cluster', message };
  },

  /** Of servers outside the cluster, most are pods that were created again without their data. */
  *'redis-stranger'(view, remedy) {
    const { members, cluster } = view;
    const [friend] = cluster;
    for (const member of friend ? members : []) {
      if (!friend || cluster.includes(member)) continue;
      const alone = isAlone(member);
      const knowing = alone
        ? 'only itself, as a pod that was created again without its data'
        : `${member.answer.nodes.length} nodes, and not all of them know it`;
      // redis-cli adds it to the master with the fewest replicas; it wants IPv6 without brackets (tried with 7.0.15).
      const [stranger = '', host = ''] = [member, friend].map(({ ip, port }) => `${ip}:${port}`);
      yield {
        subject: subjectOf(member),
        message: `the server at ${member.title} does not belong to the cluster of the other ${cluster.length}: it knows ${knowing}`,
        remedy: alone ? remedy.alone : remedy.other,
        commands: alone ? [client(view, friend, '--cluster', 'add-node', stranger, host, '--cluster-slave')] : [],
      };
    }
  },

  /** A stranger's word does not count. */
  *'redis-state'({ cluster }) {
    const failed = cluster.filter(({ answer }) => answer.state !== 'ok');
    if (failed.length === 0) return;
    yield {
      subject: `servers ${listOf(failed.map(({ ip }) => ip))}`,
      message: `the cluster is down (cluster_state:${failed[0]?.answer.state}) at ${titles(failed)}: no request for a key is answered there`,
    };
  },

  /** Servers with an older epoch do not hear the others. */
  *'redis-epoch'({ cluster }) {
    const newest = Math.max(0, ...cluster.map(({ answer }) => answer.epoch));
    const older = cluster.filter(({ answer }) => answer.epoch < newest);
    if (older.length === 0) return;
    const epochs = listOf(older.map(({ answer, title }) => `${answer.epoch} at ${title}`));
    yield {
      subject: `servers ${listOf(older.map(({ ip }) => ip))}`,
      message: `the servers disagree on the cluster's epoch: ${newest} at most, but ${epochs}`,
    };
  },
} satisfies Partial<Checks<ClusterView, ServerRuleId>>;

/** Servers that announce another's address: two that have each other's together. */
function wrongAnnouncements({ members }: ClusterView): (readonly Member[])[] {
  const wrong = members.filter(({ announcesWrongly, place }) => announcesWrongly && !place?.misplaced);
  const pairs = pairsOf(wrong, (one, other) => one.announced === canonicalAddress(other.ip));
  const paired = new Set(pairs.flat());
  return [...pairs, ...wrong.filter((member) => !paired.has(member)).map((member) => [member])];
}
