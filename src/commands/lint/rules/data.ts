import { durabilityOf, type SavePoint } from '../../../charts/durability.js';
import { dataSurvives, serverVersion } from '../../../charts/statefulset.js';
import { itemsAt } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

export function ephemeralData({ chart, value }: LintedRelease): Problem[] {
  if (dataSurvives(value, chart)) return [];
  const volume = itemsAt(value, ...POD, 'volumes').find(({ item }) => item.name === chart.dataVolume);
  const path = [...POD, 'volumes', ...(volume ? [volume.index, 'emptyDir'] : [])];
  const message = `The data of a pod goes with the pod (volume ${chart.dataVolume}): a new pod is a stranger that never rejoins, and a rolling update ends in an empty cluster with all pods Ready`;
  return [{ path, message }];
}

/** What a server loads after a crash: a master that comes back empty empties its replicas, too. */
export function restartEmpties({ chart, value, config, environment, containerPath }: LintedRelease): Problem[] {
  if (!chart.persistence || !config) return [];
  const major = Number.parseInt(serverVersion(value, chart) ?? '', 10) || undefined;
  const kept = durabilityOf(environment, config.text, chart.persistence, major);
  if (!kept || kept.appendOnly) return [];
  // The variable, where it is set; else the container's variables.
  const { manifest, path: set = [] } = environment.get(chart.persistence.appendOnly) ?? {};
  const inContainer = [...containerPath, 'env', ...(set[0] === 'env' ? [...set.slice(1), 'value'] : [])];
  const place = manifest ? { manifest, path: set } : { path: inContainer };
  const off = 'The append-only file is off';
  const empties = 'a master that crashes comes back empty within seconds, and its replicas empty themselves after it';
  if (kept.savePoints.length === 0) {
    return [{ ...place, message: `${off}, and no snapshot is taken (save ""): ${empties}` }];
  }
  const lost = `a crash or a power loss takes ${windowOf(kept.savePoints)}`;
  if (dataSurvives(value, chart)) {
    return [{ ...place, severity: 'warning', message: `${off}, only snapshots are taken: ${lost}` }];
  }
  return [{ ...place, message: `${off} and the data is in the pod: ${lost}, a new pod all of it; ${empties}` }];
}

/** The oldest change that no snapshot holds. */
function windowOf(points: readonly SavePoint[]): string {
  const { seconds, changes } = points.reduce((least, point) => (point.changes < least.changes ? point : least));
  const time = seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
  const few = changes > 1 ? `; fewer than ${changes} changes are never written` : '';
  return `what was written in up to ${time} before (save ${seconds} ${changes}${few})`;
}
