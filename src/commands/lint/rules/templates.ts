import { belongsTo } from '../../../charts/releases.js';
import type { Path } from '../../../json/at.js';
import type { Manifest } from '../../../kubernetes/manifest.js';
import type { Node } from '../../../yaml/read/tree.js';
import type { Problem } from '../check.js';
import type { LintedStream } from '../subject.js';

/** A template's action, but for those that begin with `$`: they are Prometheus' own, which Helm has to leave. */
const ACTION = /\{\{(?!-?\s*\$)[^{}]*\}\}/g;

const LONGEST = 60;

/** Values which a chart's template was to render and did not, because it did not pass them on to `tpl`. */
export function unrenderedTemplate(stream: LintedStream): Problem[] {
  return stream.manifests
    .filter((manifest) => manifest.document.text.includes('{{') && isOfRelease(manifest, stream))
    .flatMap((manifest) => stringsOf(manifest.node, []).flatMap((found) => actionsIn(manifest, found)));
}

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

function actionsIn(manifest: Manifest, { path, text }: FoundString): Problem[] {
  return [...text.matchAll(ACTION)].map(({ 0: whole, index }) => {
    const before = text.slice(0, index).split('\n');
    const startColumn = before.at(-1)?.length ?? 0;
    const place = { lineIndex: before.length - 1, startColumn, endColumn: startColumn + whole.length };
    const shown = whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
    // A Secret's text may be a password around it or even in it.
    const what = manifest.kind === 'Secret' ? 'A template' : shown;
    return { manifest, path, place, message: `${what} was left as it is in ${nameOf(path)}` };
  });
}

/** The key a value stands under; list items are named after their list. */
function nameOf(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string') ?? 'the document');
}
