import { dataSurvives } from '../../../charts/statefulset.js';
import { itemsAt } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../rule.js';
import type { LintedRelease } from '../subject.js';

export function ephemeralData(release: LintedRelease): Problem[] {
  const { chart, statefulSet: manifest, value } = release;
  if (dataSurvives(value, chart)) return [];
  const volume = itemsAt(value, ...POD, 'volumes').find(({ item }) => item.name === chart.dataVolume);
  const path = [...POD, 'volumes', ...(volume ? [volume.index, 'emptyDir'] : [])];
  const message = `The data of a pod goes with the pod (volume ${chart.dataVolume}): a re-created one never rejoins, and a rolling update ends in an empty cluster with all pods Ready`;
  return [{ manifest, path, message }];
}
