import { failure } from '../../base/errors.js';
import { filled, type Values } from '../../base/text.js';
import { alertsRules } from '../../generated/rules.js';
import { podName } from '../../kubernetes/objects.js';
import { placementOf } from '../../overlays/placement.js';
import type { Setup } from '../../overlays/setup.js';

/** A label's name and value. */
export type WatchedPair = readonly [label: string, value: string];

/** What the rules are about: the configuration, as far as metrics know it. */
export type Watched = Readonly<ReturnType<typeof watchedOf>>;

/** @throws HostportError `config` where the configuration names no release: the names of its pods are not known */
export function watchedOf(setup: Setup, matched: readonly WatchedPair[]) {
  const { loaded, nodes, install, chart, fullname, steps } = setup;
  const { release } = loaded.config;
  if (release === undefined || release === '*') {
    throw failure('which-alerts', {}, { position: loaded.file === undefined ? undefined : { file: loaded.file } });
  }
  const { namespace, replicas } = install;
  const inNamespace = `namespace=${JSON.stringify(namespace)}`;
  const values: Record<string, string | number> = {
    namespace,
    statefulSet: fullname,
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
    release,
    namespace,
    statefulSet: fullname,
    /** Value of the label `app.kubernetes.io/name` on the release's objects. */
    chart: chart.name,
    /** Of each master. */
    replicas,
    /** Every pod announces the node it is on: any node of the set is right. */
    anyNode: placementOf(steps).announcesHostIp,
    /** Whether the configuration says that the chart starts the exporter. */
    exporter: install.metrics.enabled,
    /** Labels that all metrics have and all rules get, for a Prometheus that sees several clusters. */
    matched,
    /** The names in the texts of rules/alerts.yaml; `claim` is the name of a pod's claim without `-POD`. */
    values: values as Values,
    /** Those of the texts that are there for each pod. */
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
