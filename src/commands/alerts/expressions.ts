import { alertsRules } from '../../generated/rules.js';
import { ALERTS, type Alert, METRICS, type Metric } from './alerts.js';
import type { Watched, WatchedPod } from './watched.js';

const PARTS: Readonly<Record<string, string>> = alertsRules.parts;

/** Without these it is their source that is silent. */
const SIGNS_OF_LIFE = ['redis_up', 'kube_statefulset_replicas'];

/** The alert as it is for this configuration. */
export function alertFor(alert: Alert, { anyNode }: Watched): Alert {
  return anyNode ? { ...alert, ...alert.hostIp } : alert;
}

/** The condition in PromQL; undefined where it makes no sense for this configuration. */
export function expressionOf(alert: Alert, watched: Watched): string | undefined {
  const { expression, needsReplicas, each, and } = alertFor(alert, watched);
  if (expression === null || (needsReplicas && watched.replicas === 0)) return undefined;
  if (!each) return promql(expression, watched);
  const every = forEachPod(expression, watched);
  return and === undefined ? every : `(\n${every}\n)\n${promql(and, watched)}`;
}

/** The series that is recorded for the alerts. */
export function recordedExpression(watched: Watched): string {
  return forEachPod(alertsRules.recorded.expression, watched);
}

/** What other metrics say, for an annotation. */
export function detailsOf(alert: Alert, watched: Watched): string {
  const { details = [] } = alertFor(alert, watched);
  return details.join('').replace(/`([^`]*)`/g, (_, query) => JSON.stringify(promql(query, watched)));
}

/** A text with its words in angle brackets filled in. */
export function withWords(text: string, watched: Watched, pod?: WatchedPod): string {
  return text.replace(/<([a-z][\w -]*)>/gi, (_, word: string) => wordFor(word, watched, pod));
}

function forEachPod(expression: string, watched: Watched): string {
  return watched.pods.map((pod) => promql(expression, watched, pod)).join('\nor\n');
}

/** Filled in, and with the labels of `--match` in every selector. */
function promql(text: string, watched: Watched, pod?: WatchedPod): string {
  const matched = watched.matched.map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return withWords(text, watched, pod).replace(/\b((?:redis|kube)_[\w:]+)\{([^{}]*)\}/g, (_, metric, own) => {
    const all = [...(own === '' ? [] : [own]), ...matched];
    return all.length === 0 ? metric : `${metric}{${all}}`;
  });
}

function wordFor(word: string, watched: Watched, pod: WatchedPod | undefined): string {
  const { namespace, statefulSet, pods, replicas, claim } = watched;
  const inNamespace = `namespace=${JSON.stringify(namespace)}`;
  const values: Readonly<Record<string, string | number | undefined>> = {
    namespace,
    statefulSet,
    claim,
    replicas,
    pods: pods.length,
    nodes: anyOf(pods.map(({ node }) => node)),
    ofPods: `${inNamespace},pod=~"${anyOf([statefulSet])}-[0-9]+"`,
    ofStatefulSet: `${inNamespace},statefulset=${JSON.stringify(statefulSet)}`,
    ...(pod && {
      ofPod: `${inNamespace},pod=${JSON.stringify(pod.name)}`,
      ordinal: pod.ordinal,
      home: pod.node,
      node: anyOf([pod.node]),
    }),
  };
  const [first = '', source] = word.split(' ');
  if (source !== undefined) return absent(source as Metric['from'], watched);
  const part = PARTS[first];
  return part === undefined ? String(values[first]) : withWords(part, watched, pod);
}

/** Names as a regular expression of RE2, in PromQL's double quotes; it is matched against the whole value. */
function anyOf(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('.', '\\\\.')).join('|');
}

/** For each metric that the other alerts always need: that it is not there. */
function absent(source: Metric['from'], watched: Watched): string {
  const others = ALERTS.filter(({ expression }) => !expression?.includes('<absent ')).map(
    (alert) => expressionOf(alert, watched) ?? '',
  );
  const used = new Set(others.join('\n').match(/\b[a-z]\w*\b/g));
  const matchers = withWords(source === 'redis_exporter' ? '<ofPods>' : '', watched);
  return METRICS.filter(
    ({ name, from, when }) => from === source && when === 'always' && used.has(name) && !SIGNS_OF_LIFE.includes(name),
  )
    .map(({ name }) => `label_replace(absent(${name}{${matchers}}), "metric", "${name}", "", "")`)
    .join('\nor\n');
}
