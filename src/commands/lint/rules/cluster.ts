import { isYes } from '../../../charts/container-env.js';
import { durabilityOf } from '../../../charts/server-config.js';
import { dataSurvives, MOST_NODES } from '../../../charts/storage.js';
import { LEAST_MASTERS } from '../../../config/nodes.js';
import { at, itemsAt } from '../../../json/values.js';
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
    const shown = set.isSecret ? {} : { text, read: replicas };
    yield { rule, is: 'number', ...whereSet(set), ...shown };
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
  const set = environment.get(chart.persistence.appendOnly);
  const where = set ? whereSet(set) : { path: [...containerPath, 'env'] };
  // The save point that the fewest changes reach: what is older than its time is in a snapshot.
  const [point] = kept.savePoints.toSorted((a, b) => a.changes - b.changes);
  const { seconds = 0, changes = 0 } = point ?? {};
  const time = seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`;
  const is = point === undefined ? 'never' : survives ? 'snapshots' : 'inPod';
  yield { rule: 'restart-empties', is, ...where, time, seconds, changes, more: changes > 1 ? changes : undefined };
}

/** `bitnami/NAME:TAG` on Docker Hub, however it is spelt; a tag that begins with a digit is a version. */
const MOVED = /^(?:(?:index\.|registry-1\.)?docker\.io\/)?bitnami\/([\w.-]+):\d[\w.-]*(?:@.*)?$/;

/** The images of the StatefulSet and of the release's Jobs (`cluster.update`), which may have the same; each is named once. */
export function* imageFaults(release: LintedRelease): Generator<LintFound> {
  const seen = new Set<string>();
  for (const manifest of [release.statefulSet, ...release.find({ group: 'batch', kind: 'Job' })]) {
    for (const list of ['containers', 'initContainers']) {
      for (const { item, index } of itemsAt(manifest.value, ...POD, list)) {
        const image = String(item.image);
        const [, name] = MOVED.exec(image) ?? [];
        if (name === undefined || seen.has(image)) continue;
        seen.add(image);
        const values = { image, setting: settingOf(release, name, item.name), is: refusesOthers(release) };
        yield { rule: 'image-moved', manifest, path: [...POD, list, index, 'image'], ...values };
      }
    }
  }
}

/** The chart's values that set an image: its own two by their repositories, others by the container's name. */
function settingOf({ chart }: LintedRelease, name: string, container: unknown): string {
  const { server, exporter } = chart.values.images;
  if (server.endsWith(`/${name}`)) return `image.repository=${server}`;
  if (exporter.endsWith(`/${name}`)) return `metrics.image.repository=${exporter}`;
  return `the repository of container ${container}'s image to bitnamilegacy/${name}`;
}

/** Whether the chart refuses images that are not Bitnami's own. */
function refusesOthers({ chart, value }: LintedRelease): 'refused' | 'free' {
  const version = /-(\d+(?:\.\d+)*)$/.exec(String(at(value, 'metadata', 'labels', 'helm.sh/chart')))?.[1] ?? '0';
  const since = chart.values.allowInsecureImagesSince;
  return since !== undefined && version.localeCompare(since, 'en', { numeric: true }) >= 0 ? 'refused' : 'free';
}
