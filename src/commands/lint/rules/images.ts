import { at, itemsAt } from '../../../json/at.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { ReleaseChecks } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** `bitnami/NAME:TAG` on Docker Hub, however it is spelt; a tag that begins with a digit is a version. */
const MOVED = /^(?:(?:index\.|registry-1\.)?docker\.io\/)?bitnami\/([\w.-]+):\d[\w.-]*(?:@.*)?$/;

export const IMAGE_CHECKS = {
  *'image-moved'(release) {
    const seen = new Set<string>();
    for (const { manifest, path, image, container } of imagesOf(release)) {
      const [, name] = MOVED.exec(image) ?? [];
      if (name === undefined || seen.has(image)) continue;
      seen.add(image);
      yield { manifest, path, image, setting: settingOf(release, name, container), is: refusesOthers(release) };
    }
  },
} satisfies Partial<ReleaseChecks>;

/** The images of the StatefulSet and of the release's Jobs (`cluster.update`), which may have the same. */
function imagesOf({ find, statefulSet }: LintedRelease) {
  const jobs = find({ group: 'batch', kind: 'Job' });
  return [statefulSet, ...jobs].flatMap((manifest) =>
    ['containers', 'initContainers'].flatMap((list) =>
      itemsAt(manifest.value, ...POD, list).flatMap(({ item: { image, name }, index }) =>
        typeof image === 'string' ? [{ manifest, path: [...POD, list, index, 'image'], image, container: name }] : [],
      ),
    ),
  );
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
