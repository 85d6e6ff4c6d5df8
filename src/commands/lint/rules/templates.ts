import { isOfChart } from '../../../charts/releases.js';
import type { Path } from '../../../json/at.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import { textPlace } from '../../../yaml/read/locate.js';
import type { Node } from '../../../yaml/read/tree.js';
import type { StreamChecks } from '../check.js';
import type { LintedStream } from '../subject.js';

/** A template's action, but for those that begin with `$`: they are Prometheus' own, which Helm has to leave. */
const ACTION = /\{\{(?!-?\s*\$)[^{}]*\}\}/g;

const LONGEST = 60;

export const TEMPLATE_CHECKS = {
  /** Values which a chart's template was to render and did not, because it did not pass them on to `tpl`. */
  *'unrendered-template'(stream) {
    for (const manifest of stream.manifests) {
      if (!manifest.document.text.includes('{{') || !isOfRelease(manifest, stream)) continue;
      for (const { path, text } of textsIn(manifest.node, [])) yield* actionsIn(manifest, path, text);
    }
  },
} satisfies Partial<StreamChecks>;

function isOfRelease(manifest: Manifest, stream: LintedStream): boolean {
  const known = stream.configuration.charts.some((chart) => isOfChart(manifest, chart));
  return known && stream.isMeant(manifest.release) && manifest.group !== 'monitoring.coreos.com';
}

/** The texts of a document that may hold an action, with their paths. */
function* textsIn(node: Node | null, path: Path): Generator<{ path: Path; text: string }> {
  if (node?.kind === 'scalar' && typeof node.value === 'string') yield { path, text: node.value };
  if (node?.kind === 'sequence')
    for (const [index, item] of node.items.entries()) yield* textsIn(item, [...path, index]);
  if (node?.kind === 'map') for (const { name, value } of node.pairs) yield* textsIn(value, [...path, name ?? '']);
}

function* actionsIn(manifest: Manifest, path: Path, text: string) {
  // List items are named after their list.
  const key = path.findLast((step) => typeof step === 'string') ?? 'the document';
  for (const { 0: whole, index } of text.matchAll(ACTION)) {
    const place = textPlace(text, index, whole.length);
    const shown = whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
    // A Secret's text may be a password around it or even in it.
    yield { manifest, path, place, what: manifest.kind === 'Secret' ? 'A template' : shown, key };
  }
}
