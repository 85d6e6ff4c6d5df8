import { listOf } from '../../../base/text.js';
import { hasAddress, rangesInWords } from '../../../redis/cluster-nodes.js';
import type { Checks, ServerRuleId } from '../check.js';
import { type ClusterView, type Known, knows, meet, ofServers, serverAt, titlesOf } from './view.js';

/** What the servers know of one another. */
export const KNOWLEDGE_CHECKS = {
  /**
   * A pod that was created again without its data leaves its old id. A master like that is not even failed over where the
   * others have no address of it: they do not ping it, and so never find it failing (measured, Redis 7.0.15).
   */
  *'redis-node-lost'(view) {
    for (const { id, slots, replicas } of view.known.filter((one) => isLost(view, one))) {
      const about = { id, short: id.slice(0, 8), slots: rangesInWords(slots) };
      const [heir] = replicas;
      if (slots.length === 0) {
        yield { ...about, is: 'forget', each: view.cluster.map(({ client }) => ({ client })) };
      } else if (!heir) {
        yield { ...about, is: 'noHeir' };
      } else {
        const { keys = 'its' } = heir.answer;
        const is = keys === 0 ? 'emptyHeir' : 'heir';
        yield { ...about, is, heir: heir.title, keys, client: heir.client };
      }
    }
  },

  *'redis-noaddr'({ known }) {
    for (const { title: node, server, lines } of known) {
      const blind = lines.filter(({ line }) => !hasAddress(line) && !line.flags.has('myself')).map(({ by }) => by);
      if (!server || blind.length === 0) continue;
      const is = server.announcesWrongly ? 'announcesWrongly' : 'meet';
      yield { node, blind: titlesOf(blind), is, each: blind.map((by) => meet(by, server)) };
    }
  },

  *'redis-unknown'(view) {
    for (const member of view.cluster) {
      const others = view.cluster.filter((other) => !knows(member, other));
      const missing = others.map(({ id }) => view.titleOf(id));
      if (missing.length === 0) continue;
      yield { ...ofServers(member), missing, each: others.map((other) => meet(member, other)) };
    }
  },

  /** They answer clients, and the cluster bus does not reach them. */
  *'redis-node-failed'({ known }) {
    for (const { title: node, server, lines } of known) {
      const accusing = lines.filter(({ line }) => line.flags.has('fail') || line.flags.has('fail?'));
      if (accusing.length === 0 || !server) continue;
      const flags = new Set(accusing.map(({ line }) => (line.flags.has('fail') ? 'fail' : 'fail?')));
      yield { node, flags: [...flags], by: titlesOf(accusing.map((one) => one.by)) };
    }
  },

  *'redis-handshake'({ members }) {
    for (const member of members) {
      const pending = member.answer.nodes.filter(({ flags }) => flags.has('handshake'));
      const others = pending.map(({ ip, port }) => `${ip}:${port}`);
      if (others.length > 0) yield { ...ofServers(member), others };
    }
  },

  /** Of pairs that know each other at the right addresses. */
  *'redis-bus'(view) {
    const broken = view.cluster.flatMap(({ answer, title, announcesWrongly }) => {
      const others = answer.nodes.filter(
        ({ connected, flags, id }) =>
          !connected &&
          !['myself', 'fail', 'fail?', 'handshake', 'noaddr'].some((flag) => flags.has(flag)) &&
          view.node(id)?.server?.announcesWrongly === false,
      );
      if (others.length === 0 || announcesWrongly) return [];
      return [`${title} to ${listOf(others.map(({ id }) => view.titleOf(id)))}`];
    });
    if (broken.length > 0) yield { broken: broken.join('; from ') };
  },

  *'redis-replica-behind'(view) {
    for (const member of view.cluster) {
      const { inSync, own } = member.answer;
      if (inSync !== false || member.announcesWrongly) continue;
      const master = view.node(own.master);
      yield { ...ofServers(member), master: master?.server ? master.title : 'its master' };
    }
  },

  *'redis-no-replica'({ known, cluster }) {
    const masters = known.filter(({ slots, server }) => slots.length > 0 && server);
    const bare = masters.filter(({ replicas }) => replicas.length === 0);
    if (bare.length > 0 && bare.length === masters.length) return yield { is: 'all', node: '' };
    for (const { id, title: node } of bare) {
      const isSilent = cluster.some(({ answer }) => answer.nodes.some(({ master }) => master === id));
      yield { node, is: isSilent ? 'silent' : 'add' };
    }
  },
} satisfies Partial<Checks<ClusterView, ServerRuleId>>;

/** Its id answers nowhere, and no silent server is where it could be. */
function isLost(view: ClusterView, { server, lines }: Known): boolean {
  if (server) return false;
  const places = lines.filter(({ line }) => hasAddress(line)).map(({ line }) => serverAt(view, line));
  const maySleep = places.some((place) => place === undefined || 'silence' in place);
  return !maySleep && (places.length > 0 || view.silent.length === 0);
}
