import { failure, type HostportError, together } from '../base/errors.js';
import { groupBy } from '../base/util.js';
import type { Chart } from '../generated/types.js';
import { at } from '../json/values.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { containerPorts, POD } from '../kubernetes/pod-template.js';
import type { Labels } from '../kubernetes/requirements.js';
import { isOfChart, releasesIn } from './releases.js';

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
  if (fault || real.every(isHook)) return fault;
  const position = { file: manifests[0]?.document.file ?? '<stdin>' };
  const about = { charts: charts.map(({ title }) => title).join(' or '), kinds: kindsOf(real) };
  const unpacked = real.flatMap((one) => one.objects);
  // Helm renders no List, `kubectl get -o yaml` does.
  if (releasesIn(unpacked, charts).length > 0) return failure('in-a-list', about, { position });
  const chart = charts.find((candidate) => real.some((one) => isOfChart(one, candidate)));
  if (chart) {
    const kinds = kindsOf(real.filter((one) => isOfChart(one, chart)));
    return failure('no-workload', { chart: chart.title, kinds, hint: chart.hints.noWorkload }, { position });
  }
  const off = [...new Set(needed.map((name) => `${name}: false`))].join(', ');
  const hint = off
    ? ` For overlays of your own on another chart, turn those of these charts off: overlays: { ${off} }.`
    : '';
  const aliased = together(underAnotherName(real, charts).map(({ error }) => error));
  const isListed = unpacked.some((one) => one.kind === 'StatefulSet' && !real.includes(one));
  return aliased ?? failure(isListed ? 'in-a-list' : 'no-release', { ...about, hint }, { position });
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

/** Whether Helm runs a document as a hook instead of keeping it in the release. */
export function isHook({ annotations }: Manifest): boolean {
  return annotations['helm.sh/hook'] !== undefined;
}

const NAME_LABEL = 'app.kubernetes.io/name';

/**
 * The StatefulSets that look like a chart we know under another name, each with what there is to say about it.
 */
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
