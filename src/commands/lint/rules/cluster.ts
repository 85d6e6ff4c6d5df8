import { isYes } from '../../../charts/container-env.js';
import { durabilityOf } from '../../../charts/server-config.js';
import { dataSurvives, MOST_NODES } from '../../../charts/storage.js';
import { LEAST_MASTERS } from '../../../config/nodes.js';
import { itemsAt } from '../../../json/values.js';
import { POD, replicasOf } from '../../../kubernetes/pod-template.js';
import type { LintedRelease, LintFound } from '../subject.js';

/**
 * Whether there will be a cluster: `redis-cli --cluster create` makes nodes / (1 + replicas) masters, rounded down, and refuses
 * fewer than three (redis-cli.c, `clusterManagerCommandCreate`): the pods become Ready, and there is never a cluster.
 */
export function* sizeFaults({ chart, environment, value, whereSet }: LintedRelease): Generator<LintFound> {
  const [rule, pods, path] = ['cluster-size' as const, replicasOf(value), ['spec', 'replicas']];
  if (pods > MOST_NODES) yield { rule, is: 'most', path, pods, most: MOST_NODES };
  if (pods > MOST_NODES || !chart.creation || !isYes(environment.get(chart.creation.creator)?.value)) return;
  const set = environment.get(chart.creation.replicas);
  if (set?.value === null) return;
  // Where nothing is set, the image takes one replica (Bitnami's redis-cluster-env.sh).
  const text = set?.value || '1';
  const replicas = Number.parseInt(text, 10) || 0;
  if (set && !/^\d+$/.test(text)) {
    const is = set.isSecret ? 'secretNumber' : 'number';
    yield { rule, is, ...whereSet(set), title: set.title, text, read: replicas };
    return;
  }
  const [masters, needed] = [Math.floor(pods / (1 + replicas)), LEAST_MASTERS * (1 + replicas)];
  if (masters >= LEAST_MASTERS) return;
  yield { rule, is: 'few', path, pods, replicas: replicas || 'no', masters, least: LEAST_MASTERS, needed };
}

/** Whether its data stays: with the pod, and after a crash, where a master that comes back empty empties its replicas, too. */
export function* dataFaults(release: LintedRelease): Generator<LintFound> {
  const { chart, value, config, environment, version, whereSet, containerPath } = release;
  const survives = dataSurvives(value, chart);
  if (!survives) {
    const volume = itemsAt(value, ...POD, 'volumes').find(({ item }) => item.name === chart.dataVolume);
    const path = [...POD, 'volumes', ...(volume ? [volume.index, 'emptyDir'] : [])];
    yield { rule: 'ephemeral-data', path, volume: chart.dataVolume };
  }

  if (!chart.persistence || !config) return;
  const kept = durabilityOf(environment, config.text, chart.persistence, version.release);
  if (!kept || kept.appendOnly) return;
  // The variable, where it is set; else the container's variables.
  const set = environment.get(chart.persistence.appendOnly);
  const where = set ? whereSet(set) : { path: [...containerPath, 'env'] };
  const is = kept.savePoints.length === 0 ? 'never' : survives ? 'snapshots' : 'inPod';
  yield { rule: 'restart-empties', is, ...where, lost: windowOf(kept.savePoints) };
}

/** The oldest change that no snapshot holds; undefined without snapshots. */
function windowOf([first, ...points]: readonly { seconds: number; changes: number }[]): string | undefined {
  if (!first) return undefined;
  const { seconds, changes } = points.reduce((least, point) => (point.changes < least.changes ? point : least), first);
  const time = seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
  const few = changes > 1 ? `; fewer than ${changes} changes are never written` : '';
  return `what was written in up to ${time} before (save ${seconds} ${changes}${few})`;
}
