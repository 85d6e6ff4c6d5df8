import { capital } from '../../base/words.js';
import { alertsRules } from '../../generated/rules.js';
import { commentedYaml } from '../../yaml/commented.js';
import { ALERTS, type Alert } from './alerts.js';
import { alertFor, detailsOf, expressionOf, recordedExpression, withWords } from './expressions.js';
import type { Watched, WatchedPair } from './watched.js';

/** What is asked for besides the configuration. */
export interface RuleOptions {
  /** More labels of the PrometheusRule. */
  labels: readonly WatchedPair[];
  /** Ids of alerts to leave out. */
  without: readonly string[];
}

type Rule = Readonly<Record<string, unknown>>;

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
  const { matched } = watched;
  const labels = matched.length === 0 ? {} : { labels: Object.fromEntries(matched) };
  const recorded = watched.anyNode
    ? []
    : [{ record: alertsRules.recorded.record, expr: recordedExpression(watched), ...labels }];
  const alerts = ALERTS.filter(({ id }) => !without.includes(id)).flatMap((alert) => ruleOf(alert, watched));
  return {
    groups: [{ name: `redis-hostport.${watched.namespace}.${watched.statefulSet}`, rules: [...recorded, ...alerts] }],
  };
}

function ruleOf(alert: Alert, watched: Watched): Rule[] {
  const expr = expressionOf(alert, watched);
  if (expr === undefined) return [];
  const { namespace, release, matched } = watched;
  return [
    {
      alert: ruleNameOf(alert.id),
      expr,
      ...(alert.for && { for: alert.for }),
      labels: { severity: alert.severity, check: alert.id, namespace, release, ...Object.fromEntries(matched) },
      annotations: {
        summary: withWords(alertFor(alert, watched).summary, watched),
        description: `${alert.means}${detailsOf(alert, watched)} ${alert.remedy}`,
        command: commandOf(alert, watched),
      },
    },
  ];
}

/** `RedisHostportPodsSwapped`. */
export function ruleNameOf(id: string): string {
  const words = id.replace(/^redis-/, '').split('-');
  return `RedisHostport${words.map(capital).join('')}`;
}

function commandOf({ asks }: Alert, { namespace }: Watched): string {
  return `redis-hostport verify -n ${namespace}${asks === 'servers' ? ' --redis' : ''}`;
}
