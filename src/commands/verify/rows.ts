import type { VerifiedPod, VerifiedRelease, VerifiedServer } from '../../generated/types.js';
import type { KubePod } from '../../kubernetes/kubectl.js';
import { nameOf } from '../../kubernetes/objects.js';
import { rangesInWords } from '../../redis/cluster-nodes.js';
import type { LivePod, LiveRelease } from './objects/release.js';
import type { ViewedServer } from './servers/view.js';

/** A row of `schemas/verify-report.schema.json`; what is undefined is left out in JSON. */
type Row<Of> = { readonly [Key in keyof Of]: Of[Key] | undefined };

export type ReleaseRow = ReturnType<typeof releaseRow>;
export type PodRow = ReleaseRow['pods'][number];
export type ServerRow = Row<VerifiedServer> & Pick<VerifiedServer, 'address' | 'port'>;

export function releaseRow({ name, namespace, statefulSet, dataSurvives, pods }: LiveRelease) {
  const about: Omit<VerifiedRelease, 'pods'> = { name, namespace, statefulSet: nameOf(statefulSet), dataSurvives };
  return { ...about, pods: pods.map(podRow) };
}

function podRow(live: LivePod) {
  const { ordinal, name, pod, node, nodeIP, announced, home, labelThere: label, unbound, right } = live;
  const bound = pod && unbound.length === 0;
  const state = stateOf(pod);
  return { ordinal, name, state, node, nodeIP, announced, home, label, bound, right } satisfies Row<VerifiedPod>;
}

function stateOf(pod: KubePod | undefined): VerifiedPod['state'] {
  if (pod === undefined) return 'missing';
  if (pod.deletedAt !== undefined) return 'Terminating';
  if (pod.ready) return 'Ready';
  if (pod.phase === 'Failed') return 'Failed';
  return pod.nodeName === undefined || pod.phase === 'Pending' ? 'Pending' : 'Not Ready';
}

export function serverRow(server: ViewedServer): ServerRow {
  const { ip: address, port, place, silence } = server;
  const about = { address, port, of: place?.title };
  if (silence) return { ...about, error: silence.message };
  const { id, announced, state: clusterState, keys, own } = server;
  const role = own.flags.has('master') ? 'master' : 'replica';
  return { ...about, id, announced, clusterState, keys, role, slots: rangesInWords(own.slots) || undefined };
}
