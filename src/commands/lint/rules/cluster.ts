import { durabilityOf, type SavePoint } from '../../../charts/durability.js';
import { isYes } from '../../../charts/environment.js';
import { dataSurvives, MOST_NODES } from '../../../charts/statefulset.js';
import { LEAST_MASTERS } from '../../../config/layout.js';
import { itemsAt } from '../../../json/at.js';
import { POD, replicasOf } from '../../../kubernetes/pod-template.js';
import type { ReleaseChecks } from '../check.js';

/** Whether there will be a cluster, and whether its data stays. */
export const CLUSTER_CHECKS = {
  /**
   * `redis-cli --cluster create` makes nodes / (1 + replicas) masters, rounded down, and refuses fewer than three
   * (redis-cli.c, `clusterManagerCommandCreate`): the pods become Ready, and there is never a cluster.
   */
  *'cluster-size'({ chart, environment, value, whereSet }) {
    const [pods, path] = [replicasOf(value), ['spec', 'replicas']];
    if (pods > MOST_NODES) yield { is: 'most', path, pods, most: MOST_NODES };
    if (pods > MOST_NODES || !chart.creation || !isYes(environment.get(chart.creation.creator)?.value)) return;
    const set = environment.get(chart.creation.replicas);
    if (set?.value === null) return;
    // Where nothing is set, the image takes one replica (Bitnami's redis-cluster-env.sh).
    const text = set?.value || '1';
    const replicas = Number.parseInt(text, 10) || 0;
    if (set && !/^\d+$/.test(text)) {
      yield { is: set.isSecret ? 'secretNumber' : 'number', ...whereSet(set), title: set.title, text, read: replicas };
      return;
    }
    const [masters, needed] = [Math.floor(pods / (1 + replicas)), LEAST_MASTERS * (1 + replicas)];
    if (masters >= LEAST_MASTERS) return;
    yield { is: 'few', path, pods, replicas: replicas || 'no', masters, least: LEAST_MASTERS, needed };
  },

  *'ephemeral-data'({ chart, value }) {
    if (dataSurvives(value, chart)) return;
    const volume = itemsAt(value, ...POD, 'volumes').find(({ item }) => item.name === chart.dataVolume);
    yield { path: [...POD, 'volumes', ...(volume ? [volume.index, 'emptyDir'] : [])], volume: chart.dataVolume };
  },

  /** What a server loads after a crash: a master that comes back empty empties its replicas, too. */
  *'restart-empties'({ chart, value, config, environment, whereSet, containerPath, version }) {
    if (!chart.persistence || !config) return;
    const kept = durabilityOf(environment, config.text, chart.persistence, version.release);
    if (!kept || kept.appendOnly) return;
    // The variable, where it is set; else the container's variables.
    const set = environment.get(chart.persistence.appendOnly);
    const where = set ? whereSet(set) : { path: [...containerPath, 'env'] };
    if (kept.savePoints.length === 0) yield { is: 'never', ...where };
    else yield { is: dataSurvives(value, chart) ? 'snapshots' : 'inPod', ...where, lost: windowOf(kept.savePoints) };
  },
} satisfies Partial<ReleaseChecks>;

/** The oldest change that no snapshot holds. */
function windowOf(points: readonly SavePoint[]): string {
  const { seconds, changes } = points.reduce((least, point) => (point.changes < least.changes ? point : least));
  const time = seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
  const few = changes > 1 ? `; fewer than ${changes} changes are never written` : '';
  return `what was written in up to ${time} before (save ${seconds} ${changes}${few})`;
}
