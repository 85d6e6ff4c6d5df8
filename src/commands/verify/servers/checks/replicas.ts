import { countOf } from '../../../../redis/cluster-nodes.js';
import type { Diagnosis } from '../../finding.js';
import {
  announcesWrongly,
  type ClusterView,
  knownNodes,
  knownNodeTitle,
  ownLine,
  replicasOfMaster,
  serverNamed,
  serverTitle,
  slotsOf,
} from '../view.js';

/** Replicas that do not have what their master has. */
export function replicasBehind(view: ClusterView): Diagnosis[] {
  return view.cluster
    .filter((member) => member.answer.inSync === false && !announcesWrongly(member))
    .map((member) => {
      const master = view.members.find(({ answer }) => ownLine(member)?.master === answer.id);
      const of = master ? knownNodeTitle(view, master.answer.id) : 'its master';
      return {
        subject: `server ${member.ip}`,
        message: `the replica at ${serverTitle(view, member)} is not in step with ${of}: were it to take over now, it would lose keys`,
        remedy:
          'Right after a start or a failover it catches up by itself: verify again. If it stays, its log tells why.',
      };
    });
}

/** Masters whose slots nobody takes over when their node dies. */
export function withoutReplica(view: ClusterView): Diagnosis[] {
  const masters = knownNodes(view).filter((known) => countOf(slotsOf(known)) > 0 && serverNamed(view, known.id));
  const bare = masters.filter(({ id }) => replicasOfMaster(view, id).length === 0);
  if (bare.length === 0) return [];
  if (bare.length === masters.length) {
    const message = 'no master has a replica that answers: when a node dies, its keys are gone until it is back';
    return [{ subject: 'all masters', message, remedy: ADD_REPLICA }];
  }
  return bare.map(({ id }) => {
    const known = view.cluster.some(({ answer }) => answer.nodes.some(({ master }) => master === id));
    return {
      subject: knownNodeTitle(view, id),
      message: `the master ${knownNodeTitle(view, id)} has no replica${known ? ' that answers' : ''}: when its node dies, its keys are gone until it is back`,
      remedy: known ? 'Mend what is said of its replica.' : ADD_REPLICA,
    };
  });
}

const ADD_REPLICA =
  'Add one: redis-cli --cluster add-node with --cluster-slave and --cluster-master-id, or CLUSTER REPLICATE at a replica that is one too many elsewhere.';
