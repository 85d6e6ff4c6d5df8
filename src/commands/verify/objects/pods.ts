import { verifyRules } from '../../../generated/rules.js';
import { at, isEqual } from '../../../json/values.js';
import { labelsOf, textAt } from '../../../kubernetes/objects.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import type { Checks, ObjectRuleId } from '../check.js';
import { type LiveRelease, labelText, ofPods } from './release.js';

/** Whether the pods are there, run, and are those of the newest template. */
export const POD_CHECKS = {
  *'not-post-rendered'({ unbound, statefulSet, chart, dataSurvives }) {
    if (unbound.length === 0) return;
    const version = /-(\d[^-]*(?:-.*)?)$/.exec(labelsOf(statefulSet)['helm.sh/chart'] ?? '')?.[1];
    yield {
      is: { again: true, losesData: !dataSurvives, save: !dataSurvives },
      unbound,
      chart: chart.reference ?? chart.title,
      version: version === undefined ? [] : ['--version', version],
    };
  },

  *'host-port-missing'({ unbound, pods, dataSurvives }) {
    const old = unbound.length > 0 ? [] : pods.filter((live) => live.pod && live.unbound.length > 0);
    if (old.length > 0) yield { ...ofPods(old), is: renewed(dataSurvives), each: old };
  },

  *'pod-old-revision'({ statefulSet, pods, server, dataSurvives }) {
    const newest = textAt(statefulSet, 'status', 'updateRevision');
    const old = pods.filter(({ pod }) => {
      const own = pod?.labels['controller-revision-hash'];
      return own !== undefined && newest !== undefined && own !== newest;
    });
    if (old.length === 0) return;
    const changed = old.some(({ announcement }) => !isEqual(announcement, server.announced)) ? '' : undefined;
    const strategy = at(statefulSet, 'spec', 'updateStrategy');
    const isByHand = at(strategy, 'type') === 'OnDelete' || Number(at(strategy, 'rollingUpdate', 'partition') ?? 0) > 0;
    const is = dataSurvives && !isByHand ? 'underWay' : renewed(dataSurvives);
    yield { ...ofPods(old), newest, changed, is, each: old };
  },

  *'scaled-to-zero'({ pods, server: { announced: template }, configured }) {
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

  *'pod-pending'({ nodes, pods, allPods }) {
    for (const live of pods) {
      const { pod, node, place, placeNode, label, labelled } = live;
      if (pod === undefined || node !== undefined) continue;
      const selectors = Object.entries(pod.nodeSelector)
        .filter(([key, value]) => nodes.length > 0 && !nodes.some(({ labels }) => labels[key] === value))
        .map(([key, value]) => labelText({ key, value }));
      const holders = allPods
        .filter((other) => other !== pod && other.nodeName === place && placeNode)
        .filter((other) => other.hostPorts.some((port) => pod.hostPorts.includes(port)))
        .map(({ name, namespace }) => `pod ${name} (namespace ${namespace})`);
      const is = {
        nodeSelector: selectors.length > 0,
        gone: place !== undefined && !placeNode,
        cordoned: placeNode?.cordoned === true,
        notReady: placeNode?.ready === false,
        unlabelled: placeNode !== undefined && label !== undefined && !labelled.includes(placeNode),
        portsHeld: holders.length > 0,
      };
      yield { ...live, is, selectors, holders, scheduler: pod.scheduled?.message?.replace(/[. ]+$/, '') };
    }
  },

  *'pod-not-ready'({ pods, nodes, dataSurvives }) {
    for (const live of pods) {
      const { pod, node: name, container } = live;
      if (pod === undefined || name === undefined || pod.ready) continue;
      const { deletedAt, phase, reason, message, waiting } = pod;
      const node = nodes.find((one) => one.name === name);
      const isSilent = node ? !node.ready : phase === 'Unknown' || reason === 'NodeLost';
      const why = [reason, message?.replace(/[. ]+$/, '')].filter(Boolean).join(': ') || undefined;
      const facts = [deletedAt && 'deleted', isSilent && 'silent', waiting.length > 0 && 'waiting', phase, why];
      const text = facts.filter(Boolean).join(' ');
      const [state] = STATES.find(([, { pattern }]) => new RegExp(pattern, 's').test(text)) ?? ['unreported'];
      const is = { [state]: true, losesData: state === 'force' && !dataSurvives };
      yield { ...live, deletedAt, why, waiting, container: String(container?.name ?? ''), is };
    }
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

const { losesData: _, ...states } = verifyRules['pod-not-ready'].cases;
const STATES = Object.entries(states) as [keyof typeof states, { pattern: string }][];

/** Pods that have to be renewed by hand, one after the other. */
function renewed(dataSurvives: boolean) {
  return { oneByOne: dataSurvives, losesData: !dataSurvives, oneAtATime: !dataSurvives };
}
