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
export interface Watched {
  release: string;
  namespace: string;
  statefulSet: string;
  /** Value of the label `app.kubernetes.io/name` on the release's objects. */
  chart: string;
  pods: readonly WatchedPod[];
  /** Of each master. */
  replicas: number;
  /** Every pod announces the node it is on: any node of the set is right. */
  anyNode: boolean;
  /** Name of a pod's claim, without `-POD`. */
  claim: string;
  /** Whether the configuration says that the chart starts the exporter. */
  exporter: boolean;
  /** Labels that all metrics have and all rules get, for a Prometheus that sees several clusters. */
  matched: readonly WatchedPair[];
}

/** @throws HostportError `config` where the configuration names no release: the names of its pods are not known */
export function watchedOf(setup: Setup, matched: readonly WatchedPair[]): Watched {
  const { loaded, nodes, install, chart, fullname, steps } = setup;
  const { release } = loaded.config;
  if (release === undefined || release === '*') {
    throw failure('which-alerts', {}, { position: loaded.file === undefined ? undefined : { file: loaded.file } });
  }
  return {
    release,
    namespace: install.namespace,
    statefulSet: fullname,
    chart: chart.name,
    pods: nodes.map(({ name }, ordinal) => ({ ordinal, name: podName(fullname, ordinal), node: name })),
    replicas: install.replicas,
    anyNode: placementOf(steps).announcesHostIp,
    claim: chart.dataVolume,
    exporter: install.metrics.enabled,
    matched,
  };
}
