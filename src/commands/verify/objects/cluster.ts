import { failure } from '../../../base/errors.js';
import { isOfChart, labelOfAnother, meantReleases } from '../../../charts/releases.js';
import type { Chart } from '../../../generated/types.js';
import type { JsonObject } from '../../../json/values.js';
import { kubeNode, kubePod } from '../../../kubernetes/kubectl.js';
import { type KubeObject, labelsOf, nameOf, namespaceOf, ofKind } from '../../../kubernetes/objects.js';

/** What verify looks at. */
export const KINDS = 'pods,nodes,statefulsets,services';

/** The command that prints it. */
export const COMMAND = `kubectl -n NAMESPACE get ${KINDS} -o json`;

/** The objects of a cluster, as far as they were asked for. */
export type ClusterObjects = Readonly<ReturnType<typeof clusterObjects>>;

export function clusterObjects(objects: readonly KubeObject[]) {
  return {
    pods: ofKind(objects, 'Pod').map(kubePod),
    nodes: ofKind(objects, 'Node').map(kubeNode),
    statefulSets: ofKind(objects, 'StatefulSet'),
    services: ofKind(objects, 'Service'),
  };
}

/** A StatefulSet of a chart we know, as it is in the cluster. */
export type RunningRelease = ReturnType<typeof selectLive>[number];

/**
 * The releases to verify, by the same rule as post-rendering.
 *
 * @throws HostportError `match` where there is none, or several and none is named; it lists what is there
 */
export function selectLive(
  { statefulSets, pods }: ClusterObjects,
  wanted: string | undefined,
  charts: readonly Chart[],
) {
  const found = statefulSets.flatMap((statefulSet) => {
    const labels = labelsOf(statefulSet);
    const chart = charts.find((one) => isOfChart({ labels }, one));
    // The Helm release.
    const name = labels['app.kubernetes.io/instance'] ?? '';
    return chart ? [{ name, namespace: namespaceOf(statefulSet), chart, statefulSet }] : [];
  });
  const titleOf = ({ statefulSet }: { statefulSet: JsonObject }) => `StatefulSet ${nameOf(statefulSet)}`;
  if (found.length > 0) return meantReleases(found, wanted, { there: 'the cluster has', titleOf, namesakes: true });
  const titles = charts.map(({ title }) => title).join(' or ');
  const list = statefulSets.map((one) => {
    const label = labelOfAnother(one, labelsOf(one), charts);
    const alias = `: it has the ports of a chart that is known and ${label}; is it an alias, or a copy? docs/own-charts.md`;
    return `${nameOf(one)} in namespace ${namespaceOf(one)}${label === undefined ? '' : alias}`;
  });
  const id = list.length > 0 ? 'no-live-release' : 'no-stateful-set';
  throw failure(id, { titles, pods: pods.length, command: COMMAND }, { list });
}
