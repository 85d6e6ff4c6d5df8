import { failure } from '../base/errors.js';
import { groupBy, lazily } from '../base/util.js';
import { charts as shippedCharts } from '../generated/shipped.js';
import type { Chart, OverlayTarget } from '../generated/types.js';
import { at } from '../json/values.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { POD } from '../kubernetes/pod-template.js';
import type { Labels } from '../kubernetes/requirements.js';
import { serverIn } from './server.js';

/** A Helm release of a chart we know, as far as it is in the stream. */
export type Release = ReturnType<typeof releasesIn>[number];

/**
 * The releases of charts we know in a stream, of which one is meant; none where there is none.
 *
 * @throws HostportError `match` as `meantReleases` does, and for two of one name
 */
export function selectReleases(
  manifests: readonly Manifest[],
  wanted: string | undefined,
  charts: readonly Chart[],
): Release[] {
  const titleOf = ({ statefulSet: { title, start } }: Release): string => `${title} (${start.file}:${start.line})`;
  return meantReleases(releasesIn(manifests, charts), wanted, { there: 'the stream holds', titleOf, namesakes: false });
}

/**
 * Those of several releases that are to be worked on.
 *
 * @param wanted the configuration's `release`: a name, `*` for each of them, nothing for the only one
 * @param namesakes whether there may be several of that name, in several namespaces
 * @throws HostportError `match` where there are several and none is named, or none has the name; it lists them
 */
export function meantReleases<One extends Pick<Release, 'name' | 'namespace'>>(
  found: readonly One[],
  wanted: string | undefined,
  { there, titleOf, namesakes }: { there: string; titleOf: (one: One) => string; namesakes: boolean },
): One[] {
  if (wanted === '*' || found.length === 0) return [...found];
  const meant = found.filter(({ name }) => wanted === undefined || name === wanted);
  if (meant.length === 1 || (namesakes && wanted !== undefined && meant.length > 0)) return meant;
  const count = `${meant.length || 'no'} release${meant.length === 0 ? '' : 's'}`;
  const which = wanted === undefined ? ', and which is meant is not configured' : ` named ${wanted}`;
  const list = found.map((one) => `${one.name}${one.namespace && ` in namespace ${one.namespace}`}: ${titleOf(one)}`);
  throw failure('which-release', { why: `${there} ${count}${which}` }, { list });
}

/** Each release of a chart we know, in the stream's order. */
export function releasesIn(manifests: readonly Manifest[], charts: readonly Chart[] = shippedCharts) {
  const byRelease = groupBy(manifests, ({ release }) => release);
  const byName = lazily(() => groupBy(manifests, ({ name }) => name));
  return charts.flatMap((chart) =>
    targetsIn(manifests, { group: 'apps', kind: 'StatefulSet' }, chart).map((statefulSet) => {
      const { release: name, namespace } = statefulSet;
      const near = (one: Manifest): boolean => namespace === '' || one.namespace === '' || one.namespace === namespace;
      const own = (byRelease.get(name) ?? []).filter(near);
      const objectNamed = (kind: string, title: string): Manifest | undefined =>
        byName()
          .get(title)
          ?.findLast((one) => one.kind === kind && one.group === '' && near(one));
      return {
        /** The label `app.kubernetes.io/instance`. */
        name,
        namespace,
        chart,
        statefulSet,
        /** The documents of the stream which a target describes and which belong to this release. */
        find: (target: OverlayTarget): Manifest[] => targetsIn(own, target, chart),
        /** What the StatefulSet says about the server, and the ConfigMaps and Secrets that it names, whatever their labels say. */
        server: lazily(() => serverIn(at(statefulSet.value, ...POD), chart, objectNamed)),
      };
    }),
  );
}

/** A name or label value with `*` for any characters and `[0-9]` for one of a set, as the shell has them. */
export function matchesGlob(pattern: string, text: string): boolean {
  if (!/[*[]/.test(pattern)) return pattern === text;
  const expression = pattern.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 's').test(text);
}

/** Which of the documents, of a chart or of any, are what a target describes; of most only the head is read. */
export function targetsIn(
  manifests: readonly Manifest[],
  { kind, group, name, namespace, labels = {} }: OverlayTarget,
  chart?: Chart,
): Manifest[] {
  return manifests.filter(
    (manifest) =>
      manifest.kind === kind &&
      (group === undefined || manifest.group === group) &&
      (name === undefined || matchesGlob(name, manifest.name)) &&
      (namespace === undefined || matchesGlob(namespace, manifest.namespace)) &&
      hasLabels(manifest.labels, labels) &&
      (chart === undefined || isOfChart(manifest, chart)),
  );
}

/** Whether an object carries a chart's labels. */
export function isOfChart({ labels }: Pick<Manifest, 'labels'>, chart: Chart): boolean {
  return chart.recognise.some((wanted) => hasLabels(labels, wanted));
}

function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(
    ([key, pattern]) => Object.hasOwn(labels, key) && matchesGlob(pattern, labels[key] ?? ''),
  );
}
