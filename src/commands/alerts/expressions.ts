import { filled, type Values } from '../../base/words.js';
import { alertsRules } from '../../generated/rules.js';
import { type Alert, METRICS, type Metric } from './alerts.js';
import type { Watched } from './watched.js';

/** Without these it is their source that is silent. */
const SIGNS_OF_LIFE = ['redis_up', 'kube_statefulset_replicas'];

/** The condition in PromQL; undefined where it makes no sense for this configuration. */
export function expressionOf(
  { expression, needsReplicas, each, and }: Alert,
  watched: Watched,
  more: Values = {},
): string | undefined {
  if (expression === null || (needsReplicas && watched.replicas === 0)) return undefined;
  if (!each) return promql(expression, watched, more);
  const every = forEachPod(expression, watched);
  return and === undefined ? every : `(\n${every}\n)\n${promql(and, watched)}`;
}

/** For each pod the same, or-ed. */
export function forEachPod(expression: string, watched: Watched): string {
  return watched.pods.map((pod) => promql(expression, watched, pod)).join('\nor\n');
}

/** What other metrics say, for an annotation. */
export function detailsOf({ details = [] }: Alert, watched: Watched): string {
  return details.join('').replace(/`([^`]*)`/g, (_, query) => JSON.stringify(promql(query, watched)));
}

/** Filled in, and with the labels of `--match` in every selector. */
function promql(text: string, { matched, values }: Watched, more: Values = {}): string {
  const known: Record<string, string | number> = { ...values };
  // A part may use those above it.
  for (const [name, part] of Object.entries(alertsRules.parts)) known[name] = filled<string>(part, known);
  const labels = matched.map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return filled(text, { ...known, ...more }).replace(/\b((?:redis|kube)_[\w:]+)\{([^{}]*)\}/g, (_, metric, own) => {
    const all = [...(own === '' ? [] : [own]), ...labels];
    return all.length === 0 ? metric : `${metric}{${all}}`;
  });
}

/** For each metric of a source that these expressions always need: that it is not there. */
export function absent(from: Metric['from'], expressions: readonly string[], { values }: Watched): string {
  const used = new Set(expressions.join('\n').match(/\b[a-z]\w*\b/g));
  const matchers = from === 'redis_exporter' ? values.ofPods : '';
  return METRICS.filter((metric) => metric.from === from && metric.when === 'always')
    .filter(({ name }) => used.has(name) && !SIGNS_OF_LIFE.includes(name))
    .map(({ name }) => `label_replace(absent(${name}{${matchers}}), "metric", "${name}", "", "")`)
    .join('\nor\n');
}
