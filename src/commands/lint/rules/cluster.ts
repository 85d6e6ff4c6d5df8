import { plural } from '../../../base/words.js';
import { isYes } from '../../../charts/environment.js';
import { MOST_NODES } from '../../../charts/statefulset.js';
import { LEAST_MASTERS } from '../../../config/layout.js';
import { replicasOf } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

/**
 * `redis-cli --cluster create` makes nodes / (1 + replicas) masters, rounded down, and refuses fewer than three
 * (redis-cli.c, `clusterManagerCommandCreate`): the pods become Ready, and there is never a cluster.
 */
export function clusterSize({ chart, environment, value, containerPath }: LintedRelease): Problem[] {
  const pods = replicasOf(value);
  if (pods > MOST_NODES) {
    const message = `${pods} pods are more than the ${MOST_NODES} nodes a Redis Cluster can have`;
    return [{ message, path: ['spec', 'replicas'] }];
  }
  if (!chart.creation || !isYes(environment.get(chart.creation.creator)?.value)) return [];
  const set = environment.get(chart.creation.replicas);
  // Where nothing is set, the image takes one replica (Bitnami's redis-cluster-env.sh).
  const text = set?.value === null ? undefined : set?.value || '1';
  if (text === undefined) return [];
  const replicas = Number.parseInt(text, 10) || 0;
  if (set && !/^\d+$/.test(text)) {
    const { title, manifest, path } = set;
    const place = manifest ? { manifest, path } : { path: [...containerPath, ...path] };
    return [
      { ...place, message: `${title} is ${text}, no number of replicas (0, 1, 2 …): redis-cli reads ${replicas}` },
    ];
  }
  const masters = Math.floor(pods / (1 + replicas));
  if (masters >= LEAST_MASTERS) return [];
  const least = LEAST_MASTERS * (1 + replicas);
  const each = replicas === 0 ? 'no replicas' : `${plural(replicas, 'replica')} for each master`;
  const message = `${plural(pods, 'pod')} with ${each} make ${plural(masters, 'master')}, and a cluster has at least ${LEAST_MASTERS}: it takes ${least} pods, and with fewer it is never created`;
  return [{ message, path: ['spec', 'replicas'] }];
}
