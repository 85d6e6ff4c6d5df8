import { listOf, podsInWords } from '../../../../base/words.js';
import { at, itemsAt } from '../../../../json/at.js';
import type { JsonObject } from '../../../../json/values.js';
import { COMMAND, nameOf, textAt } from '../../../../kubernetes/kubectl.js';
import type { Diagnosis } from '../../finding.js';
import { createsInOrder, type LiveNode, type LivePod, type LiveRelease } from '../release.js';
import { kubectl, LOSES_DATA } from '../remedies.js';

/** A StatefulSet that was scaled down and not up again. */
export function scaledToZero(release: LiveRelease): Diagnosis[] {
  if (release.pods.length > 0) return [];
  const name = nameOf(release.statefulSet);
  const listed = release.template.by === 'list' ? release.template.ips.length : release.configured.length;
  return [
    {
      subject: `StatefulSet ${name}`,
      message: 'the StatefulSet asks for 0 pods',
      remedy: 'Scale it up again, to as many pods as there are nodes for it.',
      commands: listed > 0 ? [kubectl(release, 'scale', 'statefulset', name, `--replicas=${listed}`)] : [],
    },
  ];
}

/** Ordinals without a pod. */
export function missingPods(release: LiveRelease): Diagnosis[] {
  const missing = release.pods.filter(({ object }) => object === undefined);
  if (missing.length === 0) return [];
  const ordinals = missing.map(({ ordinal }) => ordinal);
  const [first = 0] = ordinals;
  const blocker = createsInOrder(release)
    ? release.pods.find(({ ordinal, object, ready }) => ordinal < first && object !== undefined && !ready)
    : undefined;
  const are = ordinals.length === 1 ? 'is' : 'are';
  const found = { subject: podsInWords(ordinals), ordinals };
  if (blocker) {
    const why = `with podManagementPolicy OrderedReady a pod is made when the one before it is Ready, and pod ${blocker.ordinal} is not`;
    return [
      {
        ...found,
        message: `${podsInWords(ordinals)} ${are} not there: ${why}`,
        remedy: `Mend pod ${blocker.ordinal}.`,
      },
    ];
  }
  if (release.allPods.length === 0) {
    return [{ ...found, message: 'there are no pods in the input', remedy: `Were they asked for? ${COMMAND}` }];
  }
  return [
    {
      ...found,
      message: `${podsInWords(ordinals)} ${are} not there, and nothing in the input says why`,
      remedy:
        'The events of the StatefulSet tell. A common reason: Pod Security level baseline or restricted refuses host ports.',
      commands: [kubectl(release, 'describe', 'statefulset', nameOf(release.statefulSet))],
    },
  ];
}

/** Pods on a node that are not Ready, or on their way out. */
export function notReadyPods(release: LiveRelease): Diagnosis[] {
  return release.pods
    .filter(({ object, nodeName, ready }) => object !== undefined && nodeName !== undefined && !ready)
    .map((pod) => {
      const node = release.nodes.find(({ name }) => name === pod.nodeName);
      const deleted = textAt(pod.object, 'metadata', 'deletionTimestamp');
      const about = { subject: `pod ${pod.name}`, ordinals: [pod.ordinal] };
      if (deleted !== undefined) return { ...about, ...leaving(release, pod, deleted, node) };
      const why = waitingReasons(pod.object);
      return {
        ...about,
        message: `pod ${pod.ordinal} on ${pod.nodeName} is not Ready: ${why.length > 0 ? listOf(why) : 'its readiness probe fails'}`,
        remedy:
          node?.ready === false
            ? `Its node ${node.name} is not Ready: see to that first.`
            : 'Its events and its log tell more.',
        commands: [
          kubectl(release, 'describe', 'pod', pod.name),
          kubectl(release, 'logs', pod.name, '-c', String(pod.container?.name ?? ''), '--tail=50'),
        ],
      };
    });
}

function leaving(
  release: LiveRelease,
  pod: LivePod,
  since: string,
  node: LiveNode | undefined,
): Pick<Diagnosis, 'message' | 'remedy' | 'commands'> {
  const message = `pod ${pod.ordinal} on ${pod.nodeName} is being deleted (${since}), and the new one is made when it is gone`;
  if (node?.ready !== false) return { message, remedy: 'Verify again when it is back.' };
  return {
    message: `${message}; its node is not Ready and cannot say that it is`,
    remedy:
      `Only if ${node.name} is switched off for certain, let go of the pod by force: two servers with one identity harm the data.` +
      (release.dataSurvives ? '' : ` ${LOSES_DATA}`),
    commands: [kubectl(release, 'delete', 'pod', pod.name, '--force', '--grace-period=0')],
  };
}

/** Why its containers do not run, as the kubelet says it. */
function waitingReasons(pod: JsonObject | undefined): string[] {
  const statuses = [...itemsAt(pod, 'status', 'initContainerStatuses'), ...itemsAt(pod, 'status', 'containerStatuses')];
  return statuses.flatMap(({ item }) => {
    const waiting = at(item, 'state', 'waiting') ?? at(item, 'state', 'terminated');
    if (item.ready === true || waiting === undefined) return [];
    const said = textAt(waiting, 'message');
    const exit = at(item, 'lastState', 'terminated', 'exitCode') ?? at(waiting, 'exitCode');
    const parts = [
      `container ${item.name}: ${textAt(waiting, 'reason') ?? 'waiting'}`,
      ...(said ? [said] : []),
      ...(exit === undefined ? [] : [`last exit code ${exit}`]),
      ...(Number(item.restartCount ?? 0) > 0 ? [`${item.restartCount} restarts`] : []),
    ];
    return [parts.join(', ')];
  });
}
