import type { Alert } from '../alert.js';
import { METRICS, type Metric, metricsIn } from '../metrics.js';
import { byPod, labelled, ofPod, ofPods, ofStatefulSet, series, union } from '../promql.js';

/** What makes other alerts blind. An alert that cannot see must not be taken for one that sees nothing. */
export const BLIND_ALERTS: readonly Alert[] = [
  {
    id: 'kube-state-metrics-silent',
    severity: 'critical',
    for: '5m',
    asks: 'objects',
    summary: ({ statefulSet }) => `kube-state-metrics says nothing of StatefulSet ${statefulSet}`,
    means:
      'Nobody watches where the pods are: kube-state-metrics does not run or is not scraped, or the StatefulSet is gone.',
    remedy: 'Look at the targets of Prometheus, and whether kube-state-metrics covers the namespace.',
    expression: (watched) => `absent(${ofStatefulSet(watched, 'kube_statefulset_replicas')})`,
  },
  {
    id: 'exporter-silent',
    severity: 'critical',
    for: '5m',
    asks: 'servers',
    summary: () => 'The exporter of pod {{ $labels.pod }} is silent',
    means: "Nobody watches this server: the exporter does not run, or Prometheus does not scrape it by the pod's name.",
    remedy:
      'Set metrics.enabled=true in the values; docs/alarm.md says how Prometheus finds the exporters and which labels they need.',
    // A pod that is known not to be Ready has an alert of its own.
    expression: (watched) =>
      `(\n${union(watched.pods, (pod) => `absent(${ofPod(watched, pod, 'redis_up')})`)}\n)\n` +
      `unless on (namespace, pod) ${byPod(ofPods(watched, 'kube_pod_status_ready', 'condition="true"'))} == 0`,
  },
];

/** Made last, since it is about the metrics of all others. */
export function missingMetrics(others: readonly Alert[]): Alert {
  return {
    id: 'metrics-missing',
    severity: 'warning',
    for: '15m',
    asks: 'objects',
    summary: () => 'There is no metric {{ $labels.metric }}, which alerts need',
    means: 'Its source answers and does not give it: an option turns it off, or it has another name in that version.',
    remedy: 'Look it up in docs/alarm.md, which lists the versions that have it.',
    expression: (watched) => {
      const used = metricsIn(others.map(({ expression }) => expression(watched) ?? '').join('\n'));
      const always = used.filter((name) => !SOURCES.includes(name) && !METRICS[name]?.comesAndGoes);
      const from = (source: Metric['from']): string[] => always.filter((name) => METRICS[name]?.from === source);
      const [exporter, kube] = [from('redis_exporter'), from('kube-state-metrics')];
      return [
        `(\n${union(exporter, (name) => labelled(`absent(${ofPods(watched, name)})`, 'metric', name))}\n)`,
        `and on () ${ofPods(watched, 'redis_up')} == 1\nor`,
        `(\n${union(kube, (name) => labelled(`absent(${series(watched, name)})`, 'metric', name))}\n)`,
        `and on () ${ofStatefulSet(watched, 'kube_statefulset_replicas')}`,
      ].join('\n');
    },
  };
}

/** Without these it is their source that is silent. */
const SOURCES = ['redis_up', 'kube_statefulset_replicas'];
