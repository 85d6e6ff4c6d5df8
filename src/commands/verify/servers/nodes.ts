import { listOf } from '../../../base/words.js';
import { countOf, hasAddress, rangesInWords } from '../../../redis/cluster-nodes.js';
import type { Checks, ServerRuleId } from '../check.js';
import {
  type ClusterView,
  client,
  type Known,
  knows,
  meet,
  memberTitle,
  replicasOfMaster,
  serverAt,
  serverNamed,
  subjectOf,
  titles,
} from './view.js';

/** What the servers know of one another. */
export const KNOWLEDGE_CHECKS = {
  /**
   * A pod that was created again without its data leaves its old id. A master like that is not even failed over where the
   * others have no address of it: they do not ping it, and so never find it failing (measured, Redis 7.0.15).
   */
  *'redis-node-lost'(view, remedy) {
    for (const known of view.known.filter((one) => isLost(view, one))) {
      const subject = `node ${known.id.slice(0, 8)}`;
      const message = `${subject} answers nowhere, and the cluster still counts on it`;
      const serves = `${message} for slots ${rangesInWords(known.slots)}`;
      const [heir] = replicasOfMaster(view, known.id);
      if (known.slots.length === 0) {
        const commands = view.cluster.map((member) => client(view, member, 'cluster', 'forget', known.id));
        yield { subject, message, remedy: remedy.forget, commands };
      } else if (!heir) {
        yield { subject, message: `${serves}; no replica of it answers`, remedy: remedy.noHeir };
      } else {
        const { keys = 'its' } = heir.answer;
        const has =
          keys === 0
            ? 'holds no key: it has copied the server that came back empty at the same IP'
            : `has ${keys} keys`;
        yield {
          subject,
          message: `${serves}; its replica at ${heir.title} ${has}`,
          remedy: keys === 0 ? remedy.emptyHeir : remedy.heir,
          commands: [client(view, heir, 'cluster', 'failover', 'force')],
        };
      }
    }
  },

  *'redis-noaddr'(view, remedy) {
    for (const { title, server, lines } of view.known) {
      const blind = lines.filter(({ line }) => !hasAddress(line) && !line.flags.has('myself')).map(({ by }) => by);
      if (!server || blind.length === 0) continue;
      const have = `${titles(blind)} ${blind.length === 1 ? 'has' : 'have'}`;
      yield {
        subject: title,
        message: `${have} no address of ${title} (noaddr, :0@0): clients that ask there are never sent to it`,
        remedy: server.announcesWrongly ? remedy.announcesWrongly : remedy.meet,
        commands: server.announcesWrongly ? [] : blind.map((by) => meet(view, by, server)),
      };
    }
  },

  *'redis-unknown'(view) {
    for (const member of view.cluster) {
      const missing = view.cluster.filter((other) => !knows(member, other));
      if (missing.length === 0) continue;
      yield {
        subject: subjectOf(member),
        message: `${member.title} does not know ${listOf(missing.map(({ id }) => memberTitle(view, id)))}`,
        commands: missing.map((other) => meet(view, member, other)),
      };
    }
  },

  /** They answer clients, and the cluster bus does not reach them. */
  *'redis-node-failed'({ known }) {
    for (const { title, server, lines } of known) {
      const accusing = lines.filter(({ line }) => line.flags.has('fail') || line.flags.has('fail?'));
      if (accusing.length === 0 || !server) continue;
      const flags = new Set(accusing.map(({ line }) => (line.flags.has('fail') ? 'fail' : 'fail?')));
      const by = titles(accusing.map((one) => one.by));
      yield { subject: title, message: `${title} answers here, but is marked ${listOf([...flags])} by ${by}` };
    }
  },

  *'redis-handshake'({ members }) {
    for (const member of members) {
      const pending = member.answer.nodes.filter(({ flags }) => flags.has('handshake'));
      if (pending.length === 0) continue;
      const others = listOf(pending.map(({ ip, port }) => `${ip}:${port}`));
      yield { subject: subjectOf(member), message: `${member.title} is in a handshake with ${others}` };
    }
  },

  /** Of pairs that know each other at the right addresses. */
  *'redis-bus'(view) {
    const broken = view.cluster.flatMap(({ answer, title, announcesWrongly }) => {
      const others = answer.nodes.filter(
        ({ connected, flags, id }) =>
          !connected &&
          !['myself', 'fail', 'fail?', 'handshake', 'noaddr'].some((flag) => flags.has(flag)) &&
          serverNamed(view, id)?.announcesWrongly === false,
      );
      if (others.length === 0 || announcesWrongly) return [];
      return [`${title} to ${listOf(others.map(({ id }) => memberTitle(view, id)))}`];
    });
    if (broken.length === 0) return;
    const message = `there is no connection on the cluster bus from ${broken.join('; from ')}`;
    yield { subject: 'the cluster bus', message };
  },

  *'redis-replica-behind'(view) {
    for (const { answer, announcesWrongly, title, ...server } of view.cluster) {
      if (answer.inSync !== false || announcesWrongly) continue;
      const master = view.members.find((one) => one.id === answer.own.master);
      const of = master ? memberTitle(view, master.id) : 'its master';
      const message = `the replica at ${title} is not in step with ${of}: were it to take over now, it would lose keys`;
      yield { subject: `server ${server.ip}`, message };
    }
  },

  *'redis-no-replica'(view, remedy) {
    const masters = view.known.filter(({ slots, server }) => countOf(slots) > 0 && server);
    const bare = masters.filter(({ id }) => replicasOfMaster(view, id).length === 0);
    const gone = 'its keys are gone until it is back';
    if (bare.length > 0 && bare.length === masters.length) {
      const message = `no master has a replica that answers: when a node dies, ${gone}`;
      return yield { subject: 'all masters', message, remedy: remedy.add };
    }
    for (const { id, title } of bare) {
      const isSilent = view.cluster.some(({ answer }) => answer.nodes.some(({ master }) => master === id));
      yield {
        subject: title,
        message: `the master ${title} has no replica${isSilent ? ' that answers' : ''}: when its node dies, ${gone}`,
        remedy: isSilent ? remedy.silent : remedy.add,
      };
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
