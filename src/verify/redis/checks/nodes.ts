import type { Found } from '../../finding.js';
import { listOf } from '../../words.js';
import { countOf, hasAddress, rangesInWords } from '../cluster-nodes.js';
import {
  announcesWrongly,
  type ClusterView,
  type Known,
  knownNodes,
  knows,
  nodeTitle,
  ownLine,
  replicasOfMaster,
  serverAt,
  serverOf,
  serverTitle,
  slotsOf,
} from '../view.js';

/**
 * Nodes the cluster waits for in vain: their id answers nowhere, and no silent server stands where it could be. A pod
 * that was made anew without its data leaves its old id behind so. A master like that is not even failed over where
 * the others have no address of it: they do not ping it, and so never find it failing (measured, Redis 7.0.15).
 */
export function lostNodes(view: ClusterView): Found[] {
  return lost(view).map((known) => {
    const slots = slotsOf(known);
    const [heir] = replicasOfMaster(view, known.id);
    const was = `node ${known.id.slice(0, 8)}`;
    const forget = view.cluster.map((member) => view.client(member, 'cluster', 'forget', known.id));
    const about = { subject: was, message: `${was} answers nowhere, and the cluster still counts on it` };
    if (slots.length === 0) return { ...about, remedy: FORGET, commands: forget };
    const serves = `${about.message} for slots ${rangesInWords(slots)}`;
    if (!heir) {
      return {
        ...about,
        message: `${serves}; no replica of it answers`,
        remedy:
          'These keys are lost unless a server comes back with its data. Only when that is given up, the slots can be served empty: redis-cli --cluster fix with --cluster-fix-with-unreachable-masters.',
      };
    }
    const { keys } = heir.answer;
    const empty = keys === 0;
    return {
      ...about,
      message: `${serves}; its replica at ${serverTitle(view, heir)} ${empty ? 'holds no key: it has copied the server that came back empty at the same IP' : `has ${keys ?? 'its'} keys`}`,
      remedy: empty
        ? `These keys are gone; a backup is what is left of them. ${TAKE_OVER}`
        : `Do it soon: the data is only there. ${TAKE_OVER}`,
      commands: [view.client(heir, 'cluster', 'failover', 'force')],
    };
  });
}

const TAKE_OVER = 'Let the replica take over, and verify again: then only the old id is left to be forgotten.';
const FORGET = 'Forget it on every server within a minute, or they tell it to each other again.';

function lost(view: ClusterView): Known[] {
  return knownNodes(view).filter(({ id, lines }) => {
    if (serverOf(view, id)) return false;
    const places = lines.filter(({ line }) => hasAddress(line)).map(({ line }) => serverAt(view, line));
    const maySleep = places.some((place) => place === undefined || 'silence' in place);
    return !maySleep && (places.length > 0 || view.silent.length === 0);
  });
}

/** Nodes that answer, but of which others have no address (`noaddr`, `:0@0`). */
export function withoutAddress(view: ClusterView): Found[] {
  return knownNodes(view).flatMap((known) => {
    const server = serverOf(view, known.id);
    const blind = known.lines.filter(({ line }) => !hasAddress(line) && !line.flags.has('myself')).map(({ by }) => by);
    if (!server || blind.length === 0) return [];
    return [
      {
        subject: nodeTitle(view, known.id),
        message: `${listOf(blind.map((by) => serverTitle(view, by)))} ${blind.length === 1 ? 'has' : 'have'} no address of ${nodeTitle(view, known.id)} (noaddr, :0@0): clients that ask there are never sent to it`,
        ...(announcesWrongly(server)
          ? { remedy: 'It announces a wrong IP, which is why: mend that, and verify again.' }
          : {
              remedy: 'Let them meet anew.',
              commands: blind.map((by) => view.client(by, 'cluster', 'meet', server.ip, String(server.port))),
            }),
      },
    ];
  });
}

/** Nodes that answer clients while others count them as failed: the cluster bus does not reach them. */
export function failedNodes(view: ClusterView): Found[] {
  return knownNodes(view).flatMap(({ id, lines }) => {
    const accusing = lines.filter(({ line }) => line.flags.has('fail') || line.flags.has('fail?'));
    const server = serverOf(view, id);
    if (accusing.length === 0 || !server) return [];
    const flags = [...new Set(accusing.map(({ line }) => (line.flags.has('fail') ? 'fail' : 'fail?')))];
    return [
      {
        subject: nodeTitle(view, id),
        message: `${nodeTitle(view, id)} answers here, but is marked ${listOf(flags)} by ${listOf(accusing.map(({ by }) => serverTitle(view, by)))}`,
        remedy: BUS,
      },
    ];
  });
}

