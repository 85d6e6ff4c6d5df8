import { HostportError } from '../../base/errors.js';
import { VERSION } from '../../base/version.js';
import { podsInWords } from '../../base/words.js';
import type { VerifyRuleId } from '../../generated/rules.js';
import type { VerifyReportFinding as Finding, NodeEntry, VerifyReport } from '../../generated/types.js';
import { canonicalAddress } from '../../kubernetes/address.js';
import type { Configuration } from '../../overlays/configuration.js';
import { type Checks, type ObjectRuleId, rulesOf, runChecks, type ServerRuleId } from './check.js';
import { ADDRESS_CHECKS } from './objects/addresses.js';
import { type ClusterObjects, COMMAND, selectLive } from './objects/cluster.js';
import { NODE_CHECKS } from './objects/nodes.js';
import { PLACEMENT_CHECKS } from './objects/placement.js';
import { POD_CHECKS } from './objects/pods.js';
import { inPod, type LivePod, type LiveRelease, liveRelease } from './objects/release.js';
import { verifiedRelease, verifiedServer } from './report/rows.js';
import type { RedisQuestions } from './servers/ask.js';
import { DATA_CHECKS } from './servers/data.js';
import { KNOWLEDGE_CHECKS } from './servers/nodes.js';
import { SERVER_CHECKS } from './servers/servers.js';
import { SLOT_CHECKS } from './servers/slots.js';
import { type ClusterView, clusterView, type Place } from './servers/view.js';

/** What is checked in what kubectl gives. */
export const OBJECT_CHECKS: Checks<LiveRelease, ObjectRuleId> = {
  ...ADDRESS_CHECKS,
  ...NODE_CHECKS,
  ...POD_CHECKS,
  ...PLACEMENT_CHECKS,
};

/** What is checked in what the servers say (`--redis`). */
export const REDIS_CHECKS: Checks<ClusterView, ServerRuleId> = {
  ...SERVER_CHECKS,
  ...KNOWLEDGE_CHECKS,
  ...SLOT_CHECKS,
  ...DATA_CHECKS,
};

/** All that a reporter gets. */
export interface Verification extends VerifyReport {
  /** The checks of each release, or list of servers, the passed ones too. */
  sections: readonly Section[];
}

interface Section {
  title: string;
  checks: readonly VerifyRuleId[];
  findings: readonly Finding[];
}

/** What was looked at: a release, a list of servers, or both. */
interface Verified {
  title: string;
  release?: LiveRelease;
  view?: ClusterView;
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
  const verified: Verified[] = [];
  for (const running of found) {
    const release = await liveRelease(running, objects, configuration, nodes, redis);
    const { title } = release.about;
    const about = { title, cli: release.chart.values.cli, user: redis?.user };
    verified.push({ title, release, ...(redis && { view: clusterView(release.asked, placesOf(release), about) }) });
  }
  return verification(verified);
}

/** Verifies the servers at the configured nodes: what --redis does without anything from kubectl. */
export async function verifyServers(
  nodes: readonly NodeEntry[],
  { port, cli, user, ask }: RedisQuestions & { port: number; cli: string },
): Promise<Verification> {
  if (nodes.length === 0) {
    const message = 'which servers? Neither objects from kubectl nor nodes in the configuration are given';
    const remedy = `List \`nodes\` in the configuration, or: ${COMMAND} | redis-hostport verify --redis`;
    throw new HostportError('usage', message, { remedy });
  }
  const asked = await ask(nodes.map(({ ip }) => ({ ip, port })));
  const places = new Map(nodes.map(({ ip, name }) => [canonicalAddress(ip), { title: name, misplaced: false }]));
  const title = 'servers of the configured nodes';
  return verification([{ title, view: clusterView(asked, places, { title, cli, user }) }]);
}

/** Whose each address is: of the pod that runs on the node, else of the one that announces the address. */
function placesOf(release: LiveRelease): Map<string, Place> {
  const places = new Map<string, Place>();
  const add = (address: string | undefined, { ordinal }: LivePod, more: Omit<Place, 'title'>): void => {
    const key = canonicalAddress(address ?? '');
    if (address !== undefined && !places.has(key)) places.set(key, { title: podsInWords([ordinal]), ...more });
  };
  for (const live of release.pods) {
    add(live.here, live, { misplaced: live.right === false, probe: probesOf(release, live) });
  }
  for (const live of release.pods) add(live.scriptIp, live, { misplaced: false });
  return places;
}

function probesOf(release: LiveRelease, { ordinal, pod, unbound }: LivePod): Place['probe'] {
  const { hostIp, podIp, ready } = pod ?? {};
  const other = release.pods.find((one) => one.pod?.ready && one.ordinal !== ordinal);
  const isUsual = ready && unbound.length === 0 && hostIp !== podIp;
  return isUsual && other && hostIp && podIp ? { inPod: inPod(release, other), podIp, hostIp } : undefined;
}

function verification(verified: readonly Verified[]): Verification {
  const sections = verified.map(({ title, release, view }): Section => {
    const checks = [...(release ? rulesOf(OBJECT_CHECKS) : []), ...(view ? rulesOf(REDIS_CHECKS) : [])];
    const found = [
      ...(release ? runChecks(OBJECT_CHECKS, release, release.about) : []),
      ...(view ? runChecks(REDIS_CHECKS, view, { title }) : []),
    ];
    return { title, checks, findings: [...of('error', found), ...of('warning', found)] };
  });
  const findings = sections.flatMap((section) => section.findings);
  const [errors, warnings] = [of('error', findings), of('warning', findings)];
  return {
    schemaVersion: 1,
    version: VERSION,
    releases: verified.flatMap(({ release }) => (release ? [verifiedRelease(release)] : [])),
    servers: verified.flatMap(({ view }) => view?.servers.map(verifiedServer) ?? []),
    findings: [...errors, ...warnings],
    summary: { error: errors.length, warning: warnings.length },
    sections,
  };
}

function of(severity: Finding['severity'], findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => finding.severity === severity);
}
