import { failure, type HostportError, together } from '../base/errors.js';
import { groupBy } from '../base/group-by.js';
import { charts as shippedCharts } from '../generated/shipped.js';
import type { Chart } from '../generated/types.js';
import { at } from '../json/at.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { containerPorts, POD } from '../kubernetes/pod-template.js';
import { isOfChart, releasesIn } from './releases.js';

/**
 * Why there is nothing to work on in a stream without a release of a chart we know (`input` or `match`). A stream of
 * hooks only is not an error: Helm 4's `separate` strategy sends hooks and manifests one after the other.
 *
 * @param needed the names of the overlays which act on a chart we know, where there are others as well
 */
export function nothingToWorkOn(
  manifests: readonly Manifest[],
  needed: readonly string[] = [],
  charts: readonly Chart[] = shippedCharts,
): HostportError | undefined {
  const fault = noManifests(manifests);
  const real = manifests.filter(({ parsed }) => parsed.value !== null);
  if (fault || real.every(isHook)) return fault;
  const position = { file: manifests[0]?.document.file ?? '<stdin>' };
  const titles = charts.map(({ title }) => title).join(' or ');
  const unpacked = real.flatMap((one) => one.objects);
  // Helm renders no List, `kubectl get -o yaml` does.
  if (releasesIn(unpacked, charts).length > 0) {
    return failure('in-a-list', { charts: titles, kinds: count(real) }, { position });
  }
  const chart = charts.find((candidate) => real.some((one) => isOfChart(one, candidate)));
  if (chart) {
    const kinds = count(real.filter((one) => isOfChart(one, chart)));
    return failure('no-workload', { chart: chart.title, kinds, hint: chart.hints.noWorkload }, { position });
  }
  const aliased = together(underAnotherName(unpacked, charts).map(({ error }) => error));
  return aliased ?? failure('no-release', { charts: titles, kinds: count(real), hint: turnOff(needed) }, { position });
}

/**
 * The StatefulSets with the ports of a chart we know and labels of none, each with what there is to say about it: Helm sets
 * `.Chart.Name` to the alias of a dependency, and the labels follow it.
 */
export function underAnotherName(
  manifests: readonly Manifest[],
  charts: readonly Chart[],
): { manifest: Manifest; error: HostportError }[] {
  return manifests
    .filter((one) => one.kind === 'StatefulSet' && !charts.some((chart) => isOfChart(one, chart)))
    .filter((one) => charts.some((chart) => hasPortsOf(one, chart)))
    .map((manifest) => {
      const name = manifest.labels[NAME_LABEL];
      const label = typeof name === 'string' ? `another label, ${NAME_LABEL}: ${name}` : `no label ${NAME_LABEL}`;
      const { title, start: position } = manifest;
      return { manifest, error: failure('under-another-name', { title, label }, { position }) };
    });
}

const NAME_LABEL = 'app.kubernetes.io/name';

/** Whether a StatefulSet, whatever its labels say, names its container ports as a chart does. */
function hasPortsOf({ value }: Manifest, { ports }: Chart): boolean {
  const names = containerPorts(at(value, ...POD)).map(({ item }) => item.name);
  return names.includes(ports.client) && names.includes(ports.bus);
}

/** Whether Helm runs a document as a hook instead of keeping it in the release. */
export function isHook({ annotations }: Manifest): boolean {
  return typeof annotations['helm.sh/hook'] === 'string';
}

function turnOff(needed: readonly string[]): string {
  const off = [...new Set(needed.map((name) => `${name}: false`))];
  if (off.length === 0) return '';
  return ` For overlays of your own on another chart, turn those of these charts off: overlays: { ${off.join(', ')} }.`;
}

/** Why a stream holds no Kubernetes manifests at all (`input`). */
export function noManifests(manifests: readonly Manifest[]): HostportError | undefined {
  const real = manifests.filter(({ parsed }) => parsed.value !== null);
  const odd = real.find(({ kind }) => kind === '');
  if (odd) return failure('no-kind', {}, { position: odd.positionOf([]) });
  if (real.length > 0) return undefined;
  return failure('only-comments', {}, { position: { file: manifests[0]?.document.file ?? '<stdin>' } });
}

function count(manifests: readonly Manifest[]): string {
  return [...groupBy(manifests, ({ kind }) => kind)].map(([kind, those]) => `${those.length} ${kind}`).join(', ');
}
