import { shellCommand } from '../../../base/shell.js';
import { filled, listOf } from '../../../base/words.js';
import { verifyRules } from '../../../generated/rules.js';
import { at } from '../../../json/at.js';
import { isEqual } from '../../../json/values.js';
import { labelsOf, nameOf, textAt } from '../../../kubernetes/kubectl.js';
import type { KubePod } from '../../../kubernetes/pod.js';
import { createsInOrder } from '../../../kubernetes/pod-template.js';
import type { Checks, ObjectRuleId, Remedy } from '../check.js';
import { COMMAND } from './cluster.js';
import { deletePods, kubectl, labelNode, uncordon } from './commands.js';
import {
  aboutPod,
  aboutPods,
  aboutStatefulSet,
  type LivePod,
  type LiveRelease,
  labelledNodes,
  unboundPorts,
  wantedLabel,
} from './release.js';

/** Whether the pods are there, run, and are those of the newest template. */
export const POD_CHECKS = {
  *'not-post-rendered'(release, remedy) {
    const unbound = unboundPorts(release, release.container);
    if (unbound.length === 0) return;
    const { again, losesData, save } = remedy;
    yield {
      ...aboutStatefulSet(release),
      message: `the StatefulSet has no host port for ${listOf(unbound)}: the last install or upgrade ran without the post-renderer`,
      remedy: release.dataSurvives ? again : [again, losesData, save].join(' '),
      commands: [upgrade(release)],
    };
  },

  *'host-port-missing'(release, remedy) {
    if (unboundPorts(release, release.container).length > 0) return;
    const unbound = release.pods.filter(({ pod, container }) => pod && unboundPorts(release, container).length > 0);
    if (unbound.length === 0) return;
    const about = aboutPods(unbound);
    yield {
      ...about,
      message: `${about.subject} bind${unbound.length === 1 ? 's' : ''} no port on the node: created before the post-renderer was used, and not renewed since`,
      ...renewOneByOne(release, unbound, remedy),
    };
  },

  *'pod-old-revision'(release, remedy) {
    const { statefulSet, dataSurvives } = release;
    const newest = textAt(statefulSet, 'status', 'updateRevision');
    const old = release.pods.filter(({ pod }) => {
      const own = pod?.labels['controller-revision-hash'];
      return own !== undefined && newest !== undefined && own !== newest;
    });
    if (old.length === 0) return;
    const about = aboutPods(old);
    const isChanged = old.some(({ announcement }) => !isEqual(announcement, release.template));
    const strategy = at(statefulSet, 'spec', 'updateStrategy');
    const isByHand = at(strategy, 'type') === 'OnDelete' || Number(at(strategy, 'rollingUpdate', 'partition') ?? 0) > 0;
    const status = kubectl(release, 'rollout', 'status', `statefulset/${nameOf(statefulSet)}`);
    yield {
      ...about,
      message: `${about.subject} still run${old.length === 1 ? 's' : ''} an earlier revision of the StatefulSet than ${newest}${isChanged ? '; the IPs to announce have changed since' : ''}`,
      ...(dataSurvives && !isByHand
        ? { remedy: remedy.underWay, commands: [status] }
        : renewOneByOne(release, old, remedy)),
    };
  },

  *'scaled-to-zero'(release) {
    if (release.pods.length > 0) return;
    const listed = release.template.by === 'list' ? release.template.ips.length : release.configured.length;
    const scale = ['scale', 'statefulset', nameOf(release.statefulSet), `--replicas=${listed}`];
    yield {
      ...aboutStatefulSet(release),
      message: 'the StatefulSet asks for 0 pods',
      commands: listed > 0 ? [kubectl(release, ...scale)] : [],
    };
  },

  *'pod-missing'(release, remedy) {
    const missing = release.pods.filter(({ pod }) => pod === undefined);
    const [first] = missing;
    if (!first) return;
    const about = aboutPods(missing);
    const are = `${about.subject} ${missing.length === 1 ? 'is' : 'are'} not there`;
    const blocker = createsInOrder(release.statefulSet)
      ? release.pods.find(({ ordinal, pod }) => ordinal < first.ordinal && pod?.ready === false)
      : undefined;
    if (blocker) {
      yield {
        ...about,
        message: `${are}: with podManagementPolicy OrderedReady a pod is created when the one before it is Ready, and pod ${blocker.ordinal} is not`,
        remedy: filled(remedy.ordered, { pod: blocker.ordinal }),
      };
    } else if (release.allPods.length === 0) {
      const message = `${are}: no pods are in the input`;
      yield { ...about, message, remedy: filled(remedy.noPods, { command: COMMAND }) };
    } else {
      const commands = [kubectl(release, 'describe', 'statefulset', nameOf(release.statefulSet))];
      yield { ...about, message: `${are}, and nothing in the input says why`, remedy: remedy.events, commands };
    }
  },

  *'pod-pending'(release, remedy) {
    for (const live of release.pods) {
      const { pod, name, ordinal } = live;
      if (pod === undefined || pod.nodeName !== undefined) continue;
      const reasons = [...whyPending(release, live, pod, remedy)];
      const commands = reasons.flatMap(({ command }) => command ?? []);
      const scheduler = pod.scheduled?.message ? `: ${pod.scheduled.message.replace(/[. ]+$/, '')}` : '';
      yield {
        ...aboutPod(live),
        message: `pod ${ordinal} is Pending, no node takes it${scheduler}`,
        remedy: reasons.map(({ sentence }) => sentence).join(' ') || remedy.scheduler,
        commands: commands.length > 0 ? commands : [kubectl(release, 'describe', 'pod', name)],
      };
    }
  },

  *'pod-not-ready'(release, { losesData }) {
    for (const live of release.pods) {
      const { ordinal, pod } = live;
      if (pod?.nodeName === undefined || pod.ready) continue;
      const { deletedAt = '', nodeName, phase, reason, message, waiting } = pod;
      const node = release.nodes.find(({ name }) => name === nodeName);
      const isSilent = node ? !node.ready : phase === 'Unknown' || reason === 'NodeLost';
      const said = [reason, message].filter((part) => part !== undefined).join(': ');
      const facts = [deletedAt && 'deleted', isSilent && 'silent', waiting.length > 0 && 'waiting', phase, said];
      const text = facts.filter(Boolean).join(' ');
      const is = STATES.find(({ pattern }) => new RegExp(pattern, 's').test(text)) ?? STATES[0];
      const why = said && ` (${said.replace(/[. ]+$/, '')})`;
      const values = { deletedAt, node: nodeName, why, waiting: listOf(waiting) };
      const risk = 'harmsData' in is && !release.dataSurvives ? ` ${losesData}` : '';
      yield {
        ...aboutPod(live),
        message: `pod ${ordinal} on ${nodeName} ${filled<string>(is.state, values)}`,
        remedy: `${filled<string>(is.remedy, values)}${risk}`,
        commands: is.commands.map((what) => LOOK[what](release, live, nodeName)),
      };
    }
  },
} satisfies Partial<Checks<LiveRelease, ObjectRuleId>>;

