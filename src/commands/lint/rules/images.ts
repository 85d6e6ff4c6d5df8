import { at, itemsAt, type Path } from '../../../json/at.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { POD } from '../../../kubernetes/pod-template.js';
import type { Problem } from '../check.js';
import type { LintedRelease } from '../subject.js';

/** `bitnami/NAME:TAG` on Docker Hub, however it is spelt; a tag that begins with a digit is a version. */
const MOVED = /^(?:(?:index\.|registry-1\.)?docker\.io\/)?bitnami\/([\w.-]+):\d[\w.-]*(?:@.*)?$/;

export function imageMoved(release: LintedRelease): Problem[] {
  const seen = new Set<string>();
  return imagesOf(release).flatMap(({ manifest, path, image }) => {
    const [, name] = MOVED.exec(image) ?? [];
    if (name === undefined || seen.has(image)) return [];
    seen.add(image);
    const message = `Image ${image} moved to docker.io/bitnamilegacy in September 2025: the pull fails`;
    return [{ manifest, path, message, remedy: remedyOf(release, name, path) }];
  });
}

interface FoundImage {
  manifest: Manifest;
  path: Path;
  image: string;
}

/** The images of the StatefulSet and of the release's Jobs (`cluster.update`), which may have the same. */
function imagesOf({ release, statefulSet }: LintedRelease): FoundImage[] {
  const jobs = release.find({ group: 'batch', kind: 'Job' });
  return [statefulSet, ...jobs].flatMap((manifest) =>
    ['containers', 'initContainers'].flatMap((list) =>
      itemsAt(manifest.value, ...POD, list).flatMap(({ item, index }) =>
        typeof item.image === 'string' ? [{ manifest, path: [...POD, list, index, 'image'], image: item.image }] : [],
      ),
    ),
  );
}

/** The chart's values that set an image: its own two by their repositories, others by the container's name. */
function remedyOf({ chart, statefulSet }: LintedRelease, name: string, path: Path): string {
  const { server, exporter } = chart.values.images;
  const container = String(at(statefulSet.value, ...path.slice(0, -1), 'name'));
  const value =
    name === baseOf(server)
      ? `image.repository=${server}`
      : name === baseOf(exporter)
        ? `metrics.image.repository=${exporter}`
        : `the repository of container ${container}'s image to bitnamilegacy/${name}`;
  const chartVersion = /-(\d+(?:\.\d+)*)$/.exec(String(statefulSet.labels['helm.sh/chart']))?.[1];
  const since = chart.values.allowInsecureImagesSince;
  const refuses = chartVersion !== undefined && chartVersion.localeCompare(since, 'en', { numeric: true }) >= 0;
  const consent = refuses ? ' and global.security.allowInsecureImages=true, without which this chart refuses it' : '';
  return `Set ${value}${consent}; or copy the image into a registry of your own.`;
}

const baseOf = (repository: string): string => repository.slice(repository.lastIndexOf('/') + 1);
