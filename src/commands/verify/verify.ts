import { HostportError } from '../../base/errors.js';
import { VERSION } from '../../base/version.js';
import { podsInWords } from '../../base/words.js';
import type { NodeEntry, VerifiedServer } from '../../generated/types.js';
import { canonicalAddress } from '../../kubernetes/address.js';
import type { ClusterObjects } from '../../kubernetes/kubectl.js';
import type { Address } from '../../redis/access.js';
import { runChecks, type VerifyFinding } from './finding.js';
import { CHECKS } from './objects/checks/index.js';
import { type Configured, expectationOf } from './objects/expectation.js';
import { liveRelease } from './objects/live.js';
import type { LiveRelease } from './objects/release.js';
import { clientPort } from './objects/remedies.js';
import { selectLive } from './objects/select.js';
import { type Section, type Verification, verifiedRelease, verifiedServer } from './report/report.js';
import type { Asked } from './servers/ask.js';
import { REDIS_CHECKS } from './servers/checks/index.js';
import { clusterView } from './servers/view.js';

/** How servers are asked; nothing where they are not (`--redis` left out). */
export interface RedisQuestions {
  ask: (addresses: readonly Address[]) => Promise<Asked[]>;
  user: string | undefined;
  /** Where the pods do not tell it. */
  port: number | undefined;
}

/** Part of a report: one release, or one list of servers. */
type Part = Pick<Verification, 'releases' | 'servers' | 'sections' | 'findings'>;

/** Verifies the releases in what kubectl gives, one after the other; throws `match` as selectLive does. */
export async function verifyReleases(
  objects: ClusterObjects,
  configured: Configured,
  redis: RedisQuestions | undefined,
): Promise<Verification> {
  const found = selectLive(objects, configured.loaded.config.release, configured.loaded.charts);
  const parts: Part[] = [];
  for (const one of found) {
    const as = (asked: readonly Asked[]): LiveRelease =>
      liveRelease(one, objects, expectationOf(configured, one, found.length === 1, asked));
    const asked = redis ? await redis.ask(addressesOf(as([]), redis)) : [];
    const release = as(asked);
    parts.push(releasePart(release));
    if (redis) parts.push(serversPart(asked, { ...byPods(release), cli: release.chart.values.cli, user: redis.user }));
  }
  return together(parts);
}

/** Verifies the servers at the configured nodes: what --redis does without anything from kubectl. */
export async function verifyServers(
  nodes: readonly NodeEntry[],
  redis: RedisQuestions & { port: number; cli: string },
): Promise<Verification> {
  if (nodes.length === 0) {
    throw new HostportError(
      'usage',
      'which servers? Neither objects from kubectl nor nodes in the configuration are given',
      {
        remedy:
          'List `nodes` in the configuration, or: kubectl -n NAMESPACE get pods,nodes,statefulsets,services -o json | redis-hostport verify --redis',
      },
    );
  }
  const asked = await redis.ask(nodes.map(({ ip }) => ({ ip, port: redis.port })));
  const names = new Map(nodes.map(({ ip, name }) => [canonicalAddress(ip), name]));
  const about = {
    title: 'servers of the configured nodes',
    expected: (ip: string) => names.get(canonicalAddress(ip)),
    toldElsewhere: new Set<string>(),
  };
  return together([serversPart(asked, { ...about, cli: redis.cli, user: redis.user })]);
}

/** Where servers may be: at the announced IPs, and at those of the nodes on which the pods are. */
function addressesOf(release: LiveRelease, { port }: RedisQuestions): Address[] {
  const ips = [...release.pods.map(({ scriptIp }) => scriptIp), ...release.pods.map(({ hostIp }) => hostIp)];
  return ips.flatMap((ip) => (ip === undefined ? [] : [{ ip, port: port ?? clientPort(release) }]));
}

interface About {
  title: string;
  expected: (ip: string) => string | undefined;
  toldElsewhere: ReadonlySet<string>;
}

/** Names servers by the pod that runs on the node, else by the one that announces the IP. */
function byPods(release: LiveRelease): About {
  const names = new Map<string, string>();
  const name = (ip: string | undefined, ordinal: number): void => {
    if (ip !== undefined && !names.has(canonicalAddress(ip))) names.set(canonicalAddress(ip), podsInWords([ordinal]));
  };
  for (const { hostIp, ordinal } of release.pods) name(hostIp, ordinal);
  for (const { scriptIp, ordinal } of release.pods) name(scriptIp, ordinal);
  const misplaced = release.pods.filter(({ right }) => right === false).flatMap(({ hostIp }) => hostIp ?? []);
  return {
    title: release.title,
    expected: (ip) => names.get(canonicalAddress(ip)),
    toldElsewhere: new Set(misplaced),
  };
}

function releasePart(release: LiveRelease): Part {
  return {
    releases: [verifiedRelease(release)],
    servers: [],
    sections: [{ title: release.title, checks: CHECKS }],
    findings: runChecks(CHECKS, release, release.title),
  };
}

function serversPart(
  asked: readonly Asked[],
  { cli, user, ...about }: About & { cli: string; user: string | undefined },
): Part {
  const view = clusterView(asked, { ...about, words: { cli, user } });
  return {
    releases: [],
    servers: asked.map((server): VerifiedServer => verifiedServer(server, about.expected(server.ip))),
    sections: [{ title: about.title, checks: REDIS_CHECKS }],
    findings: runChecks(REDIS_CHECKS, view, about.title),
  };
}

function together(parts: readonly Part[]): Verification {
  const findings = parts.flatMap((part) => part.findings);
  const of = (severity: VerifyFinding['severity']) => findings.filter((finding) => finding.severity === severity);
  return {
    version: VERSION,
    releases: parts.flatMap(({ releases }) => releases),
    servers: parts.flatMap(({ servers }) => servers),
    sections: merged(parts.flatMap(({ sections }) => sections)),
    findings: [...of('error'), ...of('warning')],
  };
}

/** The checks of a release's objects and of its servers are one section. */
function merged(sections: readonly Section[]): Section[] {
  const titles = [...new Set(sections.map(({ title }) => title))];
  return titles.map((title) => ({
    title,
    checks: sections.filter((section) => section.title === title).flatMap(({ checks }) => checks),
  }));
}
