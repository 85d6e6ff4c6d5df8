import { listOf } from '../../../../base/words.js';
import { hasAddress } from '../../../../redis/cluster-nodes.js';
import type { Diagnosis } from '../../finding.js';
import {
  announcesWrongly,
  type ClusterView,
  knownNodes,
  knownNodeTitle,
  knows,
  meet,
  serverNamed,
  serverTitle,
} from '../view.js';

/** Nodes that answer, but of which others have no address (`noaddr`, `:0@0`). */
export function withoutAddress(view: ClusterView): Diagnosis[] {
  return knownNodes(view).flatMap((known) => {
    const server = serverNamed(view, known.id);
    const blind = known.lines.filter(({ line }) => !hasAddress(line) && !line.flags.has('myself')).map(({ by }) => by);
    if (!server || blind.length === 0) return [];
    return [
      {
        subject: knownNodeTitle(view, known.id),
        message: `${listOf(blind.map((by) => serverTitle(view, by)))} ${blind.length === 1 ? 'has' : 'have'} no address of ${knownNodeTitle(view, known.id)} (noaddr, :0@0): clients that ask there are never sent to it`,
        ...(announcesWrongly(server)
          ? { remedy: 'It announces a wrong IP, which is why: mend that, and verify again.' }
          : {
              remedy: 'Let them meet again.',
              commands: blind.map((by) => meet(view, by, server)),
            }),
      },
    ];
  });
}

/** Nodes that answer clients while others count them as failed: the cluster bus does not reach them. */
export function failedNodes(view: ClusterView): Diagnosis[] {
  return knownNodes(view).flatMap(({ id, lines }) => {
    const accusing = lines.filter(({ line }) => line.flags.has('fail') || line.flags.has('fail?'));
    const server = serverNamed(view, id);
    if (accusing.length === 0 || !server) return [];
    const flags = [...new Set(accusing.map(({ line }) => (line.flags.has('fail') ? 'fail' : 'fail?')))];
    return [
      {
        subject: knownNodeTitle(view, id),
        message: `${knownNodeTitle(view, id)} answers here, but is marked ${listOf(flags)} by ${listOf(accusing.map(({ by }) => serverTitle(view, by)))}`,
        remedy: BUS,
      },
    ];
  });
}

const BUS =
  'The cluster bus is the client port plus 10000 (16379): see that it has its host port, and is open between the nodes.';

/** Pairs that know each other, at the right addresses, and cannot talk. */
export function brokenLinks(view: ClusterView): Diagnosis[] {
  const broken = view.cluster.flatMap((member) => {
    const others = member.answer.nodes.filter(
      (line) => !line.connected && usable(line.flags) && isRight(view, line.id),
    );
    if (others.length === 0 || announcesWrongly(member)) return [];
    return [`${serverTitle(view, member)} to ${listOf(others.map(({ id }) => knownNodeTitle(view, id)))}`];
  });
  if (broken.length === 0) return [];
  const message = `there is no connection on the cluster bus from ${broken.join('; from ')}`;
  return [{ subject: 'the cluster bus', message, remedy: BUS }];
}

function isRight(view: ClusterView, id: string): boolean {
  const server = serverNamed(view, id);
  return server !== undefined && !announcesWrongly(server);
}

function usable(flags: ReadonlySet<string>): boolean {
  return !['myself', 'fail', 'fail?', 'handshake', 'noaddr'].some((flag) => flags.has(flag));
}

/** Introductions that do not come to an end. */
export function handshakes(view: ClusterView): Diagnosis[] {
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
export function unknownNodes(view: ClusterView): Diagnosis[] {
  return view.cluster.flatMap((member) => {
    const missing = view.cluster.filter(({ answer }) => !knows(member, answer.id));
    if (missing.length === 0) return [];
    return [
      {
        subject: `server ${member.ip}`,
        message: `${serverTitle(view, member)} does not know ${listOf(missing.map(({ answer }) => knownNodeTitle(view, answer.id)))}`,
        remedy: 'Right after it was added or forgotten this settles within a minute; if it stays, let them meet.',
        commands: missing.map((other) => meet(view, member, other)),
      },
    ];
  });
}
