import { shellCommand } from '../../../base/shell.js';
import { itemsAt } from '../../../json/at.js';
import { createsInOrder, type LivePod, type LiveRelease } from './release.js';

/** What to do about something, and the commands for it. */
export interface Mend {
  remedy: string;
  commands: string[];
}

export function kubectl({ namespace }: LiveRelease, ...words: string[]): string {
  return shellCommand('kubectl', '-n', namespace, ...words);
}

/** The server's own client inside a pod; the container's environment has the password. */
export function inPod(release: LiveRelease, pod: LivePod, ...words: string[]): string {
  const port = clientPort(release);
  const cli = release.chart.values.cli;
  const at = port === DEFAULT_PORT ? [] : ['-p', String(port)];
  const container = String(pod.container?.name ?? '');
  return kubectl(release, 'exec', pod.name, '-c', container, '--', cli, ...at, ...words);
}

const DEFAULT_PORT = 6379;

/** The containerPort of the chart's client port. */
export function clientPort({ container, chart }: LiveRelease): number {
  const port = itemsAt(container, 'ports').find(({ item }) => item.name === chart.ports.client)?.item.containerPort;
  return typeof port === 'number' ? port : DEFAULT_PORT;
}

export function labelNode(node: string, key: string, value: string): string {
  return shellCommand('kubectl', 'label', 'node', node, `${key}=${value}`, '--overwrite');
}

export function uncordon(node: string): string {
  return shellCommand('kubectl', 'uncordon', node);
}

/** What deleting a pod means where its data volume is an emptyDir. */
export const LOSES_DATA =
  'These pods have no persistent volume: one that is made anew comes back empty, with a new node id, and does not rejoin the cluster.';

/** Deletes pods so that they are made anew; only for pods whose data survives. */
export function deletePods(release: LiveRelease, pods: readonly LivePod[]): string {
  return kubectl(release, 'delete', 'pod', ...pods.map(({ name }) => name));
}

/**
 * Puts misplaced pods right: with persistence they are made anew, together, so that each finds its own node free;
 * without, each running server is told the IP of the node it is on. Either way two that had each other's IP keep no
 * address of one another (measured with six servers of Redis 7.0.15): only the servers can tell, and CLUSTER MEET
 * mends it. It is not advised here, since servers that never became a cluster must not meet before pod 0 creates it.
 */
export function mendPlacement(release: LiveRelease, pods: readonly LivePod[]): Mend {
  const afterwards = pods.length > 1 ? [ASK_THEN] : [];
  if (release.dataSurvives) {
    const remedy =
      pods.length > 1 ? DELETE_TOGETHER : 'Delete the pod: it is made anew on its own node, with its data.';
    return {
      remedy: [remedy, ...chance(release, pods), LOCAL_VOLUME, ...afterwards].join(' '),
      commands: [deletePods(release, pods)],
    };
  }
  return {
    remedy: [LOSES_DATA, TELL_INSTEAD, ...afterwards].join(' '),
    commands: pods.flatMap((pod) => tell(release, pod)),
  };
}

const ASK_THEN = "Then run verify --redis: servers that had each other's IP may have to meet anew.";

/** Only a pin holds whatever the order; with weights pod 0 must choose before pod 1. */
function chance(release: LiveRelease, pods: readonly LivePod[]): string[] {
  if (release.placement.pin || createsInOrder(release) || pods.length < 2) return [];
  return [
    'With podManagementPolicy Parallel they may be swapped again: then scale to 0 and back, or use placement pinned.',
  ];
}

const DELETE_TOGETHER =
  'Delete these pods together, so that each finds its own node free: they are made anew there, with their data.';
const LOCAL_VOLUME =
  'A volume that is local to the wrong node holds its pod there: docs/verify.md says how to move it.';
const TELL_INSTEAD =
  'So do not delete them; tell the running servers the IP of the node they are on, which lasts until a pod is made anew. Before there is any data, scale to 0 and back instead.';

function tell(release: LiveRelease, pod: LivePod): string[] {
  return pod.hostIp === undefined ? [] : [inPod(release, pod, 'config', 'set', 'cluster-announce-ip', pod.hostIp)];
}
