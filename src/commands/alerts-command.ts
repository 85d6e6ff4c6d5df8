import { failure } from '../base/errors.js';
import { capital, filled, type Values } from '../base/text.js';
import { alertsRules } from '../generated/rules.js';
import { podName } from '../kubernetes/objects.js';
import { placementOf, type Setup, setupOf } from '../overlays/setup.js';
import { filledYaml } from '../yaml/commented.js';
import type { ContextOf } from './command.js';
import { writeReports } from './output.js';

export async function runAlerts(context: ContextOf<'alerts'>): Promise<number> {
  const { label = [], match = [], without = [] } = context.values;
  const labels = label.map((text) => pairOf('label', text));
  const matched = match.map((text) => pairOf('match', text));
  const setup = setupOf(context.sources);
  await writeReports(context, (format) => alertsYaml(format, setup, { labels, matched, without }));
  return 0;
}

/** Label names of Prometheus; those of Kubernetes may have a prefix, dots and dashes, too. */
const FORMS = { match: /^([A-Za-z_]\w*)=([^%{}]*)$/, label: /^([A-Za-z0-9][-\w./]*)=(.*)$/ };

function pairOf(option: keyof typeof FORMS, text: string): Label {
  const [, name, value] = FORMS[option].exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw failure(option === 'match' ? 'bad-match' : 'bad-label', { pair: JSON.stringify(text) });
}

/** An alert as rules/alerts.yaml has it, where the comment at the top says what stands in the texts. */
interface Alert {
  id: string;
  severity: 'critical' | 'warning';
  for?: string;
  asks: 'objects' | 'servers';
  summary: string;
  means: string;
  remedy: string;
  details?: readonly string[];
  /** It makes no sense where masters have no replicas. */
  needsReplicas?: true;
  each?: 'pod' | null;
  /** Null: it makes no sense for this configuration. */
  expression: string | null;
  and?: string;
  hostIp?: Partial<Alert>;
}

const BY_ID: Readonly<Record<string, Omit<Alert, 'id'>>> = alertsRules.alerts;

export const ALERTS: readonly Alert[] = Object.entries(BY_ID).map(([id, alert]) => ({ id, ...alert }));

type Label = readonly [name: string, value: string];

/** The options --match, --label and --without. */
interface AlertOptions {
  matched: readonly Label[];
  labels: readonly Label[];
  without: readonly string[];
}

/**
 * A rules file of Prometheus (`rule_files`), or the Prometheus operator's object in the namespace of the release. It has one
 * group: Prometheus evaluates its rules in order, so alerts see what was recorded above them.
 *
 * @throws HostportError `config` where the configuration names no release: the names of its pods are not known
 */
function alertsYaml(
  format: keyof typeof alertsRules.written,
  setup: Setup,
  { matched, labels, without }: AlertOptions,
): string {
  const { loaded, release, chart, fullname, install } = setup;
  if (loaded.config.release !== release) {
    throw failure('which-alerts', {}, { position: loaded.file === undefined ? undefined : { file: loaded.file } });
  }
  const { namespace } = install;
  const silent = install.metrics.enabled ? undefined : alertsRules.silent;
  const texts = { release, namespace, statefulSet: fullname, silent };
  const standing = {
    'app.kubernetes.io/name': chart.name,
    'app.kubernetes.io/instance': release,
    'app.kubernetes.io/component': 'alerts',
  };
  return filledYaml(alertsRules.written[format], texts, {
    labels: { ...standing, ...Object.fromEntries(labels) },
    rules: rulesOf(watchedOf(setup, matched), without),
  });
}

/** The configuration, as far as metrics know it. */
type Watched = Readonly<ReturnType<typeof watchedOf>>;

