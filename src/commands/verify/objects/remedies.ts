import { shellCommand } from '../../../base/shell.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import type { Diagnosis } from '../finding.js';
import { clientPort, type LivePod, type LiveRelease } from './release.js';

/** What to do about something, and the commands for it. */
export type Remedy = Pick<Diagnosis, 'remedy' | 'commands'>;

export function kubectl({ namespace }: LiveRelease, ...words: string[]): string {
  return shellCommand('kubectl', '-n', namespace, ...words);
}

/** The server's own client inside a pod; the container's environment has the password. */
export function inPod(release: LiveRelease, { name, container }: LivePod, ...words: string[]): string {
  const port = clientPort(release);
  const at = port === 6379 ? [] : ['-p', String(port)];
  return kubectl(
    release,
    'exec',
    name,
    '-c',
    String(container?.name ?? ''),
    '--',
    release.chart.values.cli,
    ...at,
    ...words,
  );
}

export function labelNode(node: string, key: string, value: string): string {
  return shellCommand('kubectl', 'label', 'node', node, `${key}=${value}`, '--overwrite');
}

export function uncordon(node: string): string {
  return shellCommand('kubectl', 'uncordon', node);
}

/** What deleting a pod means where its data volume is an emptyDir. */
export const LOSES_DATA =
  'These pods have no persistent volume: one that is created again comes back empty, with a new node id, and does not rejoin the cluster.';

/** Deletes pods so that they are created again; only for pods whose data survives. */
export function deletePods(release: LiveRelease, pods: readonly LivePod[]): string {
  return kubectl(release, 'delete', 'pod', ...pods.map(({ name }) => name));
}

/** Pods that have to be renewed by hand, one after the other. */
export function renewOneByOne(release: LiveRelease, pods: readonly LivePod[], remedy: string): Remedy {
  return release.dataSurvives
    ? { remedy, commands: pods.map((pod) => deletePods(release, [pod])) }
    : { remedy: `${LOSES_DATA} Renew them one at a time: docs/verify.md, "Without persistence".` };
}

/**
 * Puts misplaced pods right: with persistence they are created again, together, so that each finds its own node free;
 * without, each running server is given the IP of the node it is on. Either way two that had each other's IP keep no
 * address of one another (measured with six servers of Redis 7.0.15): only the servers can say so, and CLUSTER MEET
 * repairs it. It is not advised here, since servers that never became a cluster must not meet before pod 0 creates it.
 */
export function placeAgain(release: LiveRelease, pods: readonly LivePod[]): Remedy {
  const several = pods.length > 1;
  const steps = release.dataSurvives
    ? [several ? DELETE_TOGETHER : DELETE_ONE, ...chance(release, pods), LOCAL_VOLUME]
    : [LOSES_DATA, SET_INSTEAD];
  const commands = release.dataSurvives
    ? [deletePods(release, pods)]
    : pods.flatMap((one) => {
        const { hostIp } = one.pod ?? {};
        return hostIp === undefined ? [] : [inPod(release, one, 'config', 'set', 'cluster-announce-ip', hostIp)];
      });
  return { remedy: [...steps, ...(several ? [ASK_THEN] : [])].join(' '), commands };
}

/** Only a pin holds whatever the order; with weights pod 0 must choose before pod 1. */
function chance({ placement, statefulSet }: LiveRelease, pods: readonly LivePod[]): string[] {
  const settled = placement.pin !== undefined || createsInOrder(statefulSet) || pods.length < 2;
  return settled ? [] : [SWAPPED_AGAIN];
}

const DELETE_ONE = 'Delete the pod: it is created again on its own node, with its data.';
const DELETE_TOGETHER =
  'Delete these pods together, so that each finds its own node free: they are created again there, with their data.';
const SWAPPED_AGAIN =
  'With podManagementPolicy Parallel they may be swapped again: then scale to 0 and back, or use placement pinned.';
const LOCAL_VOLUME =
  'A volume that is local to the wrong node holds its pod there: docs/verify.md says how to move it.';
const SET_INSTEAD =
  'So do not delete them; set the IP of the node they are on in the running servers, which lasts until a pod is created again. Before there is any data, scale to 0 and back instead.';
const ASK_THEN = "Then run verify --redis: servers that had each other's IP may have to meet again.";
