import type { Check } from '../../finding.js';
import type { ClusterView } from '../view.js';
import { emptyMasters, failedSaves, memoryOnly, unsaved } from './data.js';
import { lostNodes } from './lost.js';
import { brokenLinks, failedNodes, handshakes, unknownNodes, withoutAddress } from './nodes.js';
import { replicasBehind, withoutReplica } from './replicas.js';
import {
  epochs,
  failedStates,
  learnedAddresses,
  noCluster,
  strangers,
  unheard,
  unreachable,
  wrongAnnouncements,
} from './servers.js';
import { disputed, moving, uncovered, unreachableSlots } from './slots.js';

/** What is checked in what the servers say (`--redis`), causes before what they cause. */
export const REDIS_CHECKS: readonly Check<ClusterView>[] = [
  // id, severity, what it looks for, how
  { id: 'redis-unreachable', severity: 'error', description: 'Nothing answers at an address.', find: unreachable },
  {
    id: 'redis-login',
    severity: 'error',
    description: 'A server refuses the login, or answers with an error.',
    find: unheard,
  },
  {
    id: 'redis-announce-ip',
    severity: 'error',
    description: 'A server announces another IP than the one at which it answers.',
    find: (view) => [...wrongAnnouncements(view), ...learnedAddresses(view)],
  },
  { id: 'redis-no-cluster', severity: 'error', description: 'Every server knows only itself.', find: noCluster },
  {
    id: 'redis-node-lost',
    severity: 'error',
    description: 'The cluster counts on a node that answers nowhere.',
    find: lostNodes,
  },
  {
    id: 'redis-stranger',
    severity: 'error',
    description: 'A server does not belong to the cluster of the others.',
    find: strangers,
  },
  {
    id: 'redis-noaddr',
    severity: 'error',
    description: 'Servers have no address of a node (noaddr, :0@0).',
    find: withoutAddress,
  },
  { id: 'redis-unknown', severity: 'error', description: 'A server does not know another one.', find: unknownNodes },
  {
    id: 'redis-node-failed',
    severity: 'error',
    description: 'Servers count a node as failed (fail, fail?) that answers.',
    find: failedNodes,
  },
  {
    id: 'redis-handshake',
    severity: 'error',
    description: 'Two servers are still getting to know each other.',
    find: handshakes,
  },
  { id: 'redis-state', severity: 'error', description: 'A server says that the cluster is down.', find: failedStates },
  { id: 'redis-slots-uncovered', severity: 'error', description: 'No master serves some slots.', find: uncovered },
  {
    id: 'redis-slots-unreachable',
    severity: 'error',
    description: 'Clients are sent to an address where the master of some slots does not answer.',
    find: unreachableSlots,
  },
  {
    id: 'redis-master-emptied',
    severity: 'error',
    description: 'A master came back without its data.',
    find: emptyMasters,
  },
  {
    id: 'redis-save-failing',
    severity: 'error',
    description: 'A server could not write its data: the last save or write failed.',
    find: failedSaves,
  },
  {
    id: 'redis-memory-only',
    severity: 'error',
    description: 'Nothing of the data is in a file: a restart empties the server.',
    find: memoryOnly,
  },
  {
    id: 'redis-restart-loses',
    severity: 'warning',
    description: 'A restart loses what came after the last snapshot.',
    find: unsaved,
  },
  {
    id: 'redis-slots-disputed',
    severity: 'error',
    description: 'Servers disagree on who serves some slots.',
    find: disputed,
  },
  { id: 'redis-slots-moving', severity: 'warning', description: 'Slots are on the move.', find: moving },
  {
    id: 'redis-bus',
    severity: 'warning',
    description: 'Two servers have no connection on the cluster bus.',
    find: brokenLinks,
  },
  { id: 'redis-epoch', severity: 'warning', description: 'Servers are at different epochs.', find: epochs },
  {
    id: 'redis-replica-behind',
    severity: 'warning',
    description: 'A replica does not have all that its master has.',
    find: replicasBehind,
  },
  { id: 'redis-no-replica', severity: 'warning', description: 'A master has no replica.', find: withoutReplica },
];
