import { shellCommand } from '../../../base/shell.js';
import { clientPort, type LivePod, type LiveRelease } from './release.js';

export function kubectl({ namespace }: LiveRelease, ...words: string[]): string {
  return shellCommand('kubectl', '-n', namespace, ...words);
}

/** The server's own client inside a pod; the container's environment has the password. */
export function inPod(release: LiveRelease, { name, container }: LivePod, ...words: string[]): string {
  const port = clientPort(release);
  const client = [release.chart.values.cli, ...(port === 6379 ? [] : ['-p', String(port)])];
  return kubectl(release, 'exec', name, '-c', String(container?.name ?? ''), '--', ...client, ...words);
}

/** Deletes pods so that they are created again; only for pods whose data survives. */
export function deletePods(release: LiveRelease, pods: readonly LivePod[]): string {
  return kubectl(release, 'delete', 'pod', ...pods.map(({ name }) => name));
}

export function labelNode(node: string, key: string, value: string): string {
  return shellCommand('kubectl', 'label', 'node', node, `${key}=${value}`, '--overwrite');
}

export function uncordon(node: string): string {
  return shellCommand('kubectl', 'uncordon', node);
}
