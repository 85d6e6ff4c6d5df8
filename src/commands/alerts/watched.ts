import { failure } from '../../base/errors.js';
import { podName } from '../../kubernetes/names.js';
import { placementOf } from '../../overlays/placement.js';
import type { Setup } from '../../overlays/setup.js';

/** A pod and the node it belongs on. */
export interface WatchedPod {
  ordinal: number;
  name: string;
  node: string;
}

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
  return {
    release,
    namespace: install.namespace,
    statefulSet: fullname,
    /** Value of the label `app.kubernetes.io/name` on the release's objects. */
    chart: chart.name,
    pods: nodes.map(({ name }, ordinal): WatchedPod => ({ ordinal, name: podName(fullname, ordinal), node: name })),
    /** Of each master. */
    replicas: install.replicas,
    /** Every pod announces the node it is on: any node of the set is right. */
    anyNode: placementOf(steps).announcesHostIp,
    /** Name of a pod's claim, without `-POD`. */
    claim: chart.dataVolume,
    /** Whether the configuration says that the chart starts the exporter. */
    exporter: install.metrics.enabled,
    /** Labels that all metrics have and all rules get, for a Prometheus that sees several clusters. */
    matched,
  };
}
