import { charts as shippedCharts } from '../generated/shipped.js';
import type { Chart, OverlayTarget } from '../generated/types.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { matchesGlob } from './glob.js';

/** Which of the documents are what a target describes; of most only the head is read. */
export function targetsIn(
  manifests: readonly Manifest[],
  target: OverlayTarget,
  charts: readonly Chart[] = shippedCharts,
): Manifest[] {
  const { chart: name, kind, group, name: pattern, namespace, labels = {} } = target;
  const chart = name === undefined ? undefined : charts.find((one) => one.name === name);
  if (name !== undefined && !chart) return [];
  return manifests.filter(
    (manifest) =>
      manifest.kind === kind &&
      (group === undefined || manifest.group === group) &&
      (pattern === undefined || matchesGlob(pattern, manifest.name)) &&
      (namespace === undefined || matchesGlob(namespace, manifest.namespace)) &&
      hasLabels(manifest, labels) &&
      (chart === undefined || belongsTo(manifest, chart)),
  );
}

/** Whether a document carries a chart's labels. */
export function belongsTo(manifest: Manifest, chart: Chart): boolean {
  return chart.recognise.some((labels) => hasLabels(manifest, labels));
}

function hasLabels(manifest: Manifest, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, pattern]) => {
    const value = manifest.labels[key];
    return typeof value === 'string' && matchesGlob(pattern, value);
  });
}
