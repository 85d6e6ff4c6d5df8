import { HostportError } from '../base/errors.js';
import { charts as shippedCharts } from '../generated/shipped.js';
import type { Chart } from '../generated/types.js';
import { itemsAt } from '../json/at.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { POD } from '../kubernetes/pod-template.js';
import { positionAt } from '../yaml/read/document.js';
import { belongsTo } from './releases.js';

/**
 * Why there is nothing to work on in a stream without a release of a chart we know (`input` or `match`). A stream of
 * hooks only is no error: Helm 4's `separate` strategy sends hooks and manifests one after the other.
 *
 * @param needed the names of the overlays which act on a chart we know, where there are others beside them
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
  const chart = charts.find((candidate) => real.some((one) => belongsTo(one, candidate)));
  if (chart) {
    const own = real.filter((one) => belongsTo(one, chart));
    return new HostportError('match', `${chart.title} is in the stream, but its StatefulSet is not (${count(own)})`, {
      position,
      remedy: chart.hints.noWorkload,
    });
  }
  const alias = real.find((one) => charts.some((candidate) => hasPortsOf(one, candidate)));
  if (alias) return underAnotherName(alias);
  const titles = charts.map(({ title }) => title).join(' or ');
  return new HostportError('match', `no StatefulSet of ${titles} in the stream (${count(real)})`, {
    position,
    remedy:
      inList(real) ??
      `Is this the right chart? A post-renderer belongs to the \`helm\` call of that one release.${turnOff(needed)}`,
  });
}

/** What to do with a StatefulSet that is an item of a List: Helm renders none, `kubectl get -o yaml` does. */
function inList(manifests: readonly Manifest[]): string | undefined {
  const list = manifests.find(
    ({ kind, value }) =>
      kind.endsWith('List') && itemsAt(value, 'items').some(({ item }) => item.kind === 'StatefulSet'),
  );
  return (
    list && 'Lists are not looked into: give each object as a document of its own, as `helm template` prints them.'
  );
}

/** Whether a StatefulSet, whatever its labels say, names its container ports as a chart does. */
function hasPortsOf({ kind, value }: Manifest, { ports }: Chart): boolean {
  const named = kind === 'StatefulSet' ? itemsAt(value, ...POD, 'containers') : [];
  const names = named.flatMap(({ item }) => itemsAt(item, 'ports').map((port) => port.item.name));
  return names.includes(ports.client) && names.includes(ports.bus);
}

/** Helm sets `.Chart.Name` to the alias of a dependency, and the labels follow it. */
function underAnotherName({ title, labels, start }: Manifest): HostportError {
  const label = 'app.kubernetes.io/name';
  const message = `${title} has the ports of a chart that is known and another label, ${label}: ${String(labels[label])}`;
  return new HostportError('match', `${message}; is it a dependency under an alias, or a copy of the chart?`, {
    position: start,
    remedy: 'Say so in a Chart file with that label under `recognise`, and overlays for it: docs/own-charts.md.',
  });
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
  const remedy = 'Give it what `helm template` prints.';
  const odd = real.find(({ kind }) => kind === '');
  if (odd) {
    const position = positionAt(odd.document, odd.parsed.root?.start ?? 0);
    return new HostportError('input', 'this document is no Kubernetes manifest: it has no kind', { position, remedy });
  }
  if (real.length > 0) return undefined;
  const position = { file: manifests[0]?.document.file ?? '<stdin>' };
  return new HostportError('input', 'the input holds only comments', { position, remedy });
}

function count(manifests: readonly Manifest[]): string {
  const kinds = new Map<string, number>();
  for (const { kind } of manifests) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, number]) => `${number} ${kind}`).join(', ');
}
