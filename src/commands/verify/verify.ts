import { failure } from '../../base/errors.js';
import type { Values } from '../../base/text.js';
import { VERSION } from '../../base/version.js';
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
  about: Values & { title: string };
  release?: LiveRelease;
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
  const verified: Verified[] = [];
  for (const running of found) {
    const release = await liveRelease(running, objects, configuration, nodes, redis);
    const client = { cli: release.chart.values.cli, user: redis?.user };
    const view = redis && clusterView(release.asked, placesOf(release), client);
    verified.push({ about: release.about, release, view });
  }
  return verification(verified);
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
  return verification([{ about: { title: 'servers of the configured nodes' }, view }]);
}

/** Whose each address is: of the first pod that runs on the node, else of the first that announces the address. */
function placesOf(release: LiveRelease): Map<string, Place> {
  const titled = release.pods.map((live) => ({ ...live, title: `pod ${live.ordinal}` }));
  const places = [
    ...titled.map((live): [string | undefined, Place] => {
      return [live.here, { title: live.title, misplaced: live.right === false, probe: probeOf(release, live) }];
    }),
    ...titled.map(({ scriptIp, title }): [string | undefined, Place] => [scriptIp, { title, misplaced: false }]),
  ];
  // Of two entries with one key a map keeps the later one.
  return new Map(places.reverse().map(([address = '', place]) => [canonicalAddress(address), place]));
}

function probeOf(release: LiveRelease, { ordinal, pod, unbound }: LivePod): Place['probe'] {
  const { hostIp, podIp, ready } = pod ?? {};
  const other = release.pods.find((one) => one.pod?.ready && one.ordinal !== ordinal);
  const isUsual = ready && unbound.length === 0 && hostIp !== podIp;
  return isUsual && other && hostIp && podIp ? { inPod: inPod(release, other), podIp, hostIp } : undefined;
}

function verification(verified: readonly Verified[]): Verification {
  const sections = verified.map(({ about, release, view }): Section => {
    const objects = release ? runChecks(OBJECT_CHECKS, release, about) : [];
    const servers = view ? runChecks(REDIS_CHECKS, view, about) : [];
    const checks = [...(release ? rulesOf(OBJECT_CHECKS) : []), ...(view ? rulesOf(REDIS_CHECKS) : [])];
    return { title: about.title, checks, findings: errorsFirst([...objects, ...servers]) };
  });
  const findings = errorsFirst(sections.flatMap((section) => section.findings));
  const error = findings.filter(({ severity }) => severity === 'error').length;
  return {
    schemaVersion: 1,
    version: VERSION,
    releases: verified.flatMap(({ release }) => (release ? [verifiedRelease(release)] : [])),
    servers: verified.flatMap(({ view }) => view?.servers.map(verifiedServer) ?? []),
    findings,
    summary: { error, warning: findings.length - error },
    sections,
  };
}

function errorsFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => a.severity.localeCompare(b.severity));
}
