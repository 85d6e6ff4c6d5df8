import { capital, filled, type Values } from '../../base/text.js';
import { alertsRules } from '../../generated/rules.js';
import { commentedYaml } from '../../yaml/commented.js';
import type { Watched, WatchedPair } from './watched.js';

/** An alert as rules/alerts.yaml has it, where the comment at the top says what stands in the texts. */
interface Alert extends Condition {
  id: string;
  severity: 'critical' | 'warning';
  /** How long it must hold, as Prometheus writes durations; undefined: not at all. */
  for?: string;
  /** What is asked by the command of the annotation: kubectl's objects, or the servers, too. */
  asks: 'objects' | 'servers';
  means: string;
  remedy: string;
  /** It makes no sense where masters have no replicas. */
  needsReplicas?: true;
  hostIp?: Partial<Condition>;
}

/** What can be another one with overlay announce-host-ip. */
interface Condition {
  summary: string;
  details?: readonly string[];
  each?: 'pod' | null;
  /** Null: it makes no sense for this configuration. */
  expression: string | null;
  and?: string;
}

const BY_ID: Readonly<Record<string, Omit<Alert, 'id'>>> = alertsRules.alerts;

export const ALERTS: readonly Alert[] = Object.entries(BY_ID).map(([id, alert]) => ({ id, ...alert }));

/** The alert that is about the metrics of all others. */
const MISSING = 'metrics-missing';

/** What is asked for besides the configuration. */
export interface RuleOptions {
  /** More labels of the PrometheusRule. */
  labels: readonly WatchedPair[];
  /** Ids of alerts to leave out. */
  without: readonly string[];
}

/** A rules file of Prometheus (`rule_files`), or the Prometheus operator's object in the namespace of the release. */
export function alertsYaml(format: 'prometheus' | 'prometheusrule', watched: Watched, options: RuleOptions): string {
  const { release, namespace, statefulSet, chart, exporter } = watched;
  const head = `# Alerts for release ${release} in namespace ${namespace}, written by \`redis-hostport alerts\`: docs/alarm.md.\n`;
  const silent = `# install.metrics.enabled is not true in the configuration. Without the exporter nobody asks the servers, and
# ${ruleNameOf('exporter-silent')} says so.\n`;
  const groups = groupsOf(watched, options.without);
  const labels = {
    'app.kubernetes.io/name': chart,
    'app.kubernetes.io/instance': release,
    'app.kubernetes.io/component': 'alerts',
    ...Object.fromEntries(options.labels),
  };
  const metadata = { name: `${statefulSet}-alerts`, namespace, labels };
  const object = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata, spec: { groups } };
  return commentedYaml(format === 'prometheus' ? { groups } : object, exporter ? head : `${head}${silent}`);
}

/** One group: Prometheus evaluates its rules in order, so alerts see what was recorded above them. */
function groupsOf(watched: Watched, without: readonly string[]): unknown[] {
  const { namespace, statefulSet, matched, anyNode } = watched;
  const { record, expression } = alertsRules.recorded;
  const labels = matched.length === 0 ? {} : { labels: Object.fromEntries(matched) };
  const recorded = anyNode ? [] : [{ record, expr: forEachPod(expression, watched), ...labels }];
  const all = ALERTS.map((alert): Alert => ({ ...alert, ...(anyNode && alert.hostIp) }));
  const expressions = all.map((alert) => (alert.id === MISSING ? undefined : expressionOf(alert, watched)));
  const used = new Set(expressions.join('\n').match(/\b[a-z]\w*\b/g));
  const absentMetrics = {
    absentOfExporter: absent('redis_exporter', used, watched),
    absentOfKube: absent('kube-state-metrics', used, watched),
  };
  const alerts = all.flatMap((alert, index) => {
    if (without.includes(alert.id)) return [];
    const isMissing = alert.id === MISSING;
    return ruleOf(alert, isMissing ? expressionOf(alert, watched, absentMetrics) : expressions[index], watched);
  });
  return [{ name: `redis-hostport.${namespace}.${statefulSet}`, rules: [...recorded, ...alerts] }];
}

function ruleOf(alert: Alert, expr: string | undefined, watched: Watched): object[] {
  if (expr === undefined) return [];
  const { namespace, release, matched, values } = watched;
  return [
    {
      alert: ruleNameOf(alert.id),
      expr,
      ...(alert.for && { for: alert.for }),
      labels: { severity: alert.severity, check: alert.id, namespace, release, ...Object.fromEntries(matched) },
      annotations: {
        summary: filled<string>(alert.summary, values),
        description: `${alert.means}${detailsOf(alert, watched)} ${alert.remedy}`,
        command: `redis-hostport verify -n ${namespace}${alert.asks === 'servers' ? ' --redis' : ''}`,
      },
    },
  ];
}

/** `RedisHostportPodsSwapped`. */
export function ruleNameOf(id: string): string {
  const words = id.replace(/^redis-/, '').split('-');
  return `RedisHostport${words.map(capital).join('')}`;
}

/** The condition in PromQL; undefined where it makes no sense for this configuration. */
function expressionOf(
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
function forEachPod(expression: string, watched: Watched): string {
  return watched.pods.map((pod) => promql(expression, watched, pod)).join('\nor\n');
}

/** What other metrics say, for an annotation. */
function detailsOf({ details = [] }: Alert, watched: Watched): string {
  return details.join('').replace(/`([^`]*)`/g, (_, query) => JSON.stringify(promql(query, watched)));
}

/** Filled in, and with the labels of `--match` in every selector. */
function promql(text: string, { matched, values }: Watched, more: Values = {}): string {
  const labels = matched.map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return filled(text, { ...values, ...more }).replace(/\b((?:redis|kube)_[\w:]+)\{([^{}]*)\}/g, (_, metric, own) => {
    const all = [...(own === '' ? [] : [own]), ...labels];
    return all.length === 0 ? metric : `${metric}{${all}}`;
  });
}

/** Without these it is their source that is silent. */
const SIGNS_OF_LIFE = ['redis_up', 'kube_statefulset_replicas'];

/** For each metric of a source that there always is and that expressions use: that it is not there. */
function absent(from: keyof typeof alertsRules.sources, used: ReadonlySet<string>, { values }: Watched): string {
  const matchers = from === 'redis_exporter' ? values.ofPods : '';
  return Object.entries(alertsRules.sources[from].metrics)
    .filter(([name, when]) => when === 'always' && used.has(name) && !SIGNS_OF_LIFE.includes(name))
    .map(([name]) => `label_replace(absent(${name}{${matchers}}), "metric", "${name}", "", "")`)
    .join('\nor\n');
}
