/** A pod and the node it is on; '' while it has none. */
export interface Placed {
  pod: string;
  node: string;
}

/** The page that kube-state-metrics would serve for a StatefulSet of these pods, as far as the rules read it. */
export function kubeStateMetrics(
  namespace: string,
  statefulSet: string,
  pods: readonly Placed[],
  nodes: readonly string[],
) {
  const lines = [
    `kube_statefulset_replicas{namespace="${namespace}",statefulset="${statefulSet}"} ${pods.length}`,
    ...pods.flatMap(({ pod, node }) => [
      `kube_pod_info{namespace="${namespace}",pod="${pod}",host_ip="10.0.0.1",pod_ip="10.1.0.1",node="${node}",created_by_kind="StatefulSet",created_by_name="${statefulSet}",uid="u-${pod}",priority_class="",host_network="false"} 1`,
      ...['true', 'false', 'unknown'].map(
        (condition) =>
          `kube_pod_status_ready{namespace="${namespace}",pod="${pod}",uid="u-${pod}",condition="${condition}"} ${condition === 'true' ? 1 : 0}`,
      ),
    ]),
    ...nodes.flatMap((node) => [
      `kube_node_info{node="${node}",kernel_version="6.1",internal_ip="10.0.0.1"} 1`,
      `kube_node_spec_unschedulable{node="${node}"} 0`,
      ...['true', 'false', 'unknown'].map(
        (status) =>
          `kube_node_status_condition{node="${node}",condition="Ready",status="${status}"} ${status === 'true' ? 1 : 0}`,
      ),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