function upgrade({ release, namespace, chart, statefulSet }: LiveRelease): string {
  const version = /-(\d[^-]*(?:-.*)?)$/.exec(labelsOf(statefulSet)['helm.sh/chart'] ?? '')?.[1];
  return shellCommand(
    ...['helm', '-n', namespace, 'upgrade', release, chart.reference ?? chart.title],
    ...(version === undefined ? [] : ['--version', version]),
    ...['--reuse-values', '--post-renderer', 'redis-hostport'],
  );
}

/** Pods that have to be renewed by hand, one after the other. */
function renewOneByOne(
  release: LiveRelease,
  pods: readonly LivePod[],
  {
    oneByOne,
    losesData,
    oneAtATime,
  }: Pick<Remedy<'host-port-missing' | 'pod-old-revision'>, 'oneByOne' | 'losesData' | 'oneAtATime'>,
): { remedy: string; commands: string[] } {
  return release.dataSurvives
    ? { remedy: oneByOne, commands: pods.map((pod) => deletePods(release, [pod])) }
    : { remedy: `${losesData} ${oneAtATime}`, commands: [] };
}

/** What keeps a pod from the node whose IP it announces, and what lets it go there. */
function* whyPending(
  release: LiveRelease,
  { place, ordinal }: LivePod,
  pod: KubePod,
  remedy: Remedy<'pod-pending'>,
): Iterable<{ sentence: string; command?: string }> {
  const { nodes, allPods } = release;
  for (const [key, value] of Object.entries(pod.nodeSelector)) {
    if (nodes.length === 0 || nodes.some(({ labels }) => labels[key] === value)) continue;
    const sentence = filled(remedy.nodeSelector, { label: `${key}=${value}` });
    yield { sentence, ...(place !== undefined && { command: labelNode(place, key, value) }) };
  }
  if (place === undefined) return;
  const node = nodes.find(({ name }) => name === place);
  if (!node) return yield { sentence: filled(remedy.gone, { node: place }) };
  if (node.cordoned) yield { sentence: filled(remedy.cordoned, { node: place }), command: uncordon(place) };
  if (!node.ready) yield { sentence: filled(remedy.notReady, { node: place }) };
  const label = wantedLabel(release, ordinal);
  if (label && !labelledNodes(release, ordinal).includes(node)) {
    const sentence = filled(remedy.unlabelled, { node: place, label: `${label.key}=${label.value}` });
    yield { sentence, command: labelNode(place, label.key, label.value) };
  }
  const holders = allPods
    .filter((other) => other !== pod && other.nodeName === place)
    .filter((other) => other.hostPorts.some((port) => pod.hostPorts.includes(port)))
    .map(({ name, namespace }) => `pod ${name} (namespace ${namespace})`);
  if (holders.length > 0) yield { sentence: filled(remedy.portsHeld, { node: place, holders: listOf(holders) }) };
}

const STATES = verifyRules['pod-not-ready'].states;

/** The commands of a pod's state. */
const LOOK: Readonly<
  Record<(typeof STATES)[number]['commands'][number], (release: LiveRelease, live: LivePod, node: string) => string>
> = {
  pod: (release, { name }) => kubectl(release, 'describe', 'pod', name),
  node: (_, __, node) => shellCommand('kubectl', 'describe', 'node', node),
  log: (release, { name, container }) =>
    kubectl(release, 'logs', name, '-c', String(container?.name ?? ''), '--tail=50'),
  force: (release, { name }) => kubectl(release, 'delete', 'pod', name, '--force', '--grace-period=0'),
};
