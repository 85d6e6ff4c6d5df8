import { failure } from '../../base/errors.js';
import { groupBy } from '../../base/util.js';
import { type VerifyRuleId, verifyRules } from '../../generated/rules.js';
import type { VerifyReportFinding as Finding, NodeEntry, VerifyReport } from '../../generated/types.js';
import { canonicalAddress } from '../../kubernetes/address.js';
import { nameOf } from '../../kubernetes/objects.js';
import type { Configuration } from '../../overlays/configuration.js';
import { type About, findingOf } from './found.js';
import { checkAddresses } from './objects/addresses.js';
import { type ClusterObjects, COMMAND, selectLive } from './objects/cluster.js';
import { checkNodes, checkPlacement } from './objects/placement.js';
import { checkPods } from './objects/pods.js';
import { inPod, type LivePod, type LiveRelease, liveRelease } from './objects/release.js';
import type { RedisQuestions } from './servers/ask.js';
import { checkKnowledge, checkServers } from './servers/servers.js';
import { checkData, checkSlots } from './servers/slots.js';
import { type ClusterView, clusterView, type Place } from './servers/view.js';

/** What is checked in what kubectl gives, and in what the servers say (`--redis`). */
const OBJECT_CHECKS = [checkAddresses, checkNodes, checkPlacement, checkPods];
const SERVER_CHECKS = [checkServers, checkKnowledge, checkSlots, checkData];

/** All that a reporter gets. */
export interface Verification {
  sections: readonly Section[];
  findings: readonly Finding[];
  summary: VerifyReport['summary'];
}

/** What was looked at, a release, a list of servers, or both, and what was found there. */
export interface Section {
  title: string;
  /** All that were checked, those that found nothing too. */
  checks: readonly VerifyRuleId[];
  findings: readonly Finding[];
  release?: LiveRelease | undefined;
  view?: ClusterView | undefined;
}

/** Verifies the releases in what kubectl gives, one after the other; throws `match` as selectLive does. */
export async function verifyReleases(
  objects: ClusterObjects,
  configuration: Configuration,
  redis: RedisQuestions | undefined,
): Promise<Verification> {
  const { config, charts } = configuration;
  const found = selectLive(objects, config.release, charts);
  // `nodes` of the configuration is one list, and speaks of one release.
  const nodes = found.length === 1 ? (config.nodes ?? []) : [];
  const sections: Section[] = [];
  for (const running of found) {
    const { name, namespace, chart } = running;
    const release = await liveRelease(running, objects, configuration, nodes, redis);
    const client = { cli: chart.values.cli, user: redis?.user };
    const view = release.asked && clusterView(release.asked, placesOf(release), client);
    const statefulSet = nameOf(running.statefulSet);
    const title = `${name || statefulSet} in namespace ${namespace}`;
    sections.push(sectionOf({ title, release: name, namespace, statefulSet, command: COMMAND }, { release, view }));
  }
  return verification(sections);
}

/** Verifies the servers at the configured nodes: what --redis does without anything from kubectl. */
export async function verifyServers(
  nodes: readonly NodeEntry[],
  { port, cli, user, ask }: RedisQuestions & { port: number; cli: string },
): Promise<Verification> {
  if (nodes.length === 0) throw failure('which-servers', { command: COMMAND });
  const asked = await ask(nodes.map(({ ip }) => ({ ip, port })));
  const places = new Map(nodes.map(({ ip, name }) => [canonicalAddress(ip), { title: name, misplaced: false }]));
  const view = clusterView(asked, places, { cli, user });
  return verification([sectionOf({ title: 'servers of the configured nodes' }, { view })]);
}

/** Whose each address is: of the first pod that runs on the node, else of the first that announces the address. */
function placesOf(release: LiveRelease): Map<string, Place> {
  const places = new Map<string, Place>();
  const add = (address: string | undefined, place: Place) => {
    const key = canonicalAddress(address ?? '');
    if (!places.has(key)) places.set(key, place);
  };
  const titleOf = ({ ordinal }: LivePod) => `pod ${ordinal}`;
  for (const live of release.pods)
    add(live.here, { title: titleOf(live), misplaced: live.right === false, probe: probeOf(release, live) });
  for (const live of release.pods) add(live.scriptIp, { title: titleOf(live), misplaced: false });
  return places;
}

function probeOf(release: LiveRelease, { ordinal, pod, unbound }: LivePod): Place['probe'] {
  const { hostIp, podIp, ready } = pod ?? {};
  const other = release.pods.find((one) => one.pod?.ready && one.ordinal !== ordinal);
  const isUsual = ready && unbound.length === 0 && hostIp !== podIp;
  return isUsual && other && hostIp && podIp ? { inPod: inPod(release, other), podIp, hostIp } : undefined;
}

/** Runs the checks; what they find is in the order of the rules, which is that of fixing, the errors first. */
export function sectionOf(about: About, { release, view }: Pick<Section, 'release' | 'view'>): Section {
  const found = [
    ...(release ? OBJECT_CHECKS.flatMap((check) => [...check(release)]) : []),
    ...(view ? SERVER_CHECKS.flatMap((check) => [...check(view)]) : []),
  ];
  const byRule = groupBy(found, ({ rule }) => rule);
  const ids = Object.keys(verifyRules) as VerifyRuleId[];
  const findings = ids.flatMap((id) => byRule.get(id) ?? []).map((one) => findingOf(one, about));
  const checks = ids.filter((id) => (id.startsWith('redis-') ? view : release));
  return { title: about.title, checks, findings: errorsFirst(findings), release, view };
}

function verification(sections: readonly Section[]): Verification {
  const findings = errorsFirst(sections.flatMap((section) => section.findings));
  const error = findings.filter(({ severity }) => severity === 'error').length;
  return { sections, findings, summary: { error, warning: findings.length - error } };
}

function errorsFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => a.severity.localeCompare(b.severity));
}
