/** One node's weighted scores by plugin, as kube-scheduler's log has them with `-v=10`. */
export type LoggedScores = Map<string, Map<string, Record<string, number>>>;

const SCORED =
  /"Plugin scored node for pod" pod="[^"/]+\/(?<pod>[^"]+)" plugin="(?<plugin>[^"]+)" node="(?<node>[^"]+)" score=(?<score>-?\d+)/;

/** Scores by pod, then by node; of several attempts the last. */
export function readScores(log: string): LoggedScores {
  const pods: LoggedScores = new Map();
  for (const line of log.split('\n')) {
    const { pod, plugin, node, score } = SCORED.exec(line)?.groups ?? {};
    if (pod === undefined || plugin === undefined || node === undefined) continue;
    const nodes = pods.get(pod) ?? new Map<string, Record<string, number>>();
    nodes.set(node, { ...nodes.get(node), [plugin]: Number(score) });
    pods.set(pod, nodes);
  }
  return pods;
}
