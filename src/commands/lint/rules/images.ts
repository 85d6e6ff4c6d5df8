import { at, itemsAt } from '../../../json/values.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { LintedRelease, LintFound } from '../subject.js';

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
  return version.localeCompare(since, 'en', { numeric: true }) >= 0 ? 'refused' : 'free';
}
