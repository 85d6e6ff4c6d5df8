import { verifyRules } from '../../../generated/rules.js';
import { at, isEqual } from '../../../json/values.js';
import type { KubePod } from '../../../kubernetes/kubectl.js';
import { labelsOf, textAt } from '../../../kubernetes/objects.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import type { Found } from '../found.js';
import { type LivePod, type LiveRelease, labelText, ofPods } from './release.js';

/** Whether the pods are there, run, and are those of the newest template. */
export function* checkPods(release: LiveRelease): Generator<Found> {
  const { pods, server, configured, statefulSet, allPods } = release;
  yield* hostPortFaults(release);
  yield* revisionFaults(release);
  if (pods.length === 0) {
    const listed = server.announced.by === 'list' ? server.announced.ips.length : configured.length;
    yield { rule: 'scaled-to-zero', listed: listed || undefined };
  }
  const missing = pods.filter(({ pod }) => pod === undefined);
  const [first] = missing;
  if (first) {
    const before = createsInOrder(statefulSet) ? pods.slice(0, first.ordinal) : [];
    const blocker = before.find(({ pod }) => pod?.ready === false)?.ordinal;
    const why = allPods.length === 0 ? 'noPods' : 'events';
    yield { rule: 'pod-missing', ...ofPods(missing), blocker, is: blocker === undefined ? why : 'ordered' };
  }
  for (const live of pods) {
    const { pod, node } = live;
    if (pod && node === undefined) yield pending(release, live, pod);
    else if (pod && !pod.ready) yield notReady(release, live, pod);
  }
}

function* hostPortFaults({ unbound, statefulSet, chart, pods, dataSurvives }: LiveRelease): Generator<Found> {
  if (unbound.length > 0) {
    const version = /-(\d[^-]*(?:-.*)?)$/.exec(labelsOf(statefulSet)['helm.sh/chart'] ?? '')?.[1];
    yield {
      rule: 'not-post-rendered',
      is: { again: true, losesData: !dataSurvives, save: !dataSurvives },
      unbound,
      chart: chart.reference ?? chart.title,
      version: version === undefined ? [] : ['--version', version],
    };
    return;
  }
  const old = pods.filter((live) => live.pod && live.unbound.length > 0);
  if (old.length > 0) yield { rule: 'host-port-missing', ...ofPods(old), is: renewed(dataSurvives), each: old };
}

function* revisionFaults({ statefulSet, pods, server, dataSurvives }: LiveRelease): Generator<Found> {
  const newest = textAt(statefulSet, 'status', 'updateRevision');
  const old = pods.filter(({ pod }) => newest && (pod?.labels['controller-revision-hash'] ?? newest) !== newest);
  if (old.length === 0) return;
  const changed = old.some(({ announcement }) => !isEqual(announcement, server.announced)) ? '' : undefined;
  const strategy = at(statefulSet, 'spec', 'updateStrategy');
  const isByHand = at(strategy, 'type') === 'OnDelete' || Number(at(strategy, 'rollingUpdate', 'partition') ?? 0) > 0;
  const is = dataSurvives && !isByHand ? 'underWay' : renewed(dataSurvives);
  yield { rule: 'pod-old-revision', ...ofPods(old), newest, changed, is, each: old };
}

/** Pods that have to be renewed by hand, one after the other. */
function renewed(dataSurvives: boolean) {
  return { oneByOne: dataSurvives, losesData: !dataSurvives, oneAtATime: !dataSurvives };
}

function pending({ nodes, allPods }: LiveRelease, live: LivePod, pod: KubePod): Found {
  const { place, placeNode, label, labelled } = live;
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
  return { ...live, rule: 'pod-pending', is, selectors, holders, scheduler: unended(pod.scheduled?.message) };
}

function notReady({ dataSurvives }: LiveRelease, live: LivePod, pod: KubePod): Found {
  const { deletedAt, phase, reason, message, waiting } = pod;
  const { container, nodeObject } = live;
  const isSilent = nodeObject ? !nodeObject.ready : phase === 'Unknown' || reason === 'NodeLost';
  const why = [reason, unended(message)].filter(Boolean).join(': ') || undefined;
  const facts = [deletedAt && 'deleted', isSilent && 'silent', waiting.length > 0 && 'waiting', phase, why];
  const text = facts.filter(Boolean).join(' ');
  const state = STATES.find(([, { pattern }]) => new RegExp(pattern, 's').test(text))?.[0] ?? 'unreported';
  const is = { [state]: true, losesData: state === 'force' && !dataSurvives };
  return { ...live, rule: 'pod-not-ready', deletedAt, why, waiting, container: String(container?.name ?? ''), is };
}

const { losesData: _, ...states } = verifyRules['pod-not-ready'].cases;
const STATES = Object.entries<{ pattern: string }>(states);

/** A text of others for the end of a sentence. */
function unended(text: string | undefined): string | undefined {
  return text?.replace(/[. ]+$/, '');
}