function watchedOf({ nodes, install, chart, fullname, release, steps }: Setup, matched: readonly Label[]) {
  const { namespace, replicas } = install;
  const inNamespace = `namespace=${JSON.stringify(namespace)}`;
  const values: Record<string, string | number> = {
    namespace,
    release,
    statefulSet: fullname,
    /** Of a pod's claim the name without `-POD`. */
    claim: chart.dataVolume,
    replicas,
    pods: nodes.length,
    nodes: anyOf(nodes.map(({ name }) => name)),
    ofPods: `${inNamespace},pod=~"${anyOf([fullname])}-[0-9]+"`,
    ofStatefulSet: `${inNamespace},statefulset=${JSON.stringify(fullname)}`,
  };
  // A part may use those above it.
  for (const [name, part] of Object.entries(alertsRules.parts)) values[name] = filled<string>(part, values);
  return {
    matched,
    /** Every pod announces the node it is on: any node of the set is right. */
    anyNode: placementOf(steps).announcesHostIp,
    values,
    /** The values of the texts that are there for each pod. */
    pods: nodes.map(({ name }, ordinal) => ({
      ofPod: `${inNamespace},pod=${JSON.stringify(podName(fullname, ordinal))}`,
      ordinal,
      home: name,
      node: anyOf([name]),
    })),
  };
}

/** Names as a regular expression of RE2, in PromQL's double quotes; it is matched against the whole value. */
function anyOf(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('.', '\\\\.')).join('|');
}

function rulesOf(watched: Watched, without: readonly string[]): object[] {
  const { matched, anyNode } = watched;
  const { record, expression } = alertsRules.recorded;
  const labels = matched.length > 0 && { labels: Object.fromEntries(matched) };
  const recorded = anyNode ? [] : [{ record, expr: forEachPod(expression, watched), ...labels }];
  const all = ALERTS.map((alert) => {
    const own = { ...alert, ...(anyNode && alert.hostIp) };
    return { alert: own, expr: expressionOf(own, watched) };
  });
  const used = new Set(all.flatMap(({ expr }) => expr?.match(/\b[a-z]\w*\b/g) ?? []));
  const absentMetrics = {
    absentOfExporter: absent('redis_exporter', used, watched),
    absentOfKube: absent('kube-state-metrics', used, watched),
  };
  const alerts = all.flatMap(({ alert, expr }) => {
    return expr === undefined || without.includes(alert.id)
      ? []
      : [ruleOf(alert, filled(expr, absentMetrics), watched)];
  });
  return [...recorded, ...alerts];
}

function ruleOf(alert: Alert, expr: string, watched: Watched): object {
  const { namespace, release } = watched.values;
  return {
    alert: ruleNameOf(alert.id),
    expr,
    ...(alert.for && { for: alert.for }),
    labels: { severity: alert.severity, check: alert.id, namespace, release, ...Object.fromEntries(watched.matched) },
    annotations: {
      summary: filled<string>(alert.summary, watched.values),
      description: `${alert.means}${detailsOf(alert, watched)} ${alert.remedy}`,
      command: `redis-hostport verify -n ${namespace}${alert.asks === 'servers' ? ' --redis' : ''}`,
    },
  };
}

/** `RedisHostportPodsSwapped`. */
export function ruleNameOf(id: string): string {
  const words = id.replace(/^redis-/, '').split('-');
  return `RedisHostport${words.map(capital).join('')}`;
}

/** The condition in PromQL; undefined where it makes no sense for this configuration. */
function expressionOf({ expression, needsReplicas, each, and }: Alert, watched: Watched): string | undefined {
  if (expression === null || (needsReplicas && watched.values.replicas === 0)) return undefined;
  if (!each) return promql(expression, watched);
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
function absent(from: keyof typeof alertsRules.sources, used: ReadonlySet<string>, watched: Watched): string {
  const matchers = from === 'redis_exporter' ? '{ofPods}' : '';
  return Object.entries(alertsRules.sources[from].metrics)
    .filter(([name, when]) => when === 'always' && used.has(name) && !SIGNS_OF_LIFE.includes(name))
    .map(([name]) => promql(`label_replace(absent(${name}{${matchers}}), "metric", "${name}", "", "")`, watched))
    .join('\nor\n');
}
