import { belongsTo } from '../../../charts/releases.js';
import type { Path } from '../../../json/at.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
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
      for (const found of stringsOf(manifest.node, [])) yield* actionsIn(manifest, found);
    }
  },
} satisfies Partial<StreamChecks>;

function isOfRelease(manifest: Manifest, stream: LintedStream): boolean {
  const known = stream.configuration.charts.some((chart) => belongsTo(manifest, chart));
  return known && stream.isMeant(manifest.release) && manifest.group !== 'monitoring.coreos.com';
}

interface FoundString {
  path: Path;
  text: string;
}

function stringsOf(node: Node | null, path: Path): FoundString[] {
  if (node?.kind === 'scalar')
    return typeof node.value === 'string' && node.value.includes('{{') ? [{ path, text: node.value }] : [];
  if (node?.kind === 'sequence') return node.items.flatMap((item, index) => stringsOf(item, [...path, index]));
  if (node?.kind !== 'map') return [];
  return node.pairs.flatMap(({ name, value }) => stringsOf(value, [...path, name ?? '']));
}

function* actionsIn(manifest: Manifest, { path, text }: FoundString) {
  // List items are named after their list.
  const key = path.findLast((step) => typeof step === 'string') ?? 'the document';
  for (const { 0: whole, index } of text.matchAll(ACTION)) {
    const before = text.slice(0, index).split('\n');
    const startColumn = before.at(-1)?.length ?? 0;
    const place = { lineIndex: before.length - 1, startColumn, endColumn: startColumn + whole.length };
    const shown = whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
    // A Secret's text may be a password around it or even in it.
    yield { manifest, path, place, what: manifest.kind === 'Secret' ? 'A template' : shown, key };
  }
}
