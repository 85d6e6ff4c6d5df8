import { failure, type HostportError } from '../../../base/errors.js';
import { isOfChart } from '../../../charts/releases.js';
import type { Chart } from '../../../generated/types.js';
import type { JsonObject } from '../../../json/values.js';
import { type KubeObject, labelsOf, nameOf, namespaceOf, ofKind } from '../../../kubernetes/kubectl.js';
import { type KubeNode, kubeNode } from '../../../kubernetes/node.js';
import { type KubePod, kubePod } from '../../../kubernetes/pod.js';

/** What verify looks at. */
export const KINDS = 'pods,nodes,statefulsets,services';

/** The command that prints it. */
export const COMMAND = `kubectl -n NAMESPACE get ${KINDS} -o json`;

/** The objects of a cluster, as far as they were asked for. */
export interface ClusterObjects {
  pods: readonly KubePod[];
  nodes: readonly KubeNode[];
  statefulSets: readonly JsonObject[];
  services: readonly JsonObject[];
}

export function clusterObjects(objects: readonly KubeObject[]): ClusterObjects {
  return {
    pods: ofKind(objects, 'Pod').map(kubePod),
    nodes: ofKind(objects, 'Node').map(kubeNode),
    statefulSets: ofKind(objects, 'StatefulSet'),
    services: ofKind(objects, 'Service'),
  };
}

/** A StatefulSet of a chart we know, as it is in the cluster. */
export interface RunningRelease {
  /** The Helm release (label `app.kubernetes.io/instance`). */
  release: string;
  namespace: string;
  chart: Chart;
  statefulSet: JsonObject;
}

/**
 * The releases to verify, by the same rule as post-rendering: the only one, the configuration's `release`, or `*`.
 *
 * @throws HostportError `match` where there is none, or several and none is named; it lists what is there
 */
export function selectLive(
  objects: ClusterObjects,
  wanted: string | undefined,
  charts: readonly Chart[],
): RunningRelease[] {
  const found = objects.statefulSets.flatMap((statefulSet) => recognised(statefulSet, charts));
  if (found.length === 0) throw noneFound(objects, charts);
  if (wanted === '*' || (wanted === undefined && found.length === 1)) return found;
  const named = found.filter(({ release }) => release === wanted);
  if (named.length > 0) return named;
  const which = `there are ${found.length} releases, and which is meant is not configured`;
  const why = `${wanted === undefined ? which : `there is no release named ${wanted}`}; there are`;
  const list = found.map(({ release, namespace, statefulSet }) => {
    return `${release} in namespace ${namespace}: StatefulSet ${nameOf(statefulSet)}`;
  });
  throw failure('which-release', { why }, { list });
}

function recognised(statefulSet: JsonObject, charts: readonly Chart[]): RunningRelease[] {
  const labels = labelsOf(statefulSet);
  const chart = charts.find((one) => isOfChart(labels, one));
  const release = labels['app.kubernetes.io/instance'] ?? '';
  return chart ? [{ release, namespace: namespaceOf(statefulSet), chart, statefulSet }] : [];
}

function noneFound({ statefulSets, pods }: ClusterObjects, charts: readonly Chart[]): HostportError {
  const titles = charts.map(({ title }) => title).join(' or ');
  const list = statefulSets.map((one) => `${nameOf(one)} in namespace ${namespaceOf(one)}`);
  const none = `there is no StatefulSet of ${titles} in the input (${pods.length} pods)`;
  const why = list.length > 0 ? `none of these StatefulSets is of ${titles}:` : none;
  return failure('no-live-release', { why, command: COMMAND }, { list });
}
