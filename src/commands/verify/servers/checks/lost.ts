import { hasAddress, rangesInWords } from '../../../../redis/cluster-nodes.js';
import type { Diagnosis } from '../../finding.js';
import {
  type ClusterView,
  client,
  type Known,
  knownNodes,
  replicasOfMaster,
  serverAt,
  serverNamed,
  serverTitle,
  slotsOf,
} from '../view.js';

/**
 * Nodes the cluster waits for in vain: their id answers nowhere, and no silent server stands where it could be. A pod
 * that was created again without its data leaves its old id behind so. A master like that is not even failed over where
 * the others have no address of it: they do not ping it, and so never find it failing (measured, Redis 7.0.15).
 */
export function lostNodes(view: ClusterView): Diagnosis[] {
  return lost(view).map((known) => {
    const slots = slotsOf(known);
    const [heir] = replicasOfMaster(view, known.id);
    const was = `node ${known.id.slice(0, 8)}`;
    const forget = view.cluster.map((member) => client(view, member, 'cluster', 'forget', known.id));
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
      commands: [client(view, heir, 'cluster', 'failover', 'force')],
    };
  });
}

const TAKE_OVER = 'Let the replica take over, and verify again: then only the old id is left to be forgotten.';
const FORGET = 'Forget it on every server within a minute, or they tell it to each other again.';

function lost(view: ClusterView): Known[] {
  return knownNodes(view).filter(({ id, lines }) => {
    if (serverNamed(view, id)) return false;
    const places = lines.filter(({ line }) => hasAddress(line)).map(({ line }) => serverAt(view, line));
    const maySleep = places.some((place) => place === undefined || 'silence' in place);
    return !maySleep && (places.length > 0 || view.silent.length === 0);
  });
}
