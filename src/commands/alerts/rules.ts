import { capital, filled } from '../../base/words.js';
import { alertsRules } from '../../generated/rules.js';
import { commentedYaml } from '../../yaml/commented.js';
import { ALERTS, type Alert } from './alerts.js';
import { absent, detailsOf, expressionOf, forEachPod } from './expressions.js';
import type { Watched, WatchedPair } from './watched.js';

/** What is asked for besides the configuration. */
export interface RuleOptions {
  /** More labels of the PrometheusRule. */
  labels: readonly WatchedPair[];
  /** Ids of alerts to leave out. */
  without: readonly string[];
}

/** A rules file of Prometheus (`rule_files`). */
export function prometheusYaml(watched: Watched, { without }: RuleOptions): string {
  return commentedYaml(groupsOf(watched, without), headOf(watched));
}

/** The Prometheus operator's object, in the namespace of the release. */
export function prometheusRuleYaml(watched: Watched, { labels, without }: RuleOptions): string {
  const { namespace, statefulSet, chart, release } = watched;
  const value = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: {
      name: `${statefulSet}-alerts`,
      namespace,
      labels: {
        'app.kubernetes.io/name': chart,
        'app.kubernetes.io/instance': release,
        'app.kubernetes.io/component': 'alerts',
        ...Object.fromEntries(labels),
      },
    },
    spec: groupsOf(watched, without),
  };
  return commentedYaml(value, headOf(watched));
}

function headOf({ release, namespace, exporter }: Watched): string {
  const head = `# Alerts for release ${release} in namespace ${namespace}, written by \`redis-hostport alerts\`: docs/alarm.md.\n`;
  if (exporter) return head;
  return `${head}# install.metrics.enabled is not true in the configuration. Without the exporter nobody asks the servers, and
# ${ruleNameOf('exporter-silent')} says so.\n`;
}

/** One group: Prometheus evaluates its rules in order, so alerts see what was recorded above them. */
function groupsOf(watched: Watched, without: readonly string[]): { groups: unknown[] } {
  const { namespace, statefulSet, matched, anyNode } = watched;
  const { record, expression } = alertsRules.recorded;
  const labels = matched.length === 0 ? {} : { labels: Object.fromEntries(matched) };
  const recorded = anyNode ? [] : [{ record, expr: forEachPod(expression, watched), ...labels }];
  const all = ALERTS.map((alert): Alert => (anyNode ? { ...alert, ...alert.hostIp } : alert));
  const expressions = all.flatMap((alert) => (alert.id === MISSING ? [] : (expressionOf(alert, watched) ?? [])));
  const absentMetrics = {
    absentOfExporter: absent('redis_exporter', expressions, watched),
    absentOfKube: absent('kube-state-metrics', expressions, watched),
  };
  const alerts = all
    .filter(({ id }) => !without.includes(id))
    .flatMap((alert) => ruleOf(alert, expressionOf(alert, watched, absentMetrics), watched));
  return { groups: [{ name: `redis-hostport.${namespace}.${statefulSet}`, rules: [...recorded, ...alerts] }] };
}

/** The alert that is about the metrics of all others. */
const MISSING = 'metrics-missing';

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
