import { verifyRules } from '../../../generated/rules.js';
import { at } from '../../../json/at.js';
import { isEqual } from '../../../json/values.js';
import { labelsOf, textAt } from '../../../kubernetes/kubectl.js';
import type { KubePod } from '../../../kubernetes/pod.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import type { Checks, Found, ObjectRuleId } from '../check.js';
import { type LivePod, type LiveRelease, labelText, ofPod, ofPods } from './release.js';

/** Whether the pods are there, run, and are those of the newest template. */
export const POD_CHECKS = {
  *'not-post-rendered'({ unbound, statefulSet, chart, dataSurvives }) {
    if (unbound.length === 0) return;
    const version = /-(\d[^-]*(?:-.*)?)$/.exec(labelsOf(statefulSet)['helm.sh/chart'] ?? '')?.[1];
    yield {
      is: dataSurvives ? 'again' : ['again', 'losesData', 'save'],
      unbound,
      chart: chart.reference ?? chart.title,
      version: version === undefined ? [] : ['--version', version],
    };
  },

  *'host-port-missing'({ unbound, pods, dataSurvives }) {
    const old = unbound.length > 0 ? [] : pods.filter((live) => live.pod && live.unbound.length > 0);
    if (old.length > 0) yield { ...ofPods(old), ...renewed(dataSurvives), each: old.map(ofPod) };
  },

  *'pod-old-revision'({ statefulSet, pods, template, dataSurvives }) {
    const newest = textAt(statefulSet, 'status', 'updateRevision');
    const old = pods.filter(({ pod }) => {
      const own = pod?.labels['controller-revision-hash'];
      return own !== undefined && newest !== undefined && own !== newest;
    });
    if (old.length === 0) return;
    const changed = old.some(({ announcement }) => !isEqual(announcement, template)) ? '' : undefined;
    const strategy = at(statefulSet, 'spec', 'updateStrategy');
    const isByHand = at(strategy, 'type') === 'OnDelete' || Number(at(strategy, 'rollingUpdate', 'partition') ?? 0) > 0;
    const how = dataSurvives && !isByHand ? ({ is: 'underWay' } as const) : renewed(dataSurvives);
    yield { ...ofPods(old), newest, changed, ...how, each: old.map(ofPod) };
  },

  *'scaled-to-zero'({ pods, template, configured }) {
    if (pods.length > 0) return;
    const listed = template.by === 'list' ? template.ips.length : configured.length;
    yield { listed: listed || undefined };
  },

  *'pod-missing'({ pods, statefulSet, allPods }) {
    const missing = pods.filter(({ pod }) => pod === undefined);
    const [first] = missing;
    if (!first) return;
    const blocker = createsInOrder(statefulSet)
      ? pods.find(({ ordinal, pod }) => ordinal < first.ordinal && pod?.ready === false)?.ordinal
      : undefined;
    const why = blocker !== undefined ? 'ordered' : allPods.length === 0 ? 'noPods' : 'events';
    yield { ...ofPods(missing), blocker, is: why };
  },

  *'pod-pending'(release) {
    for (const live of release.pods) {
      const { pod, place, label } = live;
      if (pod === undefined || pod.nodeName !== undefined) continue;
      yield {
        ...ofPod(live),
        ...whyPending(release, live, pod),
        node: place,
        label: label && labelText(label),
        scheduler: pod.scheduled?.message?.replace(/[. ]+$/, ''),
      };
    }
  },

  *'pod-not-ready'({ pods, nodes, dataSurvives }) {
    for (const live of pods) {
      const { pod, container } = live;
      if (pod?.nodeName === undefined || pod.ready) continue;
      const { deletedAt, nodeName, phase, reason, message, waiting } = pod;
      const node = nodes.find(({ name }) => name === nodeName);
      const isSilent = node ? !node.ready : phase === 'Unknown' || reason === 'NodeLost';
      const why = [reason, message?.replace(/[. ]+$/, '')].filter(Boolean).join(': ') || undefined;
      const facts = [deletedAt && 'deleted', isSilent && 'silent', waiting.length > 0 && 'waiting', phase, why];
      const text = facts.filter(Boolean).join(' ');
      const [is] = STATES.find(([, { pattern }]) => new RegExp(pattern, 's').test(text)) ?? ['unreported'];
      yield {
        ...ofPod(live),
        node: nodeName,
        deletedAt,
        why,
        waiting,
        container: String(container?.name ?? ''),
        is: is === 'force' && !dataSurvives ? [is, 'losesData'] : is,
      };
    }
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

const { losesData: _, ...states } = verifyRules['pod-not-ready'].cases;
const STATES = Object.entries(states) as [keyof typeof states, { pattern: string }][];

/** Pods that have to be renewed by hand, one after the other. */
function renewed(dataSurvives: boolean): Pick<Found<'host-port-missing'>, 'is'> {
  return { is: dataSurvives ? 'oneByOne' : ['losesData', 'oneAtATime'] };
}

/** What keeps a pod from the node whose IP it announces. */
function whyPending(
  { nodes, allPods }: LiveRelease,
  { place, placeNode, label, labelled }: LivePod,
  pod: KubePod,
): Pick<Found<'pod-pending'>, 'is' | 'selectors' | 'holders'> {
  const selectors = Object.entries(pod.nodeSelector)
    .filter(([key, value]) => nodes.length > 0 && !nodes.some(({ labels }) => labels[key] === value))
    .map(([key, value]) => labelText({ key, value }));
  const holders = allPods
    .filter((other) => other !== pod && other.nodeName === place && placeNode)
    .filter((other) => other.hostPorts.some((port) => pod.hostPorts.includes(port)))
    .map(({ name, namespace }) => `pod ${name} (namespace ${namespace})`);
  const holds = {
    nodeSelector: selectors.length > 0,
    gone: place !== undefined && !placeNode,
    cordoned: placeNode?.cordoned === true,
    notReady: placeNode?.ready === false,
    unlabelled: placeNode !== undefined && label !== undefined && !labelled.includes(placeNode),
    portsHeld: holders.length > 0,
  };
  const is = (Object.keys(holds) as (keyof typeof holds)[]).filter((name) => holds[name]);
  return { is, selectors, holders };
}
