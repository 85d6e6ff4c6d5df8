import { charts as shippedCharts } from '../generated/shipped.js';
import type { Chart, OverlayTarget } from '../generated/types.js';
import type { Manifest } from '../kubernetes/manifest.js';
import { literalPart, matchesGlob } from './glob.js';

/**
 * An overlay's target, or ours: then with words that must stand somewhere in the document. Its text must also match
 * `pattern`, unless it is parsed already: that only spares the parsing.
 */
export type SearchTarget = OverlayTarget & TextTarget;

/** What the text of a document must hold. */
export interface TextTarget {
  words?: readonly string[] | undefined;
  pattern?: RegExp | undefined;
}

/** Which of the documents are what a target describes; those that cannot be are not parsed. */
export function targetsIn(
  manifests: readonly Manifest[],
  target: SearchTarget,
  charts: readonly Chart[] = shippedCharts,
): Manifest[] {
  const { chart: name, kind, group, name: pattern, namespace, labels = {} } = target;
  const chart = name === undefined ? undefined : charts.find((one) => one.name === name);
  if (name !== undefined && !chart) return [];
  const literals = [pattern ?? '', ...Object.values(labels)].map(literalPart).filter((word) => word !== '');
  return manifests.filter(
    (manifest) =>
      manifest.mayBe(kind, literals) &&
      manifest.kind === kind &&
      (group === undefined || manifest.group === group) &&
      (pattern === undefined || matchesGlob(pattern, manifest.name)) &&
      (namespace === undefined || matchesGlob(namespace, manifest.namespace)) &&
      hasLabels(manifest, labels) &&
      (chart === undefined || belongsTo(manifest, chart)) &&
      holds(manifest, target),
  );
}

/** Whether a document's text can be what is looked for. */
export function holds(manifest: Manifest, { words = [], pattern }: TextTarget): boolean {
  return (
    manifest.mentions(words) && (pattern === undefined || manifest.isParsed || pattern.test(manifest.document.text))
  );
}

/** Whether a document carries a chart's labels. */
export function belongsTo(manifest: Manifest, chart: Chart): boolean {
  return chart.recognise.some((labels) => hasLabels(manifest, labels));
}

/** The same by the bytes alone: false only where it cannot be. */
export function mayBelong(manifest: Manifest, chart: Chart): boolean {
  return chart.recognise.some((labels) => manifest.mentions(Object.values(labels).map(literalPart)));
}

function hasLabels(manifest: Manifest, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, pattern]) => {
    const value = manifest.labels[key];
    return typeof value === 'string' && matchesGlob(pattern, value);
  });
}
