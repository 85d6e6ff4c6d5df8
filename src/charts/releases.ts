import { failure, type HostportError, together } from '../base/errors.js';
import { groupBy, lazily } from '../base/util.js';
import { charts as shippedCharts } from '../generated/shipped.js';
import type { Chart, OverlayTarget } from '../generated/types.js';
import { at } from '../json/values.js';
import { type Manifest, unpacked } from '../kubernetes/manifest.js';
import { containerPorts, POD } from '../kubernetes/pod-template.js';
import type { Labels } from '../kubernetes/selectors.js';
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
        name,
        namespace,
        chart,
        statefulSet,
        /** Which documents of this release a target describes. */
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

/** Which documents, of a chart or of any, a target describes; of most only the head is read. */
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

export function isOfChart({ labels }: Pick<Manifest, 'labels'>, chart: Chart): boolean {
  return chart.recognise.some((wanted) => hasLabels(labels, wanted));
}

function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(
    ([key, pattern]) => Object.hasOwn(labels, key) && matchesGlob(pattern, labels[key] ?? ''),
  );
}

/**
 * Why there is nothing to work on in a stream without a release of a chart we know (`input` or `match`). A stream of
 * hooks only is not an error: Helm 4's `separate` strategy sends hooks and manifests one after the other.
 *
 * @param needed the names of the overlays which act on a chart we know, where there are others as well
 */
export function nothingToWorkOn(
  manifests: readonly Manifest[],
  charts: readonly Chart[],
  needed: readonly string[] = [],
): HostportError | undefined {
  const fault = noManifests(manifests);
  const real = manifests.filter(isReal);
  if (fault || real.every(({ isHook }) => isHook)) return fault;
  const position = { file: manifests[0]?.document.file ?? '<stdin>' };
  const about = { charts: charts.map(({ title }) => title).join(' or '), kinds: kindsOf(real) };
  // Helm renders no List, `kubectl get -o yaml` does.
  const listed = real.flatMap(unpacked).filter((one) => !real.includes(one));
  if (listed.some(({ kind }) => kind === 'StatefulSet')) return failure('in-a-list', about, { position });
  const chart = charts.find((candidate) => real.some((one) => isOfChart(one, candidate)));
  if (chart) {
    const kinds = kindsOf(real.filter((one) => isOfChart(one, chart)));
    return failure('no-workload', { chart: chart.title, kinds, hint: chart.hints.noWorkload }, { position });
  }
  const off = needed.length > 0 ? `{ ${[...new Set(needed)].map((name) => `${name}: false`).join(', ')} }` : undefined;
  const aliased = together(underAnotherName(real, charts).map(({ error }) => error));
  return aliased ?? failure('no-release', { ...about, off }, { position });
}

/** Why a stream holds no Kubernetes manifests at all (`input`). */
export function noManifests(manifests: readonly Manifest[]): HostportError | undefined {
  const real = manifests.filter(isReal);
  const odd = real.find(({ kind }) => kind === '');
  if (odd) return failure('no-kind', {}, { position: odd.positionOf([]) });
  if (real.length > 0) return undefined;
  return failure('only-comments', {}, { position: { file: manifests[0]?.document.file ?? '<stdin>' } });
}

/** Whether a document holds more than comments. */
const isReal = ({ parsed }: Manifest): boolean => parsed.value !== null;

const NAME_LABEL = 'app.kubernetes.io/name';

/** The StatefulSets that look like a chart we know under another name, each with what there is to say about it. */
export function underAnotherName(manifests: readonly Manifest[], charts: readonly Chart[]) {
  return manifests.flatMap((manifest) => {
    const { kind, labels, title, start: position } = manifest;
    const label = kind === 'StatefulSet' ? labelOfAnother(manifest.value, labels, charts) : undefined;
    return label ? [{ manifest, error: failure('under-another-name', { title, label }, { position }) }] : [];
  });
}

/**
 * The label of a StatefulSet with the container ports of a chart we know and labels of none, as messages name it; undefined for
 * any other. Helm sets `.Chart.Name` to the alias of a dependency, and the labels follow it.
 */
export function labelOfAnother(value: unknown, labels: Labels, charts: readonly Chart[]): string | undefined {
  const names = containerPorts(at(value, ...POD)).map(({ item }) => item.name);
  const hasPorts = charts.some(({ ports }) => names.includes(ports.client) && names.includes(ports.bus));
  if (!hasPorts || charts.some((chart) => isOfChart({ labels }, chart))) return undefined;
  const name = labels[NAME_LABEL];
  return name === undefined ? `no label ${NAME_LABEL}` : `another label, ${NAME_LABEL}: ${name}`;
}

function kindsOf(manifests: readonly Manifest[]): string {
  return [...groupBy(manifests, ({ kind }) => kind)].map(([kind, those]) => `${those.length} ${kind}`).join(', ');
}