const BUS =
  'The cluster bus is the client port plus 10000 (16379): see that it has its host port, and is open between the nodes.';

/** Pairs that know each other, at the right addresses, and cannot talk. */
export function brokenLinks(view: ClusterView): Found[] {
  const broken = view.cluster.flatMap((member) => {
    const others = member.answer.nodes.filter(
      (line) => !line.connected && usable(line.flags) && isRight(view, line.id),
    );
    if (others.length === 0 || announcesWrongly(member)) return [];
    return [`${serverTitle(view, member)} to ${listOf(others.map(({ id }) => nodeTitle(view, id)))}`];
  });
  if (broken.length === 0) return [];
  const message = `there is no connection on the cluster bus from ${broken.join('; from ')}`;
  return [{ subject: 'the cluster bus', message, remedy: BUS }];
}

function isRight(view: ClusterView, id: string): boolean {
  const server = serverOf(view, id);
  return server !== undefined && !announcesWrongly(server);
}

function usable(flags: ReadonlySet<string>): boolean {
  return !['myself', 'fail', 'fail?', 'handshake', 'noaddr'].some((flag) => flags.has(flag));
}

/** Introductions that do not come to an end. */
export function handshakes(view: ClusterView): Found[] {
  return view.members.flatMap((member) => {
    const pending = member.answer.nodes.filter(({ flags }) => flags.has('handshake'));
    if (pending.length === 0) return [];
    return [
      {
        subject: `server ${member.ip}`,
        message: `${serverTitle(view, member)} is in a handshake with ${listOf(pending.map(({ ip, port }) => `${ip}:${port}`))}`,
        remedy: `Verify again in a minute. If it stays: ${BUS}`,
      },
    ];
  });
}

/** Members of the cluster that do not know one another. */
export function unknownNodes(view: ClusterView): Found[] {
  return view.cluster.flatMap((member) => {
    const missing = view.cluster.filter(({ answer }) => !knows(member, answer.id));
    if (missing.length === 0) return [];
    return [
      {
        subject: `server ${member.ip}`,
        message: `${serverTitle(view, member)} does not know ${listOf(missing.map(({ answer }) => nodeTitle(view, answer.id)))}`,
        remedy: 'Right after it was added or forgotten this settles within a minute; if it stays, let them meet.',
        commands: missing.map(({ ip, port }) => view.client(member, 'cluster', 'meet', ip, String(port))),
      },
    ];
  });
}

/** Replicas that do not have what their master has. */
export function replicasBehind(view: ClusterView): Found[] {
  return view.cluster
    .filter((member) => member.answer.inSync === false && !announcesWrongly(member))
    .map((member) => {
      const master = view.members.find(({ answer }) => ownLine(member)?.master === answer.id);
      const of = master ? nodeTitle(view, master.answer.id) : 'its master';
      return {
        subject: `server ${member.ip}`,
        message: `the replica at ${serverTitle(view, member)} is not in step with ${of}: were it to take over now, it would lose keys`,
        remedy:
          'Right after a start or a failover it catches up by itself: verify again. If it stays, its log tells why.',
      };
    });
}

/** Masters whose slots nobody takes over when their node dies. */
export function withoutReplica(view: ClusterView): Found[] {
  const masters = knownNodes(view).filter((known) => countOf(slotsOf(known)) > 0 && serverOf(view, known.id));
  const bare = masters.filter(({ id }) => replicasOfMaster(view, id).length === 0);
  if (bare.length === 0) return [];
  if (bare.length === masters.length) {
    const message = 'no master has a replica that answers: when a node dies, its keys are gone until it is back';
    return [{ subject: 'all masters', message, remedy: ADD_REPLICA }];
  }
  return bare.map(({ id }) => {
    const known = view.cluster.some(({ answer }) => answer.nodes.some(({ master }) => master === id));
    return {
      subject: nodeTitle(view, id),
      message: `the master ${nodeTitle(view, id)} has no replica${known ? ' that answers' : ''}: when its node dies, its keys are gone until it is back`,
      remedy: known ? 'Mend what is said of its replica.' : ADD_REPLICA,
    };
  });
}

const ADD_REPLICA =
  'Add one: redis-cli --cluster add-node with --cluster-slave and --cluster-master-id, or CLUSTER REPLICATE at a replica that is one too many elsewhere.';
