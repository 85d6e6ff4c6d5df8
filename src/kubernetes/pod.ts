import { at, itemsAt, type JsonObject } from '../json/values.js';
import { conditionOf, labelsOf, nameOf, namespaceOf, stringsAt, textAt } from './kubectl.js';
import { boundPorts } from './pod-template.js';

/** A pod as kubectl prints it. */
export type KubePod = Readonly<ReturnType<typeof kubePod>>;

export function kubePod(object: JsonObject) {
  const deletedAt = textAt(object, 'metadata', 'deletionTimestamp');
  const phase = textAt(object, 'status', 'phase');
  return {
    name: nameOf(object),
    namespace: namespaceOf(object),
    labels: labelsOf(object),
    spec: object.spec,
    /** undefined: the scheduler has found none. */
    nodeName: textAt(object, 'spec', 'nodeName'),
    nodeSelector: stringsAt(object, 'spec', 'nodeSelector'),
    hostIp: textAt(object, 'status', 'hostIP'),
    podIp: textAt(object, 'status', 'podIP'),
    phase,
    /** Why it is in that phase, of a pod that failed: `Evicted`, `NodePorts`. */
    reason: textAt(object, 'status', 'reason'),
    message: textAt(object, 'status', 'message'),
    /** Ready, and not being deleted. */
    ready: conditionOf(object, 'Ready')?.status === 'True' && deletedAt === undefined,
    /** Since when it is being deleted. */
    deletedAt,
    scheduled: conditionOf(object, 'PodScheduled'),
    /** Ports of its node that it binds, `6379/TCP`; a pod that is done binds none. */
    hostPorts: phase === 'Failed' || phase === 'Succeeded' ? [] : boundPorts(object.spec).map(({ port }) => port),
    /** Why its containers do not run, as the kubelet says it. */
    waiting: ['initContainerStatuses', 'containerStatuses'].flatMap((list) =>
      itemsAt(object, 'status', list).flatMap(({ item }) => whyWaiting(item)),
    ),
  };
}

/** `container redis: CrashLoopBackOff, back-off 5m0s …, last exit code 137, 12 restarts`. */
function whyWaiting(status: JsonObject): string[] {
  const state = at(status, 'state', 'waiting') ?? at(status, 'state', 'terminated');
  if (status.ready === true || state === undefined) return [];
  const exit = at(status, 'lastState', 'terminated', 'exitCode') ?? at(state, 'exitCode');
  const restarts = Number(status.restartCount ?? 0);
  const parts = [
    `container ${status.name}: ${textAt(state, 'reason') ?? 'waiting'}`,
    textAt(state, 'message'),
    exit === undefined ? undefined : `last exit code ${exit}`,
    restarts > 0 ? `${restarts} restarts` : undefined,
  ];
  return [parts.filter((part) => part !== undefined).join(', ')];
}
